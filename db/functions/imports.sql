-- Imports: the rows of a table tried as if typed by hand, with a report of every row. One path for trying and for keeping:
-- what is only tried is undone at its end.

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

-- Of all targets of a campaign together: any that is added, changed or taken out makes another one.
create or replace function app.targets_version(campaign uuid) returns text language sql volatile set search_path = app, pg_temp as $$
  select left(md5(coalesce(string_agg(t.id || '.' || t.version, ',' order by t.id), '')), 8) from targets t where t.campaign_id = campaign
$$;

-- ---- rows, while they are judged ----

-- {"number", "item", "faults": [{"pointer", "code", "params"}]} of each row, with what the reading of the file found.
create or replace function app.import_rows_of(body jsonb, file jsonb) returns table (number int, item jsonb, faults jsonb) language sql stable set search_path = app, pg_temp as $$
  select coalesce((file -> 'rows' ->> (i.ordinal - 1)::int)::int, i.ordinal::int), i.item,
         coalesce((select jsonb_agg(f.fault - 'item') from jsonb_array_elements(coalesce(nullif(file -> 'faults', 'null'), '[]')) f(fault)
                    where (f.fault ->> 'item')::int = i.ordinal - 1), '[]')
    from jsonb_array_elements(body -> 'items') with ordinality i(item, ordinal)
$$;

create or replace function app.fault_of(pointer text, code text, params jsonb default '{}') returns jsonb language sql immutable as $$
  select jsonb_build_object('pointer', pointer, 'code', code, 'params', params)
$$;

-- The faults that an operation raised, without the place where its own body had them.
create or replace function app.faults_below(detail text, prefix text) returns jsonb language sql immutable set search_path = app, pg_temp as $$
  select coalesce(jsonb_agg(e.fault || jsonb_build_object('pointer', substr(e.fault ->> 'pointer', length(prefix) + 1))), '[]')
    from jsonb_array_elements(detail::jsonb -> 'errors') e(fault) where (e.fault ->> 'pointer') || '/' like prefix || '/%'
$$;

-- ---- values ----

-- Rows of values: each with its indicator, its cell as a report would take it, and what is wrong before anything is tried.
create or replace function app.value_rows(campaign uuid, unit int, body jsonb, file jsonb) returns setof app.import_rows language sql stable set search_path = app, pg_temp as $$
  with said as (
    select r.*, i.id as indicator_id, coalesce(i.code, regexp_replace(r.item ->> 'indicator', '^code:', '')) as code, i.name,
           case when r.item ? 'unit' then unit_found(r.item ->> 'unit') else unit end as about
      from import_rows_of(body, file) r
      left join indicators i on i.campaign_id = campaign and r.item ->> 'indicator' in ('code:' || i.code, i.id::text))
  select null::uuid, claim_unit(), s.number, 'unchanged',
         s.item, s.code, s.name, s.about, null::jsonb,
         (select coalesce(jsonb_object_agg(part.key, part.value), '{}') from jsonb_each(s.item) part
           where part.key in ('status', 'value', 'numerator', 'denominator', 'text', 'note', 'justification')),
         s.faults
         || case when s.indicator_id is null and s.item ? 'indicator' then jsonb_build_array(fault_of('/indicator', 'indicator_not_in_campaign', jsonb_build_object('code', s.code))) else '[]' end
         || case when s.about is distinct from unit then jsonb_build_array(fault_of('/unit', 'row_of_another_unit', jsonb_build_object('unit', unit_name_on(unit)))) else '[]' end
         || case when s.code is not null and s.number > min(s.number) over (partition by s.code)
              then jsonb_build_array(fault_of('/indicator', 'repeated_row', jsonb_build_object('name', s.code, 'first', min(s.number) over (partition by s.code)))) else '[]' end
    from said s
$$;

-- Tries the rows that are not refused yet, together, as a save of the report would; refused ones drop out until the rest
-- stands. What nobody changed is not written, so that its source stays.
create or replace function app.import_values(campaign uuid, unit int, wanted_period text, body jsonb, file jsonb, keep boolean, whole boolean) returns setof app.import_rows
language plpgsql set search_path = app, pg_temp as $$
declare
  rows import_rows[] := array(select r from value_rows(campaign, unit, body, file) r order by r.number);
  report submissions;
  cells jsonb;
  detail text;
