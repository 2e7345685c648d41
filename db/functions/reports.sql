-- Reports of results: the sheet of a unit and a period, saving cell by cell, what is
-- wrong with a value, editions, and the effects of moves.

-- Who only oversees, or sits in a council, reads what was submitted, never a draft.
create or replace function app.only_oversees() returns boolean language sql stable parallel safe as $$
  select (has_role('oversight') or has_role('council')) and not claim_roles() && '{reporter,reviewer,leader,admin}'
$$;

-- Whether the unit may write in it now.
create or replace function app.is_in_hand(submission uuid) returns boolean language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return exists (select from submissions s where s.id = submission and s.unit_id = claim_unit() and s.state in ('draft', 'returned', 'amending'));
end $$;

create or replace function app.report_issuer(submission uuid) returns int language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (select s.issuer_id from submissions s where s.id = submission);
end $$;

create or replace function app.is_submitted(submission uuid) returns boolean language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return exists (select from submissions s where s.id = submission and s.state in ('submitted', 'verified', 'approved'));
end $$;

-- How many cells a report in sight has; counted by the engine, since a policy would look at each of them again.
create or replace function app.cells_filled(report app.submissions) returns int language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  if report.state not in ('submitted', 'verified', 'approved') and only_oversees() then
    return 0;
  end if;
  return (select count(*) from submission_values v where v.submission_id = report.id);
end $$;

-- ---- a report: whose desk, which dates, which edition ----

-- The issuer, the due date and who makes it come to a new report from its obligation.
create or replace function app.begin_report() returns trigger language plpgsql security definer set search_path = app, pg_temp as $$
begin
  select o.issuer_id, o.due_on, o.assignee_id into new.issuer_id, new.due_on, new.assignee_id from obligations o
   where o.campaign_id = new.campaign_id and o.unit_id = new.unit_id and o.kind = 'report' and o.period = new.period and o.passed_on_to is null;
  if not found then
    perform raise_problem(404, 'report_not_owed', jsonb_build_object('unit', unit_name_on(new.unit_id), 'period', new.period));
  end if;
  return new;
end $$;
drop trigger if exists a_begin_report on app.submissions;
create trigger a_begin_report before insert on app.submissions for each row execute function app.begin_report();

-- Who did what when, in the very update that changes the state, so that a move leaves one version behind it.
create or replace function app.note_acts() returns trigger language plpgsql security definer set search_path = app, pg_temp as $$
begin
  if new.state = 'submitted' then
    new.edition := old.edition + case when old.state = 'draft' then 0 else 1 end;
    new.submitted_by := claim_user();
    new.submitted_at := business_now();
    new.verified_by := null;
    new.approved_by := null;
    new.return_due_on := null;
  elsif new.state = 'returned' then
    new.return_due_on := nullif(current_setting('app.return_due_on', true), '')::date;      -- as the move says (look_before_move)
  elsif new.state = 'verified' then
    new.verified_by := claim_user();
    if (select report_route from campaigns where id = new.campaign_id) = 'verify' then
      new.official_edition := new.edition;
    end if;
  elsif new.state = 'approved' then
    new.approved_by := claim_user();
    new.official_edition := new.edition;
  end if;
  return new;
end $$;
drop trigger if exists b_note_acts on app.submissions;
create trigger b_note_acts before update on app.submissions for each row
  when (old.state is distinct from new.state) execute function app.note_acts();

-- A move that leaves the state (letting a report pass on) leaves its author too: who wrote it stays the maker.
create or replace function app.author_stays() returns trigger language plpgsql as $$
begin
  if current_user = 'thidua_engine' then
    new.changed_by := old.changed_by;
  end if;
  return new;
end $$;
drop trigger if exists z_author_stays on app.submissions;
create trigger z_author_stays before update on app.submissions for each row
  when (old.state = new.state) execute function app.author_stays();

-- The persons behind what is written now: who asks, for whom, and who gave the token to a system.
create or replace function app.persons_writing() returns uuid[] language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return claim_persons() || array(select t.created_by from service_tokens t where t.id = claim_user() and t.created_by is not null);
end $$;

-- Who enters figures in another unit's name is written down before a cell is: such a person never verifies or approves them.
create or replace function app.note_who_enters() returns trigger language plpgsql set search_path = app, pg_temp as $$
begin
  if current_user = 'thidua_service' and new.unit_id <> claim_unit() and not new.entered_by @> persons_writing() then
    new.entered_by := array(select distinct person from unnest(new.entered_by || persons_writing()) person);
  end if;
  return new;
end $$;
drop trigger if exists c_note_who_enters on app.submissions;
create trigger c_note_who_enters before insert or update on app.submissions for each row execute function app.note_who_enters();

-- Whether the caller, of the standing body that issued the campaign, is written down as one who enters figures in this draft.
-- Asked for each cell, and planned while there are few reports: found by its id all the same, not among the issuer's drafts.
create or replace function app.is_entered_by_caller(submission uuid) returns boolean language plpgsql stable security definer set search_path = app, pg_temp set enable_seqscan = off as $$
declare
  s submissions;
begin
  select * into s from submissions x where x.id = submission;
  return s.issuer_id = claim_unit() and s.state = 'draft' and claim_persons() <> '{}' and s.entered_by @> claim_persons();
end $$;

-- ---- values ----

-- 43 of 57 is 75.44 %; without a percent sign a ratio is the quotient itself.
create or replace function app.ratio_of(numerator numeric, denominator numeric, unit_of_measure text) returns numeric
language sql immutable parallel safe as $$
  select case when denominator <> 0 then numerator / denominator * case when unit_of_measure = '%' then 100 else 1 end end
$$;

-- The value of a ratio, and beside it what a request said that it is, where that is neither the quotient, as exactly as it was
-- written, nor what stood there: cell_faults() tells it, and nothing is kept.
create or replace function app.quotient_told(stood jsonb, said jsonb, quotient numeric) returns jsonb language sql immutable parallel safe as $$
  select jsonb_strip_nulls(jsonb_build_object('said', case when round(quotient, least(scale((said ->> 'value')::numeric), scale(quotient))) <> (said ->> 'value')::numeric
                                                             and (stood ->> 'value')::numeric is distinct from (said ->> 'value')::numeric then said -> 'value' end))
         || jsonb_build_object('value', quotient)
$$;

-- A cell as a report holds it: what stood there, what the request says (null clears), and what follows from its status.
create or replace function app.merged_cell(i app.indicators, stood jsonb, said jsonb) returns jsonb
language plpgsql immutable as $$
declare
  cell jsonb := coalesce(stood, '{}') || said;
  status text := coalesce(said ->> 'status', case when said ?| '{value,numerator,denominator,text}' then 'reported' end, stood ->> 'status', 'reported');
