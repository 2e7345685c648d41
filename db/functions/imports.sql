-- Imports: the rows of a table tried as if typed by hand, with a report of every row. One path for trying and for keeping: what is
-- only tried is undone at its end. An import is begun, takes its rows in one batch or many, and is finished.

-- ---- whose sheet it is ----

-- A workbook that names something else than the request, or an older version of it, is refused by name with both.
create or replace function app.check_sheet(sheet jsonb, wanted jsonb, title text, version_now text) returns void language plpgsql set search_path = app, pg_temp as $$
begin
  if coalesce(sheet, 'null') = 'null' then
    return;
  elsif exists (select from jsonb_each_text(wanted) w where sheet ->> w.key is distinct from w.value) then
    perform raise_problem(422, 'foreign_sheet', jsonb_build_object('theirs', coalesce(sheet ->> 'title', '…'), 'ours', title));
  elsif sheet ->> 'version' is distinct from version_now
        and not exists (select from imports i where i.result = 'done' and i.campaign_id = (wanted ->> 'campaign')::uuid and i.unit_id = claim_unit() and i.type = wanted ->> 'operation'
                           and i.period is not distinct from wanted ->> 'period' and i.sheet_version = sheet ->> 'version' and i.version_after = version_now) then
    perform raise_problem(409, 'stale_sheet', jsonb_build_object('thing', title, 'theirs', coalesce(sheet ->> 'version', '…'), 'ours', version_now));
  end if;
end $$;

-- What a sheet of values, or of targets, is called; and which version of them there is.
create or replace function app.sheet_title(campaign uuid, unit int, wanted_period text) returns text language sql stable set search_path = app, pg_temp as $$
  select concat_ws(' – ', c.code, case when unit is not null then unit_name_on(unit) end, coalesce(wanted_period, 'bảng giao chỉ tiêu')) from campaigns c where c.id = campaign
$$;

create or replace function app.values_version(campaign uuid, unit int, wanted_period text) returns text language sql volatile set search_path = app, pg_temp as $$
  select coalesce((select s.version from submissions s where s.campaign_id = campaign and s.unit_id = unit and s.period = wanted_period), 0)::text
$$;

-- Of the reports of all units for a period together, where a sheet is of many.
create or replace function app.reports_version(campaign uuid, wanted_period text) returns text language sql volatile set search_path = app, pg_temp as $$
  select left(md5(coalesce(string_agg(s.id || '.' || s.version, ',' order by s.id), '')), 8) from submissions s where s.campaign_id = campaign and s.period = wanted_period
$$;

-- Of all targets of a campaign together: any that is added, changed or taken out makes another one.
create or replace function app.targets_version(campaign uuid) returns text language sql volatile set search_path = app, pg_temp as $$
  select left(md5(coalesce(string_agg(t.id || '.' || t.version, ',' order by t.id), '')), 8) from targets t where t.campaign_id = campaign
$$;

-- ---- who may, and into what ----

-- Whose values a request speaks of that names no unit: the own one, unless it is only the standing body that enters those of others.
create or replace function app.import_unit(campaign uuid, unit int) returns int language sql stable set search_path = app, pg_temp as $$
  select coalesce(unit, case when holds('reporter', 'reports', 'write')
    and (not enters_for_others(campaign) or exists (select from obligations o where o.campaign_id = campaign and o.unit_id = claim_unit() and o.kind = 'report')) then claim_unit() end)
$$;

-- The standing body of the unit that issued a campaign enters what came to it on paper, in the name of those who report.
create or replace function app.enters_for_others(campaign uuid) returns boolean language sql stable set search_path = app, pg_temp as $$
  select holds('reviewer', 'reports', 'write') and exists (select from campaigns c where c.id = campaign and c.unit_id = claim_unit())
$$;

-- The type of an import, with what it cannot do without; refuses whom it is not for, and the token that may not write what it makes.
-- What its parameter names is judged by who sees it.
create or replace function app.check_import_type(type text, campaign uuid, proposal uuid) returns void language plpgsql set search_path = app, pg_temp as $$
declare
  rule record;
