-- Award types and rules: law, readable by everybody; written by deploy, and by administrators later.
select app.keep('app.award_types', granted => false, announced => false);
grant select on app.award_types to thidua_service;
drop policy if exists readable_by_all on app.award_types;
create policy readable_by_all on app.award_types for select to thidua_service using (true);

select app.keep('app.award_rules', granted => false);
grant select on app.award_rules to thidua_service;
drop policy if exists readable_by_all on app.award_rules;
create policy readable_by_all on app.award_rules for select to thidua_service using (true);