begin
  cell := cell || jsonb_build_object('status', status);
  if stood is not null and said ?| '{value,numerator,denominator,text}' and (stood -> 'value', stood -> 'numerator', stood -> 'denominator', stood -> 'text')
       is distinct from (cell -> 'value', cell -> 'numerator', cell -> 'denominator', cell -> 'text') then
    cell := cell || jsonb_build_object('source', coalesce(said ->> 'source', 'typed'), 'origin', said -> 'origin', 'justification', said -> 'justification');   -- they spoke of the figure before
  end if;
  if status <> 'reported' then
    return cell || jsonb_build_object('value', case when status = 'nil' then 0 end, 'numerator', null, 'denominator', null, 'text', null, 'items', '[]'::jsonb, 'origin', null);
  elsif i.value_type = 'ratio' then
    return cell || quotient_told(stood, said, round(ratio_of((cell ->> 'numerator')::numeric, (cell ->> 'denominator')::numeric, i.unit_of_measure), greatest(i.decimals, 2)));
  elsif said ? 'items' and not said ? 'value' and items_counted(i, cell -> 'items') is not null then
    return cell || jsonb_build_object('value', items_counted(i, cell -> 'items'));
  end if;
  return cell;
end $$;

-- What a list of items makes: how many are done or, in percent, their share. Null without a list, and of what is no count.
create or replace function app.items_counted(i app.indicators, items jsonb) returns numeric language sql immutable as $$
  select case when i.value_type in ('set', 'count') or (i.value_type = 'percent' and i.named_items <> '[]') then
           case when i.unit_of_measure = '%' then round(100.0 * done / total, greatest(i.decimals, 2)) else done end end
    from (select count(*) filter (where item ->> 'status' = 'done') as done, count(*) as total
            from jsonb_array_elements(case jsonb_typeof(items) when 'array' then items else '[]' end) item) listed
   where total > 0
$$;

-- What is wrong with a list of items: names that the target does not know, or twice; those of the unit itself (all of them, when none is
-- given to a unit) left out; a figure that is not what the list makes.
create or replace function app.item_faults(i app.indicators, cell jsonb, place text, unit int) returns setof app.fault
language sql stable set search_path = app, pg_temp as $$
  with listed as (select l.item ->> 'name' as name, l.ordinality - 1 as at, l.item from jsonb_array_elements(cell -> 'items') with ordinality l(item, ordinality)),
       named as (select n ->> 'name' as name, n ->> 'unit' as unit from jsonb_array_elements(i.named_items) n),
       absent as (
         select string_agg('“' || n.name || '”', ', ') as names from named n
          where not exists (select from listed l where folded(l.name) = folded(n.name))
            and case when exists (select from named where named.unit is not null) then n.unit is not null and unit_found(n.unit) = item_faults.unit else true end)
  select format('%s/items/%s/name', place, l.at), 'item_not_named', jsonb_build_object('name', i.name, 'item', l.name)
    from listed l where i.named_items <> '[]' and not exists (select from named n where folded(n.name) = folded(l.name))
  union all
  select format('%s/items/%s/name', place, l.at), 'item_named_twice', jsonb_build_object('name', i.name, 'item', l.name)
    from listed l where exists (select from listed e where e.at < l.at and folded(e.name) = folded(l.name))
  union all
  select place || '/items', 'items_missing', jsonb_build_object('name', i.name, 'items', a.names) from absent a where a.names is not null
  union all
  select place || '/value', 'items_differ_from_value', jsonb_build_object('name', i.name, 'value', cell -> 'value', 'counted', items_counted(i, cell -> 'items'))
   where items_counted(i, cell -> 'items') <> (cell ->> 'value')::numeric
  union all
  select f.* from listed l, evidence_faults(format('%s/items/%s', place, l.at), l.item -> 'evidence') f
$$;

create or replace function app.counts_whole(i app.indicators) returns boolean language sql immutable parallel safe as $$
  select i.value_type in ('count', 'rank', 'boolean') or (i.value_type = 'set' and i.unit_of_measure is distinct from '%')
$$;

-- The least and the most that a figure may be, as the indicator says or by its kind; a ratio is bound by its counts.
create or replace function app.least_of(i app.indicators) returns numeric language sql immutable parallel safe as $$
  select case when i.value_type <> 'ratio' then coalesce(i.lowest, case when i.value_type in ('percent', 'count', 'set', 'boolean') then 0 when i.value_type = 'rank' then 1 end) end
$$;
create or replace function app.most_of(i app.indicators) returns numeric language sql immutable parallel safe as $$
  select case when i.value_type <> 'ratio' then coalesce(i.highest, case i.value_type when 'percent' then 100 when 'boolean' then 1 end) end
$$;

-- What is wrong with one cell, at its place in the body. What the checks ask is worked out once, not by each of them.
create or replace function app.cell_faults(i app.indicators, cell jsonb, place text) returns setof app.fault
language sql stable as $$
  with figures as (
    select (cell ->> 'value')::numeric as value, (cell ->> 'numerator')::numeric as n, (cell ->> 'denominator')::numeric as d, cell ->> 'status' as status,
           cell ->> 'status' = 'reported' as reported, coalesce(cell ->> 'note', '') = '' as unnoted, coalesce(cell ->> 'text', '') = '' as unwritten,
           i.value_type as kind, i.rollup, counts_whole(i) as whole, i.unit_of_measure = '%' and i.highest is null as is_share, least_of(i) as lowest, most_of(i) as highest
    offset 0)
  select place || '/' || f.part, f.code, f.params || jsonb_build_object('name', i.name)
    from figures cross join lateral (values
      ('status', 'excused_by_the_issuer', '{}'::jsonb, status = 'excused'),
      ('note', 'note_needed', '{}'::jsonb, not reported and unnoted),
      ('numerator', 'ratio_needs_both', '{}', reported and kind = 'ratio' and n is null),
      ('denominator', 'ratio_needs_both', '{}', reported and kind = 'ratio' and d is null),
      ('numerator', 'numerator_not_wanted', '{}', kind <> 'ratio' and rollup <> 'ratio' and n is not null),
      ('denominator', 'denominator_not_wanted', '{}', kind <> 'ratio' and rollup not in ('ratio', 'weighted_mean') and d is not null),
      ('denominator', 'denominator_is_not_zero', '{}', d = 0),
      ('denominator', 'figure_below_zero', '{}', d < 0),
      ('numerator', 'figure_below_zero', '{}', n < 0),
      ('numerator', 'numerator_exceeds_denominator', jsonb_build_object('numerator', n, 'denominator', d), kind = 'ratio' and is_share and n > d and d > 0),
      ('value', 'value_needed', '{}', reported and kind not in ('ratio', 'text') and value is null),
      ('text', 'value_needed', '{}', reported and kind = 'text' and unwritten),
      ('value', 'value_is_not_the_quotient', jsonb_build_object('value', cell -> 'said', 'quotient', value), cell ? 'said'),
      ('value', 'whole_number_needed', jsonb_build_object('value', value), reported and whole and value <> trunc(value)),
      ('value', 'value_below_range', jsonb_build_object('limit', lowest), reported and value < lowest),
      ('value', 'value_above_range', jsonb_build_object('limit', highest), reported and value > highest)) f(part, code, params, wrong)
   where f.wrong
