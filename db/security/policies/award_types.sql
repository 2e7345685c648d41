-- Award types and rules: law, readable by everybody; written by deploy, and rules by administrators: the nation's at the
-- root, a province's own there. What stands only gets its last day.
select app.keep('app.award_types', granted => false, announced => false, narrowed => false);
grant select on app.award_types to thidua_service;
drop policy if exists readable_by_all on app.award_types;
create policy readable_by_all on app.award_types for select to thidua_service using (true);

select app.keep('app.award_rules', granted => false);
select app.narrow('app.award_rules', also_read => 'true');
grant select, delete, update (valid_to),
      insert (rule, award_type, granting_level, unit_kind, honouree_kind, reason, value, valid_from, valid_to, citation, confidence, source, unit_id, document_id)
   on app.award_rules to thidua_service;
drop policy if exists readable_by_all on app.award_rules;
create policy readable_by_all on app.award_rules for select to thidua_service using (true);
drop policy if exists entered_by_its_keeper on app.award_rules;
create policy entered_by_its_keeper on app.award_rules for insert to thidua_service with check (app.keeps_rules_for(unit_id));
drop policy if exists ended_by_its_keeper on app.award_rules;
create policy ended_by_its_keeper on app.award_rules for update to thidua_service
  using (app.keeps_rules_for(unit_id)) with check (app.keeps_rules_for(unit_id));
drop policy if exists taken_back_before_it_begins on app.award_rules;
create policy taken_back_before_it_begins on app.award_rules for delete to thidua_service
  using (app.keeps_rules_for(unit_id) and valid_from > app.today());