begin
  select * into strict rule from import_types() t where t.type = check_import_type.type;
  if not exists (select from unnest(rule.roles) r(role) where acts_as(r.role)) then
    perform raise_problem(403, 'role_not_allowed', jsonb_build_object('roles_vi', (select string_agg(label('role', r.role), ', ') from unnest(rule.roles) r(role)), 'roles_en', array_to_string(rule.roles, ', ')));
  elsif not exists (select from unnest(rule.roles) r(role) where holds(r.role, rule.tag, 'write', rule.makes)) then
    perform raise_problem(403, 'scope_missing', jsonb_build_object('tag', rule.tag, 'verb', 'write'));
  elsif rule.belongs_to = 'campaign' and campaign is null or rule.belongs_to = 'proposal' and proposal is null then
    perform raise_problem(400, 'missing_parameter', jsonb_build_object('name', rule.belongs_to));
  elsif campaign is not null and rule.belongs_to is distinct from 'campaign' or proposal is not null and rule.belongs_to is distinct from 'proposal' then
    perform raise_problem(400, 'parameter_not_of_type', jsonb_build_object('name', case when campaign is not null and rule.belongs_to is distinct from 'campaign' then 'campaign' else 'proposal' end,
      'type_label', label('import_type', check_import_type.type)));
  elsif rule.guards is not null and current_setting('transaction_read_only') = 'off' then
    perform guard(rule.guards, coalesce(campaign, proposal), '*', rule.action);
  end if;
end $$;

-- Values are written by the reporter of their unit, and entered by the standing body of the campaign's; targets are given by it.
create or replace function app.check_import(type text, campaign uuid, unit int, wanted_period text) returns void language plpgsql set search_path = app, pg_temp as $$
declare
  c campaigns;
  may_report boolean := type = 'values' and holds('reporter', 'reports', 'write');
  may_review boolean := holds('reviewer', case type when 'values' then 'reports' else 'campaigns' end, 'write');
begin
  if type not in ('values', 'targets') then
    return;                                        -- each row is judged as by hand
  end if;
  select * into c from campaigns where id = campaign;
  if c.id is null then
    perform raise_problem(404, 'not_found');
  elsif not (may_review and c.unit_id = claim_unit()) and not (may_report and unit = claim_unit()) then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label(case type when 'values' then 'submission' else 'campaign' end)));
  elsif type = 'values' and unit is not null and wanted_period is not null
        and not exists (select from obligations o where o.campaign_id = campaign and o.unit_id = unit and o.kind = 'report' and o.period = wanted_period) then
    perform raise_problem(404, 'report_not_owed', jsonb_build_object('unit', unit_name_on(unit), 'period', wanted_period));
  end if;
end $$;

-- ---- an import as a whole ----

-- Begins one: what is missing in the request, a workbook of ours says. The same file kept before is that import, done once, where
-- what it says was read and applied in the same way: of `wishes` those that are true tell that.
drop function if exists app.begin_import(text, uuid, int, text, text, text, text, jsonb), app.begin_import(text, uuid, uuid, int, text, text, text, text, text, jsonb);
create or replace function app.begin_import(type text, campaign uuid, proposal uuid, unit int, wanted_period text, mode text, atomic text, match text, on_exists text, file jsonb, wishes jsonb,
  out import uuid, out repeated boolean)
language plpgsql set search_path = app, pg_temp as $$
declare
  sheet jsonb := nullif(file -> 'sheet', 'null');
  about int := case when type = 'values' then import_unit(campaign, coalesce(unit, case when enters_for_others(campaign) then unit_found(sheet ->> 'unit') end)) end;
  of_period text := case when type = 'values' then coalesce(wanted_period, sheet ->> 'period') end;
  read_as jsonb := (select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(begin_import.wishes) where value = 'true');