$$;

create or replace function app.cell_of(v app.submission_values) returns jsonb language sql stable as $$
  select case when v.submission_id is not null then
    jsonb_build_object('status', v.status, 'value', v.value, 'numerator', v.numerator, 'denominator', v.denominator, 'text', v.text_value,
                       'note', v.note, 'evidence', v.evidence, 'items', v.items, 'justification', v.justification, 'source', v.source, 'origin', v.origin) end
$$;

-- The cells a body changes, as they will be; null for those taken out.
create or replace function app.merged_cells(report app.submissions, body jsonb) returns jsonb language plpgsql stable as $$
begin
  return (select coalesce(jsonb_object_agg(said.key, case when said.value = 'null' then 'null' else merged_cell(i, cell_of(v), cell_taken(report, said.key, said.value)) end), '{}')
      from jsonb_each(coalesce(nullif(body -> 'values', 'null'), '{}')) said
      join indicators i on i.campaign_id = report.campaign_id and i.code = said.key
      left join submission_values v on v.submission_id = report.id and v.indicator_id = i.id);
end $$;

-- Narratives a report may carry: one per content item of the campaign, and three that every report has.
create or replace function app.narrative_keys(campaign uuid) returns table (key text, heading text, ordinal bigint)
language sql stable as $$
  select item ->> 'key', coalesce(item ->> 'heading', item ->> 'key'), ordinality from campaigns c, jsonb_array_elements(c.content_items) with ordinality a(item, ordinality) where c.id = campaign
  union all
  select code, label('narrative', code), 10000 + ordinal from catalogues where catalogue = 'narrative'
$$;

create or replace function app.evidence_faults(place text, evidence jsonb) returns setof app.fault
language plpgsql stable as $$
begin
  if jsonb_array_length(coalesce(nullif(evidence, 'null'), '[]')) > 0 then      -- documents are only asked when there are any
    return query
      select format('%s/evidence/%s', place, e.ordinality - 1), 'document_not_found', '{}'::jsonb
        from jsonb_array_elements_text(evidence) with ordinality e(id, ordinality)
       where not exists (select from documents d where d.id = e.id::uuid);
  end if;
end $$;

create or replace function app.submission_faults(report app.submissions, body jsonb, cells jsonb) returns setof app.fault
language sql stable as $$
  select '/values/' || said, case when i.id is null then 'indicator_not_in_campaign' else 'indicator_not_owed' end, jsonb_build_object('code', said, 'unit', unit_name_on(report.unit_id))
    from jsonb_object_keys(coalesce(nullif(body -> 'values', 'null'), '{}')) said
    left join indicators i on i.campaign_id = report.campaign_id and i.code = said
   where i.id is null or not exists (select from reporters r where r.indicator_id = i.id and r.unit_id = report.unit_id and owes_on(r, closes_of(report)))
  union all
  select f.* from jsonb_each(cells) c join indicators i on i.campaign_id = report.campaign_id and i.code = c.key, cell_faults(i, c.value, '/values/' || c.key) f where c.value <> 'null'
  union all
  select f.* from jsonb_each(cells) c join indicators i on i.campaign_id = report.campaign_id and i.code = c.key, item_faults(i, c.value, '/values/' || c.key, report.unit_id) f
   where c.value ->> 'status' = 'reported' and jsonb_array_length(coalesce(nullif(c.value -> 'items', 'null'), '[]')) > 0
  union all
  select f.* from source_faults(report, body, cells) f
  union all
  select f.* from jsonb_each(cells) c, evidence_faults('/values/' || c.key, c.value -> 'evidence') f where c.value -> 'evidence' <> '[]'
  union all
  select '/narratives/' || said, 'narrative_not_in_campaign', jsonb_build_object('key', said)
    from jsonb_object_keys(coalesce(nullif(body -> 'narratives', 'null'), '{}')) said
   where not exists (select from narrative_keys(report.campaign_id) k where k.key = said)
  union all
  select f.* from jsonb_each(coalesce(nullif(body -> 'narratives', 'null'), '{}')) n, evidence_faults('/narratives/' || n.key, n.value -> 'evidence') f where n.value <> 'null'
$$;

-- Evidence of the own unit is seen wherever its report is.
create or replace function app.attach_evidence(report uuid) returns void language sql security definer set search_path = app, pg_temp as $$
  insert into document_links(document_id, thing, thing_id, purpose)
  select distinct d.id, 'submission', s.id, 'evidence'
    from submissions s
   cross join lateral (select unnest(evidence) from submission_values where submission_id = s.id
                       union select unnest(evidence) from submission_narratives where submission_id = s.id) e(id)
    join documents d on d.id = e.id and d.unit_id = s.unit_id
   where s.id = report and s.unit_id = claim_unit()
  on conflict do nothing
$$;

-- ---- saving ----

-- Writes cells as they were merged and judged, of one report or of hundreds. How many of them say something new.
create or replace function app.write_cells(reports uuid[], wanted uuid[], units int[], cells jsonb[]) returns int language plpgsql set search_path = app, pg_temp set enable_seqscan = off as $$
declare
  written int;
begin
  insert into submission_values as v (submission_id, indicator_id, unit_id, status, value, numerator, denominator, text_value, note, evidence, items, justification, source, origin)
  select c.report, c.indicator, c.unit, cell ->> 'status', (cell ->> 'value')::numeric, (cell ->> 'numerator')::numeric, (cell ->> 'denominator')::numeric,
         cell ->> 'text', cell ->> 'note', array(select jsonb_array_elements_text(coalesce(nullif(cell -> 'evidence', 'null'), '[]')))::uuid[],
         coalesce(nullif(cell -> 'items', 'null'), '[]'), cell ->> 'justification', coalesce(cell ->> 'source', 'typed'), nullif(cell -> 'origin', 'null')
    from unnest(reports, wanted, units, cells) c(report, indicator, unit, cell)
  on conflict (submission_id, indicator_id) do update
     set (status, value, numerator, denominator, text_value, note, evidence, items, justification, source, origin)
       = (excluded.status, excluded.value, excluded.numerator, excluded.denominator, excluded.text_value, excluded.note, excluded.evidence, excluded.items,
          excluded.justification, excluded.source, excluded.origin)
   where (v.status, v.value, v.numerator, v.denominator, v.text_value, v.note, v.evidence, v.items, v.justification, v.source, v.origin)
         is distinct from (excluded.status, excluded.value, excluded.numerator, excluded.denominator, excluded.text_value, excluded.note, excluded.evidence,
                           excluded.items, excluded.justification, excluded.source, excluded.origin);
  get diagnostics written = row_count;
  return written;