begin
  select * into report from submissions s where s.campaign_id = campaign and s.unit_id = unit and s.period = wanted_period;
  if report.id is null then
    report.campaign_id := campaign;
    report.unit_id := unit;
  end if;
  rows := array(
    select row(r.import_id, r.unit_id, r.number,
               case when r.faults <> '[]' then 'rejected' when r.new = '{}' or said.cell - 'source' = cell_of(v) - 'source' then 'unchanged' when v.submission_id is null then 'created' else 'updated' end,
               r.item, r.indicator_code, r.indicator_name, r.about_unit_id, short_cell(cell_of(v)), r.new, r.faults)::import_rows
      from unnest(rows) r
      left join indicators i on i.campaign_id = campaign and i.code = r.indicator_code
      left join submission_values v on v.submission_id = report.id and v.indicator_id = i.id
     cross join lateral (select case when r.faults = '[]' and r.new <> '{}'
                                  then merged_cells(report, jsonb_build_object('values', jsonb_build_object(r.indicator_code, r.new))) -> r.indicator_code end as cell) said
     order by r.number);
  begin
    loop
      select jsonb_object_agg(r.indicator_code, r.new || '{"source": "imported"}') into cells from unnest(rows) r where r.outcome in ('created', 'updated');
      exit when cells is null;
      begin
        perform save_report(campaign, unit, wanted_period, jsonb_build_object('values', cells), case when report.id is null then '0' else '*' end);
        exit;
      exception when sqlstate 'PT422' then
        get stacked diagnostics detail = pg_exception_detail;
        if not exists (select from unnest(rows) r where r.outcome in ('created', 'updated') and faults_below(detail, '/values/' || r.indicator_code) <> '[]') then
          raise;
        end if;
        rows := array(
          select row(r.import_id, r.unit_id, r.number, case when f.found = '[]' then r.outcome else 'rejected' end, r.item, r.indicator_code, r.indicator_name,
                     r.about_unit_id, r.current, r.new, r.faults || f.found)::import_rows
            from unnest(rows) r
           cross join lateral (select case when r.outcome in ('created', 'updated') then faults_below(detail, '/values/' || r.indicator_code) else '[]' end as found) f order by r.number);
      end;
    end loop;
    if not keep or (whole and exists (select from unnest(rows) r where r.outcome = 'rejected')) then
      raise exception using errcode = 'TD001', message = 'only tried';
    end if;
  exception when sqlstate 'TD001' then
    null;
  end;
  return query select * from unnest(rows);
end $$;

-- What of a cell is worth showing beside a new one.
create or replace function app.short_cell(cell jsonb) returns jsonb language sql immutable as $$
  select jsonb_object_agg(key, value) from jsonb_each(cell) where key in ('status', 'value', 'numerator', 'denominator', 'text', 'note') and value <> 'null'
$$;

-- ---- targets ----

create or replace function app.target_rows(campaign uuid, body jsonb, file jsonb) returns setof app.import_rows language sql stable set search_path = app, pg_temp as $$
  with said as (
    select r.*, i.id as indicator_id, coalesce(i.code, regexp_replace(r.item ->> 'indicator', '^code:', '')) as code, i.name, unit_found(r.item ->> 'unit') as about
      from import_rows_of(body, file) r
      left join indicators i on i.campaign_id = campaign and r.item ->> 'indicator' in ('code:' || i.code, i.id::text))
  select null::uuid, claim_unit(), s.number, 'unchanged', s.item, s.code, s.name, s.about, null::jsonb,
         (select coalesce(jsonb_object_agg(part.key, part.value), '{}') from jsonb_each(s.item) part
           where part.key in ('target_value', 'numerator', 'denominator', 'printed', 'valid_from', 'reason', 'document')),
         s.faults
         || case when s.indicator_id is null and s.item ? 'indicator' then jsonb_build_array(fault_of('/indicator', 'indicator_not_in_campaign', jsonb_build_object('code', s.code))) else '[]' end
         || case when not s.item ? 'unit' and s.faults = '[]' then jsonb_build_array(fault_of('/unit', 'required'))
                 when s.about is null and s.item ? 'unit' then jsonb_build_array(fault_of('/unit', 'unit_not_found', jsonb_build_object('reference', s.item ->> 'unit'))) else '[]' end
         || case when s.about is not null and s.number > min(s.number) over (partition by s.code, s.about)
              then jsonb_build_array(fault_of('/indicator', 'repeated_row', jsonb_build_object('name', concat_ws(', ', s.code, unit_name_on(s.about)),
                   'first', min(s.number) over (partition by s.code, s.about)))) else '[]' end
    from said s