begin
  perform check_import_type(type, campaign, proposal), check_import(type, campaign, about, of_period);
  select i.id into import from imports i where i.result = 'done' and i.unit_id = claim_unit() and i.type = begin_import.type and i.campaign_id is not distinct from campaign
     and i.proposal_id is not distinct from proposal and i.about_unit_id is not distinct from about and i.period is not distinct from of_period and i.sha256 = file ->> 'sha256'
     and i.match = begin_import.match and i.on_exists = begin_import.on_exists and i.wishes = read_as;
  repeated := import is not null and mode = 'commit';
  if repeated then
    return;
  end if;
  perform check_campaign_takes(type, campaign),
          check_sheet(sheet, jsonb_strip_nulls(jsonb_build_object('operation', type, 'campaign', campaign, 'unit', unit_uid(about), 'period', of_period)),
                      coalesce(sheet_title(campaign, about, of_period), label('import_type', type)), sheet_version(type, campaign, about, of_period));
  insert into imports(unit_id, type, campaign_id, proposal_id, about_unit_id, period, mode, atomic, match, on_exists, result, format, file_name, size, sha256, rows_read, created, updated, unchanged, rejected, sheet_version, wishes)
  values (claim_unit(), type, campaign, proposal, about, of_period, mode, atomic, match, on_exists, 'running', file ->> 'kind', normalize(file ->> 'file_name', nfc), (file ->> 'size')::int, file ->> 'sha256',
          0, 0, 0, 0, 0, sheet ->> 'version', read_as)
  returning id into import;
end $$;

create or replace function app.sheet_version(type text, campaign uuid, unit int, wanted_period text) returns text language sql volatile set search_path = app, pg_temp as $$
  select case when type = 'targets' then targets_version(campaign) when type <> 'values' or wanted_period is null then null
              when unit is null then reports_version(campaign, wanted_period) else values_version(campaign, unit, wanted_period) end
$$;

-- Reports are written while their campaign runs, whoever writes them.
create or replace function app.check_campaign_takes(type text, campaign uuid) returns void language plpgsql set search_path = app, pg_temp as $$
declare
  state text := (select c.state from campaigns c where c.id = campaign);
begin
  if type = 'values' and state not in ('launched', 'concluded') then
    perform raise_problem(409, 'wrong_state', jsonb_build_object('thing', thing_label('campaign'), 'state', state, 'state_label', label('campaign_state', state), 'states', '["launched", "concluded"]'::jsonb));
  end if;
end $$;

-- Faults of a row with the place in its file: the row, and the column of what they point at, where there are columns.
create or replace function app.faults_in_file(faults jsonb, number int, columns jsonb) returns jsonb language sql stable set search_path = app, pg_temp as $$
  select jsonb_agg(f.fault || jsonb_build_object('params', jsonb_strip_nulls(jsonb_build_object('row', number, 'column',
           (select c.value from jsonb_each_text(coalesce(nullif(columns, 'null'), '{}')) c
             where starts_with(replace(substr(f.fault ->> 'pointer', 2), '/', '.') || '.', c.key || '.') order by length(c.key) desc limit 1))) || coalesce(f.fault -> 'params', '{}')) order by f.nth)
    from jsonb_array_elements(faults) with ordinality f(fault, nth)
$$;

-- Tries a batch of rows, and keeps what they wrote where that is wanted. Those that are right are noted down; the rejected come
-- back, to be noted by note_rejected() once their faults have words.
drop function if exists app.import_batch(uuid, jsonb, jsonb, boolean);
create or replace function app.import_batch(import uuid, body jsonb, file jsonb, keep boolean) returns jsonb language plpgsql set search_path = app, pg_temp set enable_seqscan = off as $$
declare
  i imports;
  batch text;
  tried import_rows[];
begin
  select * into strict i from imports x where x.id = import and x.unit_id = claim_unit();
  if jsonb_array_length(body -> 'items') = 0 then
    perform raise_problem(422, 'table_is_empty');
  end if;
  select t.batch into strict batch from import_types() t where t.type = i.type;
  execute format('select array(select r from app.%I($1, $2, $3, $4) r)', batch) into tried using i, body, file, keep;
  insert into import_rows select i.id, t.unit_id, t.number, t.outcome, t.item, t.indicator_code, t.indicator_name, t.about_unit_id, t.current, t.new, t.faults, t.period, t.subject
    from unnest(tried) t where t.outcome <> 'rejected';
  return (select coalesce(jsonb_agg(to_jsonb(t) || jsonb_build_object('faults', faults_in_file(t.faults, t.number, file -> 'columns')) order by t.number), '[]') from unnest(tried) t where t.outcome = 'rejected');
