-- Values out of a file: rows of any units and periods of one campaign, judged by the functions that judge a report typed by
-- hand, hundreds at once, and written together. What runs for each batch is plpgsql, so that its plans are kept: to make
-- them anew would take longer than to judge the rows. They are made while the import is still empty, and so for indexes.

-- ---- what a row speaks of ----

-- Each row with its indicator, unit and period, what it says of the cell, and what is wrong before any report is looked at.
create or replace function app.value_rows(i app.imports, body jsonb, file jsonb) returns setof app.value_row language plpgsql stable set search_path = app, pg_temp set enable_seqscan = off as $$
#variable_conflict use_column
begin
  return query
  with named as materialized (
    select x.id, x.name, x.code, reference from indicators x cross join lateral (values ('code:' || x.code), (x.id::text)) r(reference) where x.campaign_id = i.campaign_id),
  said as (
    select r.number, r.item, r.faults, n.id as indicator_id, coalesce(n.code, regexp_replace(r.item ->> 'indicator', '^code:', '')) as code, n.name,
           case when r.item ->> 'unit' is null then i.about_unit_id else u.unit_id end as unit_id, u.fault as unit_fault, coalesce(r.item ->> 'period', i.period) as period
      from import_rows_of(body, file) r
      left join units_said(i.campaign_id, body) u on u.reference = r.item ->> 'unit'
      left join named n on n.reference = r.item ->> 'indicator'),
  keyed as (select s.*, case when s.indicator_id is not null and s.unit_id is not null and s.period is not null then concat_ws('|', s.code, s.unit_id, s.period) end as subject from said s),
  counted as (select k.*, min(k.number) over (partition by k.subject) as first from keyed k)
  select s.number, s.item, s.indicator_id, s.code, s.name, s.unit_id, s.period, s.subject, null::uuid,
         (select coalesce(jsonb_object_agg(part.key, part.value), '{}') from jsonb_each(s.item) part
           where part.key in ('status', 'value', 'numerator', 'denominator', 'text', 'note', 'justification')),
         null::jsonb, null::jsonb, 'unchanged',
         s.faults
         || case when s.indicator_id is null and s.item ? 'indicator' and s.faults = '[]' then jsonb_build_array(fault_of('/indicator', 'indicator_not_in_campaign', jsonb_build_object('code', s.code))) else '[]' end
         || case when s.unit_id is null and s.faults = '[]' then jsonb_build_array(coalesce(s.unit_fault, fault_of('/unit', 'required'))) else '[]' end
         || case when s.period is null and s.faults = '[]' then jsonb_build_array(fault_of('/period', 'required')) else '[]' end
         || case when s.subject is not null and s.number > least(s.first, said_before.number)
              then jsonb_build_array(fault_of('/indicator', 'repeated_row', jsonb_build_object('name', concat_ws(', ', s.code, unit_name_on(s.unit_id), s.period), 'first', least(s.first, said_before.number)))) else '[]' end
    from counted s
    left join lateral (select min(b.number) as number from (select r.number from import_rows r where r.import_id = i.id and r.subject = s.subject offset 0) b) said_before on true;   -- by its subject, not in the order of numbers
end $$;

-- ---- the reports they are for ----

-- The second wall, which trusts no policy: the reports of these units and periods, those there are locked, and why the caller
-- may not write in one. The unit's reporter writes in a report as by hand. The standing body of the unit that issued the
-- campaign enters what came on paper or out of another system, as long as the report is a draft that was never sent.
create or replace function app.report_doors(campaign uuid, units int[], periods text[]) returns setof app.report_door language plpgsql security definer set search_path = app, pg_temp as $$
declare
  reports boolean := holds('reporter', 'reports', 'write');
  enters boolean := holds('reviewer', 'reports', 'write') and exists (select from campaigns c where c.id = campaign and c.unit_id = claim_unit());
begin
  perform from submissions s join unnest(units, periods) a(unit, period) on s.unit_id = a.unit and s.period = a.period
    where s.campaign_id = report_doors.campaign order by s.id for no key update of s;
  return query
    with asked as materialized (select a.unit, a.period, u.level from unnest(units, periods) a(unit, period) join units u on u.id = a.unit),
    terms as materialized (select t.period, t.level, d.locks_on, d.ends_on from (select distinct x.period, x.level from asked x) t cross join lateral deadlines_of(t.period, report_doors.campaign, t.level) d),
    launched as materialized (select launched_on(report_doors.campaign) as on_day)
    select a.unit, a.period, s.id, o.closes_on, g.pointers,
           case when not (a.unit = claim_unit() and reports) and not enters then fault_of('/unit', 'row_of_another_unit', jsonb_build_object('unit', unit_name_on(claim_unit())))
                when o.id is null then fault_of('/period', 'report_not_owed', jsonb_build_object('unit', unit_name_on(a.unit), 'period', a.period))
                when o.passed_on_to is not null then fault_of('/unit', 'report_passed_on', jsonb_build_object('unit', unit_name_on(o.passed_on_to)))
                when s.state not in ('draft', 'returned', 'amending') or (s.state <> 'draft' and not (a.unit = claim_unit() and reports))
                  then fault_of('/period', 'report_was_sent', jsonb_build_object('unit', unit_name_on(a.unit), 'period', a.period, 'state', s.state,
                                                                               'state_label', label('submission_state', s.state)))
                when g.id is null and today() > lock_day(t.locks_on, t.ends_on, l.on_day, case when s.state = 'returned' then s.return_due_on end)
                  then fault_of('/period', 'period_locked', lock_said(report_doors.campaign, a.unit, a.period)) end
      from asked a cross join launched l
      left join terms t on t.period = a.period and t.level is not distinct from a.level
      left join obligations o on o.campaign_id = report_doors.campaign and o.unit_id = a.unit and o.kind = 'report' and o.period = a.period
      left join submissions s on s.campaign_id = report_doors.campaign and s.unit_id = a.unit and s.period = a.period
      left join lateral grant_in_force(report_doors.campaign, a.unit, a.period) g on true;