$$;

-- The target a unit has for an indicator on the day a new one would begin.
create or replace function app.target_standing(indicator uuid, unit int, on_day date) returns jsonb language sql stable set search_path = app, pg_temp as $$
  select jsonb_build_object('target_value', t.target_value, 'numerator', t.numerator, 'denominator', t.denominator, 'printed', t.printed)
    from targets t where t.indicator_id = indicator and t.unit_id = unit and t.valid_from <= on_day and coalesce(t.valid_to, 'infinity') > on_day
$$;

-- Sums that the rows of a file break once all of them are given, as PUT of the sheet names them, with the place of the row.
create or replace function app.import_sum_faults(campaign uuid, rows app.import_rows[]) returns table (place int, fault jsonb) language sql volatile set search_path = app, pg_temp as $$
  with c as materialized (select x from campaigns x where x.id = campaign),
  said as materialized (
    select r.outcome, row_number() over (order by r.number) - 1 as place, row(format('/items/%s/target_value', row_number() over (order by r.number) - 1), case when r.about_unit_id = (c.x).unit_id then 'whole' else 'unit' end,
             r.indicator_code, i.id, null, r.about_unit_id, null, (r.new ->> 'target_value')::numeric, (r.new ->> 'numerator')::numeric, (r.new ->> 'denominator')::numeric,
             null, (r.new ->> 'valid_from')::date, null, null, false)::sheet_cell as cell
      from c cross join unnest(rows) r join indicators i on i.campaign_id = campaign and i.code = r.indicator_code where r.outcome <> 'rejected')
  select split_part(f.pointer, '/', 3)::int, fault_of('/' || split_part(f.pointer, '/', 4), f.code, f.params)
    from c cross join lateral sheet_sum_faults(c.x, array(select s.cell from said s order by s.place), array(select s.cell from said s where s.outcome <> 'unchanged' order by s.place),
                                               greatest(sheet_day(c.x), (select max((s.cell).valid_from) from said s)), (c.x).target_gap_reason is not null) f
$$;

-- Tries the rows of one indicator after the other as new targets, then the sums that all of them make. Rows that break one are
-- rejected, and the rest is tried again without them.
create or replace function app.import_targets(campaign uuid, body jsonb, file jsonb, keep boolean, whole boolean) returns setof app.import_rows
language plpgsql set search_path = app, pg_temp as $$
declare
  starts date := (select coalesce(starts_on, today()) from campaigns where id = campaign);
  rows import_rows[];
  about record;
  detail text;
  broken jsonb;