end $$;

create or replace function app.note_rejected(import uuid, rejected jsonb) returns void language sql volatile set search_path = app, pg_temp as $$
  insert into import_rows
  select import, claim_unit(), p.number, p.outcome, p.item, p.indicator_code, p.indicator_name, p.about_unit_id, p.current, p.new, p.faults, p.period, p.subject
    from jsonb_populate_recordset(null::import_rows, rejected) p
$$;

-- Counts what became of the rows. Of its own unit's imports under way only: nobody else has one to finish.
create or replace function app.finish_import(import uuid) returns void language plpgsql security definer set search_path = app, pg_temp as $$
begin
  perform from imports i where i.id = import and i.unit_id = claim_unit() and i.result = 'running';
  if not found then
    perform raise_problem(404, 'not_found');
  end if;
  perform count_import(import, null);
end $$;

-- How an import ended: by its rows, or as it is said.
create or replace function app.count_import(import uuid, ended text) returns void language sql volatile set search_path = app, pg_temp as $$
  update imports i
     set (rows_read, created, updated, unchanged, rejected, result, version_after)
       = (select count(*), count(*) filter (where r.outcome = 'created'), count(*) filter (where r.outcome = 'updated'), count(*) filter (where r.outcome = 'unchanged'),
                 count(*) filter (where r.outcome = 'rejected'),
                 coalesce(ended, case when i.mode = 'validate' then 'checked' when i.atomic = 'all' and bool_or(r.outcome = 'rejected') then 'refused' else 'done' end),
                 sheet_version(i.type, i.campaign_id, i.about_unit_id, i.period)
            from import_rows r where r.import_id = i.id)
   where i.id = import
$$;

-- An import as replies show it (schema Import), and one with its first rows, refused ones before the others.
drop function if exists app.import_shown(uuid);
create or replace function app.import_shown(wanted uuid)
returns table (id uuid, type text, mode text, atomic text, result text, "campaign.id" uuid, "campaign.code" text, "campaign.title" text, proposal uuid, "unit.id" uuid, "unit.code" text, "unit.name" text,
               period text, format text, file_name text, size int, sha256 text, rows_read int, created int, updated int, unchanged int, rejected int,
               "sent_by.id" uuid, "sent_by.name" text, created_at timestamptz, version int, _unit_id int)
language sql volatile rows 1 set search_path = app, pg_temp as $$
  select i.id, i.type, i.mode, i.atomic, i.result, c.id, c.code, c.title, i.proposal_id, unit_uid(i.unit_id), unit_code_on(i.unit_id), unit_name_on(i.unit_id),
         i.period, i.format, i.file_name, i.size, i.sha256, i.rows_read, i.created, i.updated, i.unchanged, i.rejected, i.created_by, person_name(i.created_by), i.created_at, i.version, i.unit_id
    from imports i left join campaigns c on c.id = i.campaign_id where i.id = wanted
$$;

-- The import when the caller sees it, 404 otherwise: for lists of what belongs to it.
create or replace function app.seen_import(wanted uuid) returns uuid language sql stable set search_path = app, pg_temp as $$
  select found_or_404(wanted::text, (select id from imports where id = wanted))
$$;

create or replace function app.import_row_messages(faults jsonb) returns text language sql immutable as $$
  select string_agg(f ->> 'message', ' ') from jsonb_array_elements(faults) f
$$;

create or replace function app.import_report(wanted uuid) returns json language sql volatile set search_path = app, pg_temp as $$
  select coalesce(json_agg(json_build_object('row', r.number, 'outcome', r.outcome, 'indicator', json_build_object('code', r.indicator_code, 'name', r.indicator_name),
           'unit', unit_brief(r.about_unit_id), 'period', r.period, 'current', r.current, 'new', r.new, 'faults', r.faults)), '[]')
    from (select * from import_rows x where x.import_id = wanted order by x.outcome <> 'rejected', x.number limit 500) r
$$;

select app.by_engine('app.finish_import(uuid)');
