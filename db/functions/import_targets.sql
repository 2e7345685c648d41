-- Targets out of a file: rows of units and indicators of a campaign, tried as new targets, then the sums that all of them make.

-- Of rows that GET of the sheet answered, with the kind of each in `row`, those that PUT would find changed are left; the others
-- are marked as they stand: sums and gaps, the whole, what a group gives.
create or replace function app.sheet_marked(campaign uuid, body jsonb) returns jsonb language sql stable set search_path = app, pg_temp as $$
  with said as materialized (
    select i.item, i.nth, i.item ->> 'row' in ('whole', 'unit', 'group', 'sum', 'gap') as of_sheet from jsonb_array_elements(body -> 'items') with ordinality i(item, nth)),
  changed as materialized (
    select substring((x.cell).pointer from '^/items/([0-9]+)/')::int + 1 as nth
      from campaigns c cross join lateral sheet_changes(c, array(select s from sheet_said(c, body) s), sheet_day(c)) x
     where c.id = campaign and exists (select from said s where s.of_sheet))
  select jsonb_build_object('items', jsonb_agg(case when s.of_sheet and s.nth not in (select c.nth from changed c) then s.item || '{"as_it_stands": true}' else s.item end order by s.nth)) from said s
$$;

create or replace function app.target_rows(campaign uuid, body jsonb, file jsonb) returns setof app.import_rows language sql stable set search_path = app, pg_temp as $$
  with said as (
    select r.*, i.id as indicator_id, coalesce(i.code, regexp_replace(r.item ->> 'indicator', '^code:', '')) as code, i.name, said.unit_id as about, said.fault as unit_fault
      from import_rows_of(body, file) r
      left join units_said(campaign, body) said on said.reference = r.item ->> 'unit'
      left join indicators i on i.campaign_id = campaign and r.item ->> 'indicator' in ('code:' || i.code, i.id::text))
  select null::uuid, claim_unit(), s.number, 'unchanged', s.item - 'as_it_stands', s.code, s.name, s.about, null::jsonb,
         (select coalesce(jsonb_object_agg(part.key, part.value), '{}') from jsonb_each(s.item) part
           where not s.item ? 'as_it_stands' and part.key in ('target_value', 'numerator', 'denominator', 'printed', 'valid_from', 'reason', 'document')),
         s.faults
         || case when s.item ? 'as_it_stands' then '[]' when s.indicator_id is null and s.item ? 'indicator' then jsonb_build_array(fault_of('/indicator', 'indicator_not_in_campaign', jsonb_build_object('code', s.code))) else '[]' end
         || case when s.item ? 'as_it_stands' then '[]' when not s.item ? 'unit' and s.faults = '[]' then jsonb_build_array(fault_of('/unit', 'required'))
                 when s.unit_fault is not null and s.faults = '[]' then jsonb_build_array(s.unit_fault) else '[]' end
         || case when s.about is not null and not s.item ? 'as_it_stands' and s.number > min(s.number) over (partition by s.code, s.about, s.item ? 'as_it_stands')
              then jsonb_build_array(fault_of('/indicator', 'repeated_row', jsonb_build_object('name', concat_ws(', ', s.code, unit_name_on(s.about)),
                   'first', min(s.number) over (partition by s.code, s.about, s.item ? 'as_it_stands')))) else '[]' end,
         null::text, concat_ws('|', s.code, s.about)
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
  rows import_rows[];
  about record;
  detail text;
  broken jsonb;
begin
  rows := array(
    select row(r.import_id, r.unit_id, r.number,
               case when r.faults <> '[]' then 'rejected' when not (r.new ?| '{target_value,numerator,denominator,printed}') or stood.target @> (r.new - 'valid_from' - 'reason' - 'document') then 'unchanged'
                    when stood.target is null then 'created' else 'updated' end,
               r.item, r.indicator_code, r.indicator_name, r.about_unit_id, jsonb_strip_nulls(stood.target), r.new, r.faults, r.period, r.subject)::import_rows
      from campaigns c cross join lateral target_rows(c.id, sheet_marked(c.id, body), file) r
      left join indicators i on i.campaign_id = campaign and i.code = r.indicator_code
     cross join lateral (select case when r.faults = '[]'
                                  then target_standing(i.id, r.about_unit_id, coalesce((r.new ->> 'valid_from')::date, sheet_day(c))) end as target) stood
     where c.id = campaign
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
                       r.about_unit_id, r.current, r.new, r.faults || f.found, r.period, r.subject)::import_rows
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
                   r.faults || coalesce(broken -> r.place::text, '[]'), r.period, r.subject)::import_rows
          from (select u.*, row_number() over (partition by u.outcome <> 'rejected' order by u.number) - 1 as place from unnest(rows) u) x
         cross join lateral (select x.import_id, x.unit_id, x.number, x.outcome, x.item, x.indicator_code, x.indicator_name, x.about_unit_id, x.current, x.new, x.faults, x.period, x.subject,
                                    case when x.outcome <> 'rejected' then x.place end as place) r
         order by r.number);
      raise exception using errcode = 'TD002', message = 'without those';
    end if;
    perform undo_unless_kept(keep, whole, array(select r.outcome from unnest(rows) r));
    exit;
  exception
    when sqlstate 'TD001' then exit;
    when sqlstate 'TD002' then null;
  end;
  end loop;
  return query select * from unnest(rows);
end $$;

-- As the table of types calls it.
create or replace function app.import_targets(i app.imports, body jsonb, file jsonb, keep boolean) returns setof app.import_rows language sql set search_path = app, pg_temp as $$
  select * from import_targets(i.campaign_id, body, file, keep, i.atomic = 'all')
$$;