begin
  rows := array(
    select row(r.import_id, r.unit_id, r.number,
               case when r.faults <> '[]' then 'rejected' when not (r.new ?| '{target_value,numerator,denominator,printed}') or stood.target @> (r.new - 'valid_from' - 'reason' - 'document') then 'unchanged'
                    when stood.target is null then 'created' else 'updated' end,
               r.item, r.indicator_code, r.indicator_name, r.about_unit_id, jsonb_strip_nulls(stood.target), r.new, r.faults)::import_rows
      from target_rows(campaign, body, file) r
      left join indicators i on i.campaign_id = campaign and i.code = r.indicator_code
     cross join lateral (select case when r.faults = '[]'
                                  then target_standing(i.id, r.about_unit_id, coalesce((r.new ->> 'valid_from')::date, greatest(starts, today()))) end as target) stood
     order by r.number);
  loop
  begin
    for about in select i.id, i.code from indicators i where i.campaign_id = campaign and i.code in (select r.indicator_code from unnest(rows) r where r.outcome in ('created', 'updated')) order by i.ordinal loop
      perform guard('indicators', about.id, '*', 'assign');
      loop
        exit when not exists (select from unnest(rows) r where r.indicator_code = about.code and r.outcome in ('created', 'updated'));
        begin
          perform new_targets(about.id, jsonb_build_object('items',
            (select jsonb_agg(r.new || jsonb_build_object('unit', unit_uid(r.about_unit_id)) order by r.number) from unnest(rows) r where r.indicator_code = about.code and r.outcome in ('created', 'updated'))), false);
          exit;
        exception when sqlstate 'PT422' then
          get stacked diagnostics detail = pg_exception_detail;
          if detail::jsonb -> 'errors' = '[]' or exists (select from jsonb_array_elements(detail::jsonb -> 'errors') e(fault) where e.fault ->> 'pointer' not like '/items/%') then
            raise;
          end if;
          rows := array(
            select row(r.import_id, r.unit_id, r.number, case when f.found = '[]' then r.outcome else 'rejected' end, r.item, r.indicator_code, r.indicator_name,
                       r.about_unit_id, r.current, r.new, r.faults || f.found)::import_rows
              from (select u.*, row_number() over (partition by u.indicator_code = about.code and u.outcome in ('created', 'updated') order by u.number) - 1 as place from unnest(rows) u) r
             cross join lateral (select case when r.indicator_code = about.code and r.outcome in ('created', 'updated') then faults_below(detail, '/items/' || r.place) else '[]' end as found) f
             order by r.number);
        end;
      end loop;
    end loop;
    select jsonb_object_agg(f.place, f.faults) into broken from (select x.place, jsonb_agg(x.fault) as faults from import_sum_faults(campaign, rows) x group by 1) f;
    if broken is not null then
      rows := array(
        select row(r.import_id, r.unit_id, r.number, case when broken ? r.place::text then 'rejected' else r.outcome end, r.item, r.indicator_code, r.indicator_name, r.about_unit_id, r.current, r.new,
                   r.faults || coalesce(broken -> r.place::text, '[]'))::import_rows
          from (select u.*, row_number() over (partition by u.outcome <> 'rejected' order by u.number) - 1 as place from unnest(rows) u) x
         cross join lateral (select x.import_id, x.unit_id, x.number, x.outcome, x.item, x.indicator_code, x.indicator_name, x.about_unit_id, x.current, x.new, x.faults,
                                    case when x.outcome <> 'rejected' then x.place end as place) r
         order by r.number);
      raise exception using errcode = 'TD002', message = 'without those';
    end if;
    if not keep or (whole and exists (select from unnest(rows) r where r.outcome = 'rejected')) then
      raise exception using errcode = 'TD001', message = 'only tried';
    end if;
    exit;
  exception
    when sqlstate 'TD001' then exit;
    when sqlstate 'TD002' then null;
  end;
  end loop;
  return query select * from unnest(rows);
end $$;

-- ---- an import as a whole ----

-- The values are those of the reporter's own unit; targets are given by the standing body of the unit that issued the campaign.
create or replace function app.check_import(type text, campaign uuid, unit int, wanted_period text) returns void language plpgsql set search_path = app, pg_temp as $$
declare
  c campaigns;
  needed text := case type when 'values' then 'reporter' else 'reviewer' end;
begin
  select * into c from campaigns where id = campaign;
  if c.id is null then
    perform raise_problem(404, 'not_found');
  elsif not holds(needed, case type when 'values' then 'reports' else 'campaigns' end, 'write') then
    perform raise_problem(403, 'role_not_allowed', jsonb_build_object('roles_vi', label('role', needed), 'roles_en', needed));
  elsif claim_unit() <> (case type when 'values' then unit else c.unit_id end) then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label(case type when 'values' then 'submission' else 'campaign' end)));
  elsif type = 'values' and wanted_period is null then
    perform raise_problem(400, 'missing_parameter', '{"name": "period"}');
  elsif type = 'values' and not exists (select from obligations o where o.campaign_id = campaign and o.unit_id = unit and o.kind = 'report' and o.period = wanted_period) then
    perform raise_problem(404, 'report_not_owed', jsonb_build_object('unit', unit_name_on(unit), 'period', wanted_period));
  end if;
end $$;

-- Rows and their outcomes as JSON; or {"import"} when this very file was read in before.
create or replace function app.try_import(type text, campaign uuid, unit int, wanted_period text, mode text, atomic text, body jsonb, file jsonb) returns json
language plpgsql set search_path = app, pg_temp as $$
declare
  about int := coalesce(unit, claim_unit());
  of_period text := case when type = 'values' then wanted_period end;
  version_now text;
  before uuid;