end $$;

-- Merge-patch of a report, map by map and key by key; null takes a cell or a narrative out. What changes nothing makes no
-- version.
create or replace function app.write_report(report app.submissions, body jsonb, begun boolean default false) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  cells jsonb := merged_cells(report, body);
  rows_now int;
  rows_written int := 0;
begin
  perform insist_on_open_report(report, body), raise_faults(array(select f from submission_faults(report, body, cells) f));
  delete from submission_values v using jsonb_each(cells) c, indicators i
   where c.value = 'null' and i.campaign_id = report.campaign_id and i.code = c.key and v.submission_id = report.id and v.indicator_id = i.id;
  get diagnostics rows_now = row_count;
  rows_written := rows_written + rows_now;
  select write_cells(array_agg(report.id), array_agg(i.id), array_agg(report.unit_id), array_agg(c.cell)) into rows_now
    from jsonb_each(cells) c(code, cell) join indicators i on i.campaign_id = report.campaign_id and i.code = c.code where c.cell <> 'null';
  rows_written := rows_written + rows_now;
  delete from submission_narratives n using jsonb_each(body -> 'narratives') said where n.submission_id = report.id and n.item_key = said.key and said.value = 'null';
  get diagnostics rows_now = row_count;
  rows_written := rows_written + rows_now;
  insert into submission_narratives as n (submission_id, item_key, unit_id, text, evidence)
  select report.id, said.key, report.unit_id, whole ->> 'text', array(select jsonb_array_elements_text(coalesce(nullif(whole -> 'evidence', 'null'), '[]')))::uuid[]
    from jsonb_each(body -> 'narratives') said
    left join submission_narratives n on n.submission_id = report.id and n.item_key = said.key
   cross join lateral (select jsonb_build_object('text', n.text, 'evidence', coalesce(n.evidence, '{}')) || said.value as whole) w
   where said.value <> 'null'
  on conflict (submission_id, item_key) do update set (text, evidence) = (excluded.text, excluded.evidence)
   where (n.text, n.evidence) is distinct from (excluded.text, excluded.evidence);
  get diagnostics rows_now = row_count;
  rows_written := rows_written + rows_now;
  if body ? 'signed_document' then
    perform sign_report(report.id, (body ->> 'signed_document')::uuid);
  end if;
  if not begun then
    update submissions set invented = coalesce((body ->> 'invented')::boolean, invented),
           changed_at = case when rows_written = 0 then changed_at end                 -- null: touched, a new version
     where id = report.id;
  end if;
  perform attach_evidence(report.id);
  return report.id;
end $$;

-- Saves the report of a unit for a period, by its natural key: the first save begins it (If-None-Match: *).
create or replace function app.save_report(campaign uuid, unit int, wanted_period text, body jsonb, if_match text) returns uuid
language plpgsql set search_path = app, pg_temp as $$
declare
  c campaigns;
  report submissions;
begin
  select * into c from campaigns where id = campaign;
  if c.id is null or not (unit_reaches(claim_unit(), unit) or c.unit_id = claim_unit()) then
    perform raise_problem(404, 'not_found');
  elsif unit <> claim_unit() then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label('submission'), 'who', label('role', 'reporter') || ' – ' || unit_name_on(unit)));
  elsif c.state not in ('launched', 'concluded') then
    perform raise_problem(409, 'wrong_state', jsonb_build_object('thing', thing_label('campaign'), 'state', c.state, 'state_label', label('campaign_state', c.state),
      'states', '["launched", "concluded"]'::jsonb));
  end if;
  select * into report from submissions s where s.campaign_id = campaign and s.unit_id = unit and s.period = wanted_period;
  if found then
    perform guard('submissions', report.id, if_match, 'patch');
  elsif if_match is distinct from '0' then
    perform raise_problem(412, 'stale_version', jsonb_build_object('thing', thing_label('submission'), 'current_version', 0));
  else
    insert into submissions(campaign_id, unit_id, period, invented) values (campaign, unit, wanted_period, coalesce((body ->> 'invented')::boolean, false)) returning * into report;
    return write_report(report, body, true);
  end if;
  return write_report(report, body);
end $$;

create or replace function app.patch_report(wanted uuid, body jsonb) returns uuid language sql volatile set search_path = app, pg_temp as $$
  select write_report(s, body) from submissions s where s.id = wanted
$$;

-- ---- showing ----

drop function if exists app.report_written(uuid);
drop function if exists app.report_sheet(uuid, int, text);
-- The sheet of a unit and a period, saved or not: every expected cell in the order of the campaign, every narrative.
create or replace function app.report_sheet(campaign uuid, unit int, wanted_period text)
returns table (id uuid, "campaign.id" uuid, "campaign.code" text, "campaign.title" text, "unit.id" uuid, "unit.code" text, "unit.name" text,
               "issuer.id" uuid, "issuer.code" text, "issuer.name" text, "period.code" text, "period.starts_on" date, "period.ends_on" date, "period.due_on" date,
               state text, edition int, official_edition int, due_on date, "submitted_by.id" uuid, "submitted_by.name" text, submitted_at timestamptz,
               "verified_by.id" uuid, "verified_by.name" text, "approved_by.id" uuid, "approved_by.name" text, "assignee.id" uuid, "assignee.name" text, return_due_on date,
               signed_document uuid, locks_on date, entered_by json, cells int, cells_missing int,
               "values" json, narratives json, warnings json, invented boolean, version int, created_at timestamptz, changed_at timestamptz, allowed_actions text[],
               _unit_id int, _issuer_id int)