end $$;

-- ---- judging ----

-- Each row with the cell as it will be, how it stands, and all that is wrong with it. `offset 0`: each step is worked out once
-- for a row, not wherever it is named.
create or replace function app.judged_values(i app.imports, rows app.value_row[], doors app.report_door[]) returns setof app.value_row language plpgsql stable set search_path = app, pg_temp set enable_seqscan = off as $$
#variable_conflict use_column
begin
  return query
  select r.number, r.item, r.indicator_id, r.code, r.name, r.unit_id, r.period, r.subject, d.submission_id, r.new, merged.cell, case when stood.cell is not null then short_cell(stood.cell) end,
         case when found.faults <> '[]' then 'rejected' when merged.cell is null or merged.cell - 'source' = stood.cell - 'source' then 'unchanged'
              when stood.cell is null then 'created' when i.on_exists = 'skip' then 'unchanged' else 'updated' end,
         found.faults
    from unnest(rows) r
    left join unnest(doors) d on d.unit_id = r.unit_id and d.period = r.period
    left join indicators x on x.id = r.indicator_id
    left join lateral (select cell_of(v) as cell from submission_values v where v.submission_id = d.submission_id and v.indicator_id = r.indicator_id offset 0) stood on true
   cross join lateral (select case when r.faults = '[]' and d.refused is null and r.new <> '{}' then merged_cell(x, stood.cell, r.new || '{"source": "imported"}') end as cell offset 0) merged
   cross join lateral (
     select r.faults
            || case when r.faults = '[]' and d.refused is not null then jsonb_build_array(d.refused) else '[]' end
            || case when merged.cell is null then '[]' else coalesce((
                 select jsonb_agg(fault_of(f.pointer, f.code, f.params)) from (
                   select c.pointer, c.code, c.params from cell_faults(x, merged.cell, '') c
                   union all
                   select '/indicator', 'indicator_not_owed', jsonb_build_object('code', r.code, 'unit', unit_name_on(r.unit_id))
                    where not exists (select from reporters p where p.indicator_id = r.indicator_id and p.unit_id = r.unit_id and owes_on(p, d.closes_on))
                   union all
                   select '/indicator', 'part_not_unlocked', jsonb_build_object('pointers', array_to_string(d.opened, ', ')) where cardinality(d.opened) > 0 and '/values/' || r.code <> all (d.opened)
                   union all
                   select '/indicator', 'value_stands_already', jsonb_build_object('name', r.name) where i.on_exists = 'error' and stood.cell is not null and merged.cell - 'source' is distinct from stood.cell - 'source'
                   union all
                   select c.pointer, c.code, c.params from item_faults(x, merged.cell, '', r.unit_id) c where merged.cell ->> 'status' = 'reported' and jsonb_array_length(coalesce(nullif(merged.cell -> 'items', 'null'), '[]')) > 0) f), '[]') end
            as faults offset 0) found
   order by r.number;
end $$;

-- ---- writing ----

-- Begins the reports that are missing and writes the cells of all; each report changed has one new version.
create or replace function app.write_values(i app.imports, rows app.value_row[]) returns void language plpgsql set search_path = app, pg_temp as $$
declare
  begun submissions[];
  changed uuid[] := array(select distinct r.submission_id from unnest(rows) r where r.outcome in ('created', 'updated') and r.submission_id is not null);
begin
  with b as (
    insert into submissions(campaign_id, unit_id, period)
    select distinct i.campaign_id, r.unit_id, r.period from unnest(rows) r where r.outcome in ('created', 'updated') and r.submission_id is null
    returning *)
  select array_agg(b::submissions) into begun from b;
  update submissions set changed_at = null where id = any (changed);
  perform write_cells(array_agg(coalesce(r.submission_id, b.id)), array_agg(r.indicator_id), array_agg(r.unit_id), array_agg(r.cell))
     from unnest(rows) r left join unnest(begun) b on r.submission_id is null and b.unit_id = r.unit_id and b.period = r.period where r.outcome in ('created', 'updated');
end $$;

-- Tries rows together, and keeps what they wrote unless they were only to be tried, or all of them were to be right.
create or replace function app.import_values(i app.imports, body jsonb, file jsonb, keep boolean) returns setof app.import_rows language plpgsql set search_path = app, pg_temp as $$
declare
  rows value_row[] := array(select r from value_rows(i, body, file) r);
  doors report_door[];
begin
  doors := array(select d from (select array_agg(k.unit_id) as units, array_agg(k.period) as periods
                                  from (select distinct r.unit_id, r.period from unnest(rows) r where r.faults = '[]' and r.unit_id is not null and r.period is not null) k) asked
                  cross join lateral report_doors(i.campaign_id, asked.units, asked.periods) d);
  rows := array(select r from judged_values(i, rows, doors) r);
  begin
    perform write_values(i, rows);
    perform undo_unless_kept(keep, i.atomic = 'all', array(select r.outcome from unnest(rows) r));
  exception when sqlstate 'TD001' then
    null;
  end;
  return query select i.id, i.unit_id, r.number, r.outcome, r.item, r.code, r.name, r.unit_id, r.current, r.new, r.faults, r.period, r.subject from unnest(rows) r;
end $$;

select app.by_engine('app.report_doors(uuid,int[],text[])');