begin
  perform check_import(type, campaign, about, of_period);
  select i.id into before from imports i where i.result = 'done' and i.unit_id = claim_unit() and i.type = try_import.type and i.campaign_id = campaign
     and i.period is not distinct from of_period and i.sha256 = file ->> 'sha256';
  if before is not null and mode = 'commit' then
    return json_build_object('import', before);
  end if;
  version_now := case type when 'values' then values_version(campaign, about, of_period) else targets_version(campaign) end;
  perform check_sheet(file -> 'sheet', jsonb_strip_nulls(jsonb_build_object('operation', type, 'campaign', campaign, 'unit', case when type = 'values' then unit_uid(about) end, 'period', of_period)),
                      sheet_title(campaign, case when type = 'values' then about end, of_period), version_now);
  if jsonb_array_length(body -> 'items') = 0 then
    perform raise_problem(422, 'table_is_empty');
  end if;
  return (select json_build_object('rows', coalesce(json_agg(r order by r.number), '[]'))
            from (select * from import_values(campaign, about, of_period, body, file, mode = 'commit', atomic = 'all') where type = 'values'
                  union all
                  select * from import_targets(campaign, body, file, mode = 'commit', atomic = 'all') where type = 'targets') r);
end $$;

-- Writes down what was done, or tried. `rows` has the words of the faults by now.
create or replace function app.keep_import(type text, campaign uuid, unit int, wanted_period text, mode text, atomic text, rows jsonb, file jsonb) returns uuid
language plpgsql set search_path = app, pg_temp as $$
declare
  of_period text := case when type = 'values' then wanted_period end;
  made uuid;
  counted record;
begin
  select count(*) as seen, count(*) filter (where r ->> 'outcome' = 'created') as created, count(*) filter (where r ->> 'outcome' = 'updated') as updated,
         count(*) filter (where r ->> 'outcome' = 'unchanged') as unchanged, count(*) filter (where r ->> 'outcome' = 'rejected') as rejected
    into counted from jsonb_array_elements(rows) r;
  insert into imports(unit_id, type, campaign_id, period, mode, atomic, result, format, file_name, size, sha256, rows_read, created, updated, unchanged, rejected, sheet_version, version_after)
  values (claim_unit(), type, campaign, of_period, mode, atomic,
          case when mode = 'validate' then 'checked' when counted.rejected > 0 and atomic = 'all' then 'refused' else 'done' end,
          file ->> 'kind', normalize(file ->> 'file_name', nfc), (file ->> 'size')::int, file ->> 'sha256', counted.seen, counted.created, counted.updated, counted.unchanged, counted.rejected,
          nullif(file -> 'sheet', 'null') ->> 'version',
          case type when 'values' then values_version(campaign, coalesce(unit, claim_unit()), of_period) else targets_version(campaign) end)
  returning id into made;
  insert into import_rows select made, p.unit_id, p.number, p.outcome, p.item, p.indicator_code, p.indicator_name, p.about_unit_id, p.current, p.new, coalesce(p.faults, '[]')
    from jsonb_populate_recordset(null::import_rows, rows) p;
  return made;
end $$;

-- An import as replies show it (schema Import), and one with its first rows, refused ones before the others.
create or replace function app.import_shown(wanted uuid)
returns table (id uuid, type text, mode text, atomic text, result text, "campaign.id" uuid, "campaign.code" text, "campaign.title" text, "unit.id" uuid, "unit.code" text, "unit.name" text,
               period text, format text, file_name text, size int, sha256 text, rows_read int, created int, updated int, unchanged int, rejected int,
               "sent_by.id" uuid, "sent_by.name" text, created_at timestamptz, version int, _unit_id int)
language sql volatile rows 1 set search_path = app, pg_temp as $$
  select i.id, i.type, i.mode, i.atomic, i.result, c.id, c.code, c.title, unit_uid(i.unit_id), unit_code_on(i.unit_id), unit_name_on(i.unit_id),
         i.period, i.format, i.file_name, i.size, i.sha256, i.rows_read, i.created, i.updated, i.unchanged, i.rejected, i.created_by, person_name(i.created_by), i.created_at, i.version, i.unit_id
    from imports i join campaigns c on c.id = i.campaign_id where i.id = wanted
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
           'unit', unit_brief(r.about_unit_id), 'current', r.current, 'new', r.new, 'faults', r.faults)), '[]')
    from (select * from import_rows x where x.import_id = wanted order by x.outcome <> 'rejected', x.number limit 500) r
$$;

-- ---- templates ----