language plpgsql stable rows 1 as $$
#variable_conflict use_column
begin
  return query
    select s.id, c.id, c.code, c.title, unit_uid(o.unit_id), unit_code_on(o.unit_id, p.starts_on), unit_name_on(o.unit_id, p.starts_on),
           unit_uid(o.issuer_id), unit_code_on(o.issuer_id, p.starts_on), unit_name_on(o.issuer_id, p.starts_on), p.code, p.starts_on, p.ends_on, o.due_on,
           coalesce(s.state, 'not_started'), coalesce(s.edition, 1), s.official_edition, o.due_on, s.submitted_by, person_name(s.submitted_by), s.submitted_at,
           s.verified_by, person_name(s.verified_by), s.approved_by, person_name(s.approved_by), o.assignee_id, person_name(o.assignee_id), s.return_due_on, s.signed_document_id, report_locks_on(c.id, o.unit_id, p.code),
           (select coalesce(json_agg(json_build_object('id', person, 'name', person_name(person))), '[]') from unnest(s.entered_by) person), sheet.cells, sheet.missing, sheet.values, told.narratives,
           case when s.id is null then '[]' else findings_shown(s.id) end,
           coalesce(s.invented, false), coalesce(s.version, 0), s.created_at, s.changed_at,
           open_actions(case when s.id is not null then allowed_actions('submission', s.id)
                when o.unit_id = claim_unit() and has_role('reporter') and c.state in ('launched', 'concluded') then '{patch}' else '{}' end, c.id, o.unit_id, p.code),
           o.unit_id, o.issuer_id
      from obligations o join campaigns c on c.id = o.campaign_id cross join lateral period_of(o.period, c.id) p
      left join submissions s on s.campaign_id = o.campaign_id and s.unit_id = o.unit_id and s.period = o.period
     cross join lateral (
       select count(*)::int as cells, count(*) filter (where v.status is null and excuse.why is null)::int as missing,
              coalesce(json_object_agg(i.code, json_build_object('name', i.name, 'field', i.field, 'value_type', i.value_type, 'unit_of_measure', i.unit_of_measure,
                'decimals', i.decimals, 'whole', counts_whole(i), 'lowest', least_of(i), 'highest', most_of(i), 'comparator', i.comparator, 'target_value', t.target_value, 'printed', t.printed, 'status', coalesce(v.status, case when excuse.why is not null then 'excused' end), 'value', v.value,
                'numerator', v.numerator, 'denominator', v.denominator, 'text', v.text_value, 'note', coalesce(v.note, case when v.status is null then excuse.why end), 'evidence', coalesce(v.evidence, '{}'),
                'items', coalesce(v.items, '[]'), 'named_items', i.named_items, 'justification', v.justification, 'source', v.source, 'origin', origin_shown(v.origin, v.unit_id),
                'updated_at', v.updated_at, 'returned_reason', v.returned_reason) order by i.ordinal, i.code), '{}') as values
         from reporters r join indicators i on i.id = r.indicator_id
         left join submission_values v on v.submission_id = s.id and v.indicator_id = i.id
        cross join lateral (select excuse_of(o, i.code) as why) excuse
         left join targets_for(o.campaign_id, o.unit_id, least(coalesce(p.ends_on, today()), today())) t on t.indicator_id = i.id
        where r.campaign_id = o.campaign_id and r.unit_id = o.unit_id and owes_on(r, o.closes_on)) sheet
     cross join lateral (
       select coalesce(json_object_agg(k.key, json_build_object('heading', k.heading, 'text', n.text, 'evidence', coalesce(n.evidence, '{}'),
                'returned_reason', n.returned_reason) order by k.ordinal), '{}') as narratives
         from narrative_keys(o.campaign_id) k left join submission_narratives n on n.submission_id = s.id and n.item_key = k.key) told
     where o.campaign_id = campaign and o.unit_id = unit and o.kind = 'report' and o.period = wanted_period;
end $$;

-- The same by the id of a report, for what this very statement wrote: volatile, so that it reads with a fresh snapshot.
create or replace function app.report_written(wanted uuid)
returns table (id uuid, "campaign.id" uuid, "campaign.code" text, "campaign.title" text, "unit.id" uuid, "unit.code" text, "unit.name" text,
               "issuer.id" uuid, "issuer.code" text, "issuer.name" text, "period.code" text, "period.starts_on" date, "period.ends_on" date, "period.due_on" date,
               state text, edition int, official_edition int, due_on date, "submitted_by.id" uuid, "submitted_by.name" text, submitted_at timestamptz,
               "verified_by.id" uuid, "verified_by.name" text, "approved_by.id" uuid, "approved_by.name" text, "assignee.id" uuid, "assignee.name" text, return_due_on date,
               signed_document uuid, locks_on date, entered_by json, cells int, cells_missing int,
               "values" json, narratives json, warnings json, invented boolean, version int, created_at timestamptz, changed_at timestamptz, allowed_actions text[],
               _unit_id int, _issuer_id int)
language plpgsql volatile rows 1 as $$
#variable_conflict use_column
begin
  return query
    select sheet.* from submissions s cross join lateral report_sheet(s.campaign_id, s.unit_id, s.period) sheet where s.id = wanted;
end $$;

-- What a single value says of the report it stands in, for the unit that leads its indicator.
drop function if exists app.report_head(uuid);
create or replace function app.report_head(report uuid)
returns table (submission_id uuid, campaign_id uuid, campaign_code text, campaign_title text, period text, state text, issuer_id int, changed_at timestamptz)
language sql stable security definer rows 1 set search_path = app, pg_temp as $$
  select s.id, c.id, c.code, c.title, s.period, s.state, s.issuer_id, s.changed_at from submissions s join campaigns c on c.id = s.campaign_id where s.id = report
$$;

-- ---- editions ----

-- What a report says now, as an edition keeps it.
create or replace function app.report_content(report uuid) returns jsonb language plpgsql stable set search_path = app, pg_temp as $$
begin
  return jsonb_build_object(
    'values', coalesce((select jsonb_object_agg(i.code, cell_of(v)) from submission_values v join indicators i on i.id = v.indicator_id where v.submission_id = report), '{}'),
    'narratives', coalesce((select jsonb_object_agg(n.item_key, jsonb_build_object('text', n.text, 'evidence', n.evidence)) from submission_narratives n where n.submission_id = report), '{}'));
end $$;

-- What differs between two editions; no row when one of them does not exist or is out of sight.
create or replace function app.compared_editions(report uuid, earlier int, later int) returns table (submission_id uuid, "from" int, "to" int, "values" jsonb, narratives jsonb, _unit_id int)
language sql stable rows 1 as $$
  select a.submission_id, a.edition, b.edition,
         coalesce((select jsonb_agg(jsonb_build_object('code', x.key, 'name', (select i.name from indicators i join submissions s on s.campaign_id = i.campaign_id where s.id = report and i.code = x.key), 'change', x.change, 'before', x.before, 'after', x.after)
                                    order by x.key)
                     from changed_keys(a.content -> 'values', b.content -> 'values') x), '[]'),
         coalesce((select jsonb_agg(jsonb_build_object('key', x.key, 'change', x.change, 'before', x.before, 'after', x.after) order by x.key)
                     from changed_keys(a.content -> 'narratives', b.content -> 'narratives') x), '[]'),
         a.unit_id
    from submission_editions a join submission_editions b on b.submission_id = a.submission_id and b.edition = later
   where a.submission_id = report and a.edition = earlier
$$;

create or replace function app.changed_keys(before jsonb, after jsonb) returns table (key text, change text, before jsonb, after jsonb)
language sql immutable as $$
  select coalesce(a.key, b.key), case when a.key is null then 'added' when b.key is null then 'removed' else 'changed' end, a.value, b.value
    from jsonb_each($1) a full join jsonb_each($2) b using (key) where a.value is distinct from b.value
$$;

-- ---- what refuses a move, what it brings about ----

create or replace function app.report_is_incomplete(wanted uuid, details jsonb) returns setof app.fault language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return query
    select '/values/' || i.code, 'cell_missing', jsonb_build_object('code', i.code, 'name', i.name)
      from submissions s join reporters r on r.campaign_id = s.campaign_id and r.unit_id = s.unit_id join indicators i on i.id = r.indicator_id
      join obligations o on o.campaign_id = s.campaign_id and o.unit_id = s.unit_id and o.kind = 'report' and o.period = s.period
     where s.id = wanted and owes_on(r, o.closes_on) and excuse_of(o, i.code) is null and not exists (select from submission_values v where v.submission_id = s.id and v.indicator_id = i.id)
     order by i.ordinal;
  return query select f.* from finding_faults(wanted) f;
  return query select * from signature_faults(wanted) union all select * from period_is_locked(wanted, details);
  return query
    select '', 'report_passed_on', jsonb_build_object('unit', unit_name_on(o.passed_on_to))
      from submissions s join obligations o on o.campaign_id = s.campaign_id and o.unit_id = s.unit_id and o.kind = 'report' and o.period = s.period and o.passed_on_to is not null
     where s.id = wanted;
end $$;

-- Units between reporter and issuer that have not let this edition pass yet, nor another in their place.
create or replace function app.units_still_between(s app.submissions) returns setof int language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select t.ancestor_id from unit_tree t
   where t.unit_id = s.unit_id and t.depth > 0 and t.valid_from <= today() and t.valid_to > today() and unit_is_above(s.issuer_id, t.ancestor_id)
     and not exists (select from moves m where m.thing_id = s.id and m.from_state = 'submitted' and m.to_state = 'submitted' and m.moved_at >= s.submitted_at
                        and (m.actor_unit_id = t.ancestor_id or m.details -> 'in_place_of' @> jsonb_build_array(jsonb_build_object('id', unit_uid(t.ancestor_id)))));
end $$;

-- Whether somebody there can let a report pass: a reviewer in office who did not make it.
create or replace function app.has_reviewer(unit int, besides uuid[] default '{}') returns boolean language sql stable security definer set search_path = app, pg_temp as $$
  select exists (select from assignments a join users u on u.id = a.user_id and u.state = 'active'
                  where a.unit_id = unit and a.role = 'reviewer' and assignment_holds(a, today()) and a.user_id <> all (array_remove(besides, null)))
$$;

-- Who stands in for a unit where nobody can: the next one above it with a reviewer, the issuer at the last.
create or replace function app.stand_in_for(unit int, issuer int, besides uuid[] default '{}') returns int language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return case when has_reviewer(unit, besides) then null else coalesce(
    (select t.ancestor_id from unit_tree t
      where t.unit_id = unit and t.depth > 0 and t.valid_from <= today() and t.valid_to > today() and unit_is_above(issuer, t.ancestor_id) and has_reviewer(t.ancestor_id, besides)
      order by t.depth limit 1), issuer) end;
end $$;

create or replace function app.steps_still_between(s app.submissions) returns table (unit_id int, stand_in int) language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select u, stand_in_for(u, s.issuer_id, array[s.submitted_by, s.changed_by] || s.entered_by) from campaigns c cross join lateral units_still_between(s) u
   where c.id = s.campaign_id and c.report_route = 'through_parents';
end $$;

-- "Thành phố Kon Tum (chưa có người thẩm định, Tỉnh Kon Tum làm thay)".
create or replace function app.gap_said(unit int, stand_in int) returns text language sql stable as $$
  select unit_name_on(unit) || case when stand_in is null then ''
    else format(case claim_language() when 'en' then ' (nobody there to review, %s stands in)' else ' (chưa có người thẩm định, %s làm thay)' end, unit_name_on(stand_in)) end
$$;

create or replace function app.report_waits_for_others(wanted uuid, details jsonb) returns setof app.fault language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select '', 'units_between_first', jsonb_build_object('units', string_agg(gap_said(b.unit_id, b.stand_in), ', '))
    from submissions s cross join lateral steps_still_between(s) b
   where s.id = wanted and b.stand_in is distinct from s.issuer_id having count(*) > 0;
end $$;