-- Whose sheet a template is, in the words of its hidden page; refuses whoever may not send it back.
create or replace function app.template_head(type text, campaign uuid, unit int, wanted_period text)
returns table (operation text, campaign_id uuid, campaign_code text, campaign_title text, unit_id uuid, unit_name text, period text, version text, title text, due_on date)
language plpgsql volatile rows 1 set search_path = app, pg_temp as $$
#variable_conflict use_column
declare
  about int := case when template_head.type = 'values' then coalesce(unit, claim_unit()) end;
  of_period text := case when template_head.type = 'values' then wanted_period end;
begin
  perform check_import(template_head.type, campaign, about, of_period);
  return query
    select template_head.type, c.id, c.code, c.title, unit_uid(about), unit_name_on(coalesce(about, c.unit_id)), of_period,
           case when about is null then targets_version(c.id) else values_version(c.id, about, of_period) end, sheet_title(c.id, about, of_period),
           (select o.due_on from obligations o where o.campaign_id = c.id and o.unit_id = about and o.kind = 'report' and o.period = of_period)
      from campaigns c where c.id = campaign;
end $$;

-- One row per cell the report expects, with what is known so far; `_locked` are the columns in which nothing is to be typed.
create or replace function app.values_sheet(campaign uuid, unit int, wanted_period text)
returns table (indicator text, name text, unit_of_measure text, target numeric, last_value numeric, value numeric, numerator numeric, denominator numeric, text text, status text, note text, _locked text[])
language sql volatile set search_path = app, pg_temp as $$
  select i.code, i.name, i.unit_of_measure, t.target_value, before.value, v.value, v.numerator, v.denominator, v.text_value, v.status, v.note,
         case when i.value_type = 'text' then '{value,numerator,denominator}'::text[]
              when i.value_type = 'ratio' then '{value,text}'
              when i.rollup = 'ratio' then '{text}'
              when i.rollup = 'weighted_mean' then '{numerator,text}'
              else '{numerator,denominator,text}' end
    from (select coalesce($2, claim_unit()) as id) about
    join reporters r on r.campaign_id = $1 and r.unit_id = about.id join indicators i on i.id = r.indicator_id
   cross join lateral period_of($3, $1) p
    left join submissions s on s.campaign_id = $1 and s.unit_id = about.id and s.period = $3
    left join submission_values v on v.submission_id = s.id and v.indicator_id = i.id
    left join targets_for($1, about.id, least(coalesce(p.ends_on, today()), today())) t on t.indicator_id = i.id
    left join lateral (select o.value from official_values o cross join lateral period_of(o.period, $1) q
                        where o.indicator_id = i.id and o.unit_id = about.id and q.ends_on < p.ends_on order by q.ends_on desc limit 1) before on true
   order by i.ordinal, i.code
$$;

-- Who owes what in a campaign of the own unit, launched or not yet, and who was given a target for it.
create or replace function app.sheet_units(campaign uuid) returns table (indicator_id uuid, unit_id int) language sql stable security definer set search_path = app, extensions, pg_temp as $$
  select f.indicator_id, f.unit_id
    from (select r.indicator_id, r.unit_id from reporters r where r.campaign_id = $1
          union select n.indicator_id, n.unit_id from campaigns c cross join lateral reporters_named(c.id, today()) n where c.id = $1 and c.state in ('draft', 'proposed')
          union select t.indicator_id, t.unit_id from targets t where t.campaign_id = $1) f
   where exists (select from campaigns c where c.id = $1 and c.unit_id = claim_unit())
$$;

create or replace function app.targets_sheet_rows(campaign uuid)
returns table (indicator text, name text, unit_of_measure text, unit text, unit_name text, target_value numeric, numerator numeric, denominator numeric, printed text, valid_from date, reason text, _locked text[])
language sql volatile set search_path = app, pg_temp as $$
  select i.code, i.name, i.unit_of_measure, unit_code_on(w.unit_id), unit_name_on(w.unit_id), (t.target ->> 'target_value')::numeric, (t.target ->> 'numerator')::numeric,
         (t.target ->> 'denominator')::numeric, t.target ->> 'printed', null::date, null::text, case when i.value_type = 'ratio' then '{}' else '{numerator,denominator}' end::text[]
    from sheet_units($1) w join indicators i on i.id = w.indicator_id join campaigns c on c.id = i.campaign_id
    left join lateral (select target_standing(i.id, w.unit_id, greatest(coalesce(c.starts_on, today()), today())) as target) t on true
   order by i.ordinal, i.code, unit_name_on(w.unit_id) collate "vi-VN-x-icu"
$$;

select app.by_engine('app.sheet_units(uuid)');