create or replace function app.report_does_not_pass_here(wanted uuid, details jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  select '/to', 'passage_not_needed', '{}'::jsonb
    from submissions s where s.id = wanted and not exists (select from steps_still_between(s) b where claim_unit() in (b.unit_id, b.stand_in))
$$;

-- ---- a unit between where nobody can let a report pass: told before the launch, before the report is sent, and to who stands in ----

create or replace function app.gaps_between(issuer int, reporting int[]) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  select '/report_route', 'route_has_no_reviewer', jsonb_build_object('units', string_agg(gap_said(g.unit_id, g.stand_in), ', ' order by unit_name_on(g.unit_id)))
    from (select distinct t.ancestor_id as unit_id, stand_in_for(t.ancestor_id, issuer) as stand_in
            from unit_tree t where t.unit_id = any (reporting) and t.depth > 0 and t.valid_from <= today() and t.valid_to > today() and unit_is_above(issuer, t.ancestor_id)) g
   where g.stand_in is not null having count(*) > 0
$$;

create or replace function app.route_has_gaps(wanted uuid, details jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  select f.* from campaigns c cross join lateral gaps_between(c.unit_id, array(select distinct o.unit_id from owing_of(c.id) o)) f
   where c.id = wanted and c.report_route = 'through_parents'
$$;

-- What whoever proposes or launches a campaign should know first: gaps of the route, and figures that nobody would owe.
create or replace function app.launch_is_warned(wanted uuid, details jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  select f.* from route_has_gaps(wanted, details) f
  union all
  select '/indicators', 'indicators_without_reporters', jsonb_build_object('indicators', string_agg(i.code, ', ' order by i.ordinal))
    from indicators i where i.campaign_id = wanted and i.formula is null and i.reporters = '[]' having count(*) > 0
$$;

-- Parts that the last return names and that still say the same: told before the report goes out again.
create or replace function app.return_is_unanswered(wanted uuid) returns setof app.fault language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return query
  select '', 'returned_parts_unchanged', jsonb_build_object('parts', string_agg(distinct coalesce(i.name, k.heading), ', '))
    from submissions s join submission_editions e on e.submission_id = s.id and e.edition = s.edition
   cross join lateral report_content(s.id) now cross join lateral jsonb_array_elements(e.reasons) r(reason)
   cross join lateral (select string_to_array(ltrim(r.reason ->> 'pointer', '/'), '/') as path) p
    left join indicators i on p.path[1] = 'values' and i.campaign_id = s.campaign_id and i.code = p.path[2]
    left join lateral narrative_keys(s.campaign_id) k on p.path[1] = 'narratives' and k.key = p.path[2]
   where s.id = wanted and s.state = 'returned' and e.content #> p.path is not distinct from now #> p.path having count(*) > 0;
end $$;

-- Called by the judge through a statement made for the moment, which keeps no plan: in plpgsql, where those below are kept.
drop function if exists app.way_has_gaps(uuid, jsonb);
create or replace function app.sending_is_warned(wanted uuid, details jsonb) returns setof app.fault language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  s submissions;
begin
  select * into s from submissions x where x.id = wanted;
  if exists (select from campaigns c where c.id = s.campaign_id and c.report_route = 'through_parents') then
    return query select f.* from gaps_between(s.issuer_id, array[s.unit_id]) f;
  end if;
  if s.state = 'returned' then
    return query select f.* from return_is_unanswered(wanted) f;
  end if;
end $$;

-- For whom the caller's unit makes the step; the record of the move names them (look_before_move), its note says why.
create or replace function app.stands_in_for(report uuid) returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select jsonb_agg(unit_brief(b.unit_id)) from submissions s cross join lateral steps_still_between(s) b where s.id = report and b.stand_in = claim_unit()
$$;

create or replace function app.stands_in_for_others(wanted uuid, details jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  select '/note', 'stand_in_says_why', jsonb_build_object('units', (select string_agg(u ->> 'name', ', ') from jsonb_array_elements(stands_in_for(wanted)) u))
   where stands_in_for(wanted) is not null
$$;

-- Approval by who verified would be one pair of eyes; a route that ends at verification knows none.
create or replace function app.approval_is_refused(wanted uuid, details jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  select '/to', 'approval_not_needed', '{}'::jsonb from submissions s join campaigns c on c.id = s.campaign_id where s.id = wanted and c.report_route = 'verify'
  union all
  select '/to', 'verifier_does_not_approve', jsonb_build_object('name', person_name(s.verified_by)) from submissions s where s.id = wanted
     and exists (select from moves m where m.thing_id = s.id and m.to_state = 'verified' and m.moved_at >= s.submitted_at and array[m.actor_id, m.behalf_of] && claim_persons())
$$;

create or replace function app.report_is_not_final(wanted uuid, details jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  select '/to', 'report_not_final', '{}'::jsonb from submissions s join campaigns c on c.id = s.campaign_id where s.id = wanted and c.report_route <> 'verify'
  union all select * from period_is_locked(wanted, details)
$$;

create or replace function app.keep_edition(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, pg_temp as $$
begin
  insert into submission_editions(submission_id, edition, unit_id, content, content_hash, submitted_by, submitted_at)
  select s.id, s.edition, s.unit_id, c.content, hash_of(c.content), s.submitted_by, s.submitted_at
    from submissions s cross join lateral report_content(s.id) c(content) where s.id = wanted;
  perform use_unlock(wanted), show_comments(wanted);
  update submission_values set returned_reason = null where submission_id = wanted and returned_reason is not null;
  update submission_narratives set returned_reason = null where submission_id = wanted and returned_reason is not null;
end $$;

-- The reasons of a return stand at the values they speak of.
create or replace function app.return_report(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, pg_temp as $$
declare
  s submissions;
  said moves;
begin
  select * into strict s from submissions where id = wanted;
  select * into strict said from moves where id = move;
  perform raise_faults(array(
    select row(format('/reasons/%s/pointer', r.ordinality - 1), 'part_not_in_report', jsonb_build_object('pointer', r.reason ->> 'pointer'))::fault
      from jsonb_array_elements(said.reasons) with ordinality r(reason, ordinality)
     where not exists (select from submission_values v join indicators i on i.id = v.indicator_id where v.submission_id = wanted and r.reason ->> 'pointer' = '/values/' || i.code)
       and not exists (select from narrative_keys(s.campaign_id) k where r.reason ->> 'pointer' = '/narratives/' || k.key)));
  update submission_editions set outcome = 'returned', reasons = said.reasons where submission_id = wanted and edition = s.edition;
  update submission_values v set returned_reason = coalesce(r.reason ->> 'note', label('return_reason', r.reason ->> 'code'))
    from indicators i, jsonb_array_elements(said.reasons) r(reason)
   where v.submission_id = wanted and i.id = v.indicator_id and r.reason ->> 'pointer' = '/values/' || i.code;
  update submission_narratives n set returned_reason = coalesce(r.reason ->> 'note', label('return_reason', r.reason ->> 'code'))
    from jsonb_array_elements(said.reasons) r(reason) where n.submission_id = wanted and r.reason ->> 'pointer' = '/narratives/' || n.item_key;
end $$;

-- The values of this edition become the official ones; those of the one before it stay until now.
create or replace function app.make_official(wanted uuid) returns void language plpgsql security definer set search_path = app, pg_temp as $$
declare
  s submissions;
begin
  select * into strict s from submissions where id = wanted;
  update submission_editions set outcome = s.state where submission_id = wanted and edition = s.edition;
  delete from official_values o where o.submission_id = wanted
     and not exists (select from submission_values v where v.submission_id = wanted and v.indicator_id = o.indicator_id);
  insert into official_values(indicator_id, period, unit_id, value, numerator, denominator, text_value, items, status, submission_id, edition, source, since)
  select v.indicator_id, s.period, s.unit_id, v.value, v.numerator, v.denominator, v.text_value, v.items, v.status, s.id, s.edition, v.source, business_now()
    from submission_values v where v.submission_id = wanted
  on conflict (indicator_id, period, unit_id) do update
     set (value, numerator, denominator, text_value, items, status, submission_id, edition, source, since)
       = (excluded.value, excluded.numerator, excluded.denominator, excluded.text_value, excluded.items, excluded.status, excluded.submission_id, excluded.edition, excluded.source, excluded.since);
  perform write_excuses(o) from obligations o where o.campaign_id = s.campaign_id and o.unit_id = s.unit_id and o.kind = 'report' and o.period = s.period;
end $$;

create or replace function app.verify_report(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, pg_temp as $$
begin
  if exists (select from submissions s join campaigns c on c.id = s.campaign_id and c.report_route = 'verify' where s.id = wanted) then
    perform make_official(wanted);
  end if;
end $$;

create or replace function app.approve_report(wanted uuid, move uuid) returns void language sql security definer set search_path = app, pg_temp as $$
  select make_official(wanted)
$$;

-- ---- observations ----

create or replace function app.observation_faults(body jsonb) returns setof app.fault language plpgsql stable set search_path = app, pg_temp as $$
begin
  return query
  select '/as_of', 'date_in_the_future', jsonb_build_object('date', body ->> 'as_of', 'today', today()) where (body ->> 'as_of')::date > today()
  union all
  select '/campaign', 'campaign_not_found', jsonb_build_object('reference', body ->> 'campaign')
   where body ->> 'campaign' is not null and not exists (select from campaigns c where c.id = campaign_found(body ->> 'campaign') and thing_is_seen('campaign', to_jsonb(c)))
  union all
  select '/indicator', 'indicator_not_in_campaign', jsonb_build_object('code', body ->> 'indicator', 'unit', '')
   where body ->> 'indicator' is not null
     and not exists (select from indicators i where i.id = indicator_named(body ->> 'indicator') and thing_is_seen('indicator', to_jsonb(i)) and (body ->> 'campaign' is null or i.campaign_id = campaign_found(body ->> 'campaign')));
end $$;

create or replace function app.new_observation(body jsonb) returns setof app.observations language plpgsql set search_path = app, pg_temp as $$
declare
  about int := coalesce(unit_named(body ->> 'unit'), claim_unit());
begin
  perform raise_faults(array(select f from observation_faults(body) f));
  if about <> claim_unit() then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label('observation'), 'who', unit_name_on(about)));
  end if;
  return query
    insert into observations(campaign_id, indicator_id, unit_id, name, value, numerator, denominator, printed, unit_of_measure, base, as_of, quote, source_ref, provenance, conflict_note)
    select coalesce(campaign_named(body ->> 'campaign'), (select i.campaign_id from indicators i where i.id = indicator_named(body ->> 'indicator'))),
           indicator_named(body ->> 'indicator'), about, p.name, p.value, p.numerator, p.denominator, p.printed, p.unit_of_measure, p.base, p.as_of, p.quote, p.source_ref,
           coalesce(p.provenance, '{}'), p.conflict_note
      from jsonb_populate_record(null::observations, body - 'campaign' - 'indicator' - 'unit') p
    returning *;
end $$;

-- Of several figures for one indicator, unit and day a person marks one; the mark moves from the one that had it.
create or replace function app.patch_observation(wanted uuid, body jsonb) returns setof app.observations language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(select f from observation_faults(body) f
    union all select row('/authority_note', 'note_needed', jsonb_build_object('name', (select name from observations where id = wanted)))::fault
      where (body ->> 'authoritative')::boolean and coalesce(body ->> 'authority_note', '') = ''));
  if (body ->> 'authoritative')::boolean then
    update observations o set authoritative = false from observations chosen
     where chosen.id = wanted and o.id <> wanted and o.authoritative and o.indicator_id = chosen.indicator_id and o.unit_id = chosen.unit_id and o.as_of = chosen.as_of;
  end if;
  return query
    update observations o
       set (name, value, numerator, denominator, printed, unit_of_measure, base, as_of, quote, source_ref, provenance, conflict_note, authority_note, authoritative)
         = (select p.name, p.value, p.numerator, p.denominator, p.printed, p.unit_of_measure, p.base, p.as_of, p.quote, p.source_ref, p.provenance, p.conflict_note,
                   p.authority_note, p.authoritative from jsonb_populate_record(o, body) p)
     where o.id = wanted returning *;
end $$;

-- An observation as replies show it (schema Observation).
create or replace function app.observation_shown(shown app.observations)
returns table (id uuid, "campaign.id" uuid, "campaign.code" text, "campaign.title" text, "indicator.id" uuid, "indicator.code" text, "indicator.name" text,
               "unit.id" uuid, "unit.code" text, "unit.name" text, name text, value numeric, numerator numeric, denominator numeric, printed text,
               unit_of_measure text, base text, as_of date, quote text, source_ref text, provenance jsonb, conflict_note text, authoritative boolean,
               authority_note text, "entered_by.id" uuid, "entered_by.name" text, version int, created_at timestamptz, changed_at timestamptz,
               allowed_actions text[], _unit_id int)
language sql stable rows 1 as $$
  select shown.id, c.id, c.code, c.title, i.id, i.code, i.name, unit_uid(shown.unit_id), unit_code_on(shown.unit_id, shown.as_of), unit_name_on(shown.unit_id, shown.as_of),
         shown.name, shown.value, shown.numerator, shown.denominator, shown.printed, shown.unit_of_measure, shown.base, shown.as_of, shown.quote, shown.source_ref,
         shown.provenance, shown.conflict_note, shown.authoritative, shown.authority_note, shown.created_by, person_name(shown.created_by), shown.version,
         shown.created_at, shown.changed_at,
         case when shown.unit_id = claim_unit() and claim_roles() && '{reviewer,reporter}' then '{patch}' else '{}' end::text[], shown.unit_id
    from (select) one left join campaigns c on c.id = shown.campaign_id left join indicators i on i.id = shown.indicator_id
$$;

select app.by_engine('app.is_submitted(uuid)', 'app.persons_writing()', 'app.is_entered_by_caller(uuid)', 'app.cells_filled(app.submissions)', 'app.is_in_hand(uuid)', 'app.report_issuer(uuid)', 'app.report_head(uuid)', 'app.begin_report()', 'app.note_acts()', 'app.attach_evidence(uuid)', 'app.report_is_incomplete(uuid,jsonb)',
  'app.units_still_between(app.submissions)', 'app.has_reviewer(int,uuid[])', 'app.stand_in_for(int,int,uuid[])', 'app.steps_still_between(app.submissions)',
  'app.gaps_between(int,int[])', 'app.route_has_gaps(uuid,jsonb)', 'app.launch_is_warned(uuid,jsonb)', 'app.return_is_unanswered(uuid)', 'app.sending_is_warned(uuid,jsonb)', 'app.stands_in_for(uuid)', 'app.stands_in_for_others(uuid,jsonb)', 'app.report_waits_for_others(uuid,jsonb)', 'app.report_does_not_pass_here(uuid,jsonb)', 'app.approval_is_refused(uuid,jsonb)',
  'app.report_is_not_final(uuid,jsonb)', 'app.keep_edition(uuid,uuid)', 'app.return_report(uuid,uuid)', 'app.make_official(uuid)', 'app.verify_report(uuid,uuid)',
  'app.approve_report(uuid,uuid)');
revoke execute on function app.make_official(uuid), app.keep_edition(uuid, uuid), app.return_report(uuid, uuid),
  app.verify_report(uuid, uuid), app.approve_report(uuid, uuid) from thidua_service;
