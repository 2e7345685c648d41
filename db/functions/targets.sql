-- Targets: the goal of every unit on a day, sharing out and revising, proposals and counter-proposals, baselines.

-- ---- the goal of a unit ----

-- What a baseline says, in the shape an indicator states its own; a rank is the value that is compared.
create or replace function app.baseline_said(b app.baselines) returns jsonb language sql immutable as $$
  select jsonb_build_object('year', b.year, 'value', coalesce(b.value, b.rank), 'numerator', b.numerator, 'denominator', b.denominator,
                            'rank', b.rank, 'number_ranked', b.number_ranked, 'source', b.source)
$$;

-- Whether an indicator states a baseline of its own; an object of nulls says that one is still wanted.
create or replace function app.states_baseline(i app.indicators) returns boolean language sql immutable parallel safe as $$
  select coalesce(i.baseline ->> 'value', i.baseline ->> 'numerator') is not null
$$;

-- The goals of units in a campaign on a day, one row where there is a target or a baseline. The most specific wins: the
-- unit's own target, else that of a group it belongs to (the smallest first), else the indicator's where it holds for each
-- unit alone: shares, ranks, a sole reporter. A part of a sum has no target until somebody gives it one, a population named
-- as a group is for its members, and the baseline of the whole is that of the issuer and of a sole reporter.
create or replace function app.goals_of(campaign uuid, units int[], on_day date)
returns table (indicator_id uuid, unit_id int, target numeric, printed text, baseline jsonb, source text, source_name text, target_id uuid, since date, first_target numeric)
language plpgsql stable security definer set search_path = app, extensions, pg_temp as $$
#variable_conflict use_column
begin
  return query
  with owing as (
    select r.indicator_id, count(distinct r.unit_id) = 1 as sole, min(r.unit_id) as reporter, count(distinct r.unit_id) as reporters from reporters r
     where r.campaign_id = campaign and coalesce(r.valid_from, '-infinity') <= on_day and coalesce(r.valid_to, 'infinity') >= on_day group by 1),
  sizes as (
    select g.id, g.code, g.name, count(m.member_id) as members
      from unit_groups g join unit_group_members m on m.group_id = g.id and m.valid @> on_day
     where g.id in (select t.group_id from targets t where t.campaign_id = campaign) group by g.id),
  given as (
    select distinct on (t.indicator_id, t.for_unit) t.*
      from (select x.indicator_id, x.unit_id as for_unit, x.id, x, null::text as group_name, null::text as group_code, 0 as width
              from targets x where x.campaign_id = campaign and x.group_id is null and x.unit_id = any (units)
            union all
            select x.indicator_id, m.member_id, x.id, x, s.name, s.code, s.members
              from targets x join sizes s on s.id = x.group_id join unit_group_members m on m.group_id = s.id and m.valid @> on_day and m.member_id = any (units)
             where x.campaign_id = campaign) t
     where (t.x).state in ('assigned', 'revised') and (t.x).valid_from <= on_day and coalesce((t.x).valid_to, 'infinity') > on_day
     order by t.indicator_id, t.for_unit, t.width, t.group_code),
  rolled as (                                     -- the whole starts from where its units start, once all of them say it
    select b.indicator_id, count(*) as known, sum(b.value) as value, sum(b.numerator) as n, sum(b.denominator) as d, count(b.value) as values, count(b.numerator) as counts, max(b.year) as year
      from baselines b join reporters r on r.indicator_id = b.indicator_id and r.unit_id = b.unit_id where b.campaign_id = campaign group by 1),
  firsts as (
    select distinct on (t.indicator_id, t.unit_id, t.group_id) t.indicator_id, t.unit_id, t.group_id, t.id, t as x
      from targets t where t.campaign_id = campaign and t.state in ('assigned', 'revised')
     order by t.indicator_id, t.unit_id, t.group_id, t.valid_from)
  select i.id, u.unit_id,
         case when g.id is not null then target_figure(g.x, i) when own.holds then whole_target(i) end,
         case when g.id is not null then (g.x).printed when own.holds then i.printed end,
         case when b.id is not null then baseline_said(b) when w.id is not null then baseline_said(w) when own.whole and states_baseline(i) then i.baseline
              when i.unit_id = u.unit_id and i.rollup = 'ratio' and k.counts = o.reporters then jsonb_build_object('year', k.year, 'numerator', k.n, 'denominator', k.d)
              when i.unit_id = u.unit_id and i.rollup = 'sum' and k.values = o.reporters then jsonb_build_object('year', k.year, 'value', k.value) end,
         case when g.group_name is not null then 'group' when g.id is not null then 'unit' when own.holds and whole_target(i) is not null then 'indicator' end,
         case when g.group_name is not null then g.group_name when g.id is not null then l.name when own.holds and whole_target(i) is not null then i.name end,
         g.id, case when g.id is not null then (g.x).valid_from when own.holds and whole_target(i) is not null then c.starts_on end,
         case when f.id is not null then target_figure(f.x, i) when g.group_name is null and (g.x).valid_from > c.starts_on and own.holds then whole_target(i) end
    from campaigns c join indicators i on i.campaign_id = c.id
   cross join (select distinct unnest(units) as unit_id) u
    left join given g on g.indicator_id = i.id and g.for_unit = u.unit_id
    left join owing o on o.indicator_id = i.id
    left join rolled k on k.indicator_id = i.id
    left join baselines b on b.indicator_id = i.id and b.unit_id = u.unit_id
   cross join lateral (select i.unit_id = u.unit_id or coalesce(o.sole, false) as whole,
                              i.unit_id = u.unit_id or coalesce(o.sole, false) or (i.rollup <> 'sum' and (i.population ->> 'group' is null or is_of_population(i, u.unit_id, on_day))) as holds) own
    left join baselines w on own.whole and b.id is null and w.indicator_id = i.id and w.unit_id = case when u.unit_id = i.unit_id then o.reporter else i.unit_id end and o.sole
    left join firsts f on f.indicator_id = i.id and f.unit_id = (g.x).unit_id and f.group_id is not distinct from (g.x).group_id and f.id <> g.id
    left join unit_labels l on l.unit_id = u.unit_id and l.valid_from <= on_day and l.valid_to > on_day
   where c.id = campaign
     and (g.id is not null or b.id is not null or w.id is not null or (i.unit_id = u.unit_id and k.known = o.reporters) or (own.holds and (whole_target(i) is not null or i.printed is not null)) or (own.whole and states_baseline(i)));
end $$;

-- What a target comes to, in the unit of measure of its indicator.
create or replace function app.target_figure(t app.targets, i app.indicators) returns numeric language sql immutable parallel safe as $$
  select coalesce(t.target_value, ratio_of(t.numerator, t.denominator, i.unit_of_measure))
$$;

-- Whether a unit is of the group that an indicator's population names.
create or replace function app.is_of_population(i app.indicators, unit int, on_day date) returns boolean language sql stable as $$
  select exists (select from unit_groups g join unit_group_members m on m.group_id = g.id and m.member_id = unit and m.valid @> on_day
                 where i.population ->> 'group' in (g.code, 'code:' || g.code, g.id::text))
$$;

-- The targets of one unit in a campaign on a day.
create or replace function app.targets_for(campaign uuid, unit int, on_day date) returns table (indicator_id uuid, target_value numeric, printed text)
language sql stable set search_path = app, pg_temp as $$
  select g.indicator_id, g.target, g.printed from goals_of(campaign, array[unit], on_day) g
$$;

-- ---- giving ----

create or replace function app.new_targets(wanted uuid, body jsonb) returns setof uuid language plpgsql set search_path = app, pg_temp as $$
declare
  i indicators;
  c campaigns;
  item jsonb;
  unit int;
  begins date;
  made uuid;
begin
  select * into strict i from indicators where id = wanted;
  select * into strict c from campaigns where id = i.campaign_id;
  perform raise_faults(array(
    select row(format('/items/%s/unit', t.ordinal - 1), 'unit_outside_the_campaign', jsonb_build_object('unit', unit_name_on(unit_named(t.item ->> 'unit'))))::fault
      from jsonb_array_elements(body -> 'items') with ordinality t(item, ordinal) where not unit_in_campaign(unit_named(t.item ->> 'unit'), c.unit_id)
    union all
    select row(format('/items/%s/reason', t.ordinal - 1), 'revision_needs_a_reason', jsonb_build_object('unit', unit_name_on(unit_named(t.item ->> 'unit'))))::fault
      from jsonb_array_elements(body -> 'items') with ordinality t(item, ordinal)
     where c.state not in ('draft', 'proposed') and coalesce(t.item ->> 'reason', '') = ''
       and exists (select from targets x where x.indicator_id = wanted and x.unit_id = unit_named(t.item ->> 'unit'))));
  for item in select value from jsonb_array_elements(body -> 'items') loop
    unit := unit_named(item ->> 'unit');
    begins := coalesce((item ->> 'valid_from')::date, c.starts_on, today());
    perform revise_target(wanted, unit, begins);
    insert into targets(indicator_id, campaign_id, unit_id, issuer_id, target_value, numerator, denominator, printed, valid_from, reason, document_id, invented)
    select wanted, c.id, unit, c.unit_id, p.target_value, p.numerator, p.denominator, p.printed, begins, p.reason, (item ->> 'document')::uuid, coalesce(p.invented, false)
      from jsonb_populate_record(null::targets, item) p
    returning id into made;
    return next made;
  end loop;
end $$;

-- The target in force ends where the new one begins; one that would begin later, or on the same day, is replaced.
create or replace function app.revise_target(wanted uuid, unit int, begins date) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  delete from targets where indicator_id = wanted and unit_id = unit and valid_from >= begins and issuer_id = claim_unit();
  update targets set valid_to = begins, state = 'revised'
   where indicator_id = wanted and unit_id = unit and issuer_id = claim_unit() and valid_from < begins and coalesce(valid_to, 'infinity') > begins;
end $$;

create or replace function app.target_made(wanted uuid) returns setof app.targets language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from targets where id = wanted
$$;

-- A target as replies show it (schema Target).
create or replace function app.target_shown(shown app.targets)
returns table (id uuid, "indicator.id" uuid, "indicator.code" text, "indicator.name" text, "unit.id" uuid, "unit.code" text, "unit.name" text,
               target_value numeric, numerator numeric, denominator numeric, unit_of_measure text, printed text, valid_from date, valid_to date, reason text,
               state text, invented boolean, version int, _unit_id int, _issuer_id int, _published boolean)
language sql stable rows 1 as $$
  select shown.id, i.id, i.code, i.name, u.uid, l.code, l.name,
         shown.target_value, shown.numerator, shown.denominator, i.unit_of_measure, shown.printed, shown.valid_from, shown.valid_to, shown.reason, shown.state,
         shown.invented, shown.version, shown.unit_id, shown.issuer_id,
         (select c.published or c.state not in ('draft', 'proposed') from campaigns c where c.id = shown.campaign_id)
    from indicators i
    join units u on u.id = shown.unit_id
    join unit_labels l on l.unit_id = u.id and l.valid_from <= shown.valid_from and l.valid_to > shown.valid_from
   where i.id = shown.indicator_id
$$;

-- ---- baselines ----

-- The same of one indicator, as its sheet shows it.
create or replace function app.baselines_lacking(wanted uuid) returns json language sql stable security definer set search_path = app, extensions, pg_temp as $$
  select coalesce(json_agg(unit_brief(u) order by unit_name_on(u)), '[]')
    from indicators i cross join lateral baselines_missing(i.campaign_id) m cross join lateral unnest(m.units) u
   where i.id = wanted and m.indicator_id = wanted
$$;

-- Whether an indicator is judged against an earlier value. What is counted up from nothing (five more communes) is not.
create or replace function app.needs_baseline(i app.indicators) returns boolean language sql immutable parallel safe as $$
  select i.value_type <> 'text' and i.comparator in ('increase_by', 'decrease_by', 'improve')
     and not (i.comparator = 'increase_by' and i.accumulation = 'cumulative' and coalesce(i.change_basis, 'absolute') = 'absolute')
$$;

-- Who owes an indicator: as frozen by the launch; before it, as `reporters` name them today.
create or replace function app.owing_of(campaign uuid) returns table (indicator_id uuid, unit_id int)
language sql stable security definer set search_path = app, extensions, pg_temp as $$
  select r.indicator_id, r.unit_id from reporters r where r.campaign_id = campaign
  union
  select n.indicator_id, n.unit_id from campaigns c cross join lateral reporters_named(c.id, today()) n where c.id = campaign and c.state in ('draft', 'proposed')
$$;

-- Indicators that are judged against an earlier value which nobody has said yet, and the units it is wanted for. Without a
-- leading unit each says its own.
create or replace function app.baselines_missing(campaign uuid) returns table (indicator_id uuid, lead_unit_id int, units int[])
language sql stable security definer set search_path = app, extensions, pg_temp as $$
  select i.id, i.lead_unit_id, array_agg(o.unit_id order by o.unit_id)
    from indicators i join (select w.*, count(*) over (partition by w.indicator_id) as owing from owing_of(campaign) w) o on o.indicator_id = i.id
   where i.campaign_id = campaign and needs_baseline(i)
     and not exists (select from baselines b where b.indicator_id = i.id and b.unit_id = o.unit_id)
     and not (o.owing = 1 and (states_baseline(i) or exists (select from baselines b where b.indicator_id = i.id and b.unit_id = i.unit_id)))
   group by i.id, i.lead_unit_id
$$;

create or replace function app.baseline_faults(i app.indicators, issuer int, items jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  with said as (
    select format('/items/%s', a.ordinal - 1) as place, a.item, unit_found(a.item ->> 'unit') as unit,
           (a.item ->> 'value')::numeric as v, (a.item ->> 'numerator')::numeric as n, (a.item ->> 'denominator')::numeric as d, (a.item ->> 'rank')::int as r
      from jsonb_array_elements(items) with ordinality a(item, ordinal))
  select f.pointer, f.code, f.params from said cross join lateral (values
      (place || '/unit', 'unit_not_found', jsonb_build_object('reference', item ->> 'unit'), unit is null),
      (place || '/unit', 'unit_outside_the_campaign', jsonb_build_object('unit', unit_name_on(unit)), unit is not null and not unit_in_campaign(unit, issuer)),
      (place || '/numerator', 'ratio_needs_both', jsonb_build_object('name', i.name), n is null and d is not null),
      (place || '/denominator', 'ratio_needs_both', jsonb_build_object('name', i.name), n is not null and d is null),
      (place || '/rank', 'baseline_needs_a_figure', jsonb_build_object('name', i.name), i.value_type = 'rank' and r is null),
      (place || '/value', 'baseline_needs_a_figure', jsonb_build_object('name', i.name), i.value_type <> 'rank' and v is null and n is null and d is null),
      (place || '/number_ranked', 'baseline_rank_is_among_the_ranked', jsonb_build_object('rank', r, 'ranked', (item ->> 'number_ranked')::int), r > (item ->> 'number_ranked')::int),
      (place || '/year', 'baseline_year_lies_ahead', jsonb_build_object('year', (item ->> 'year')::int), (item ->> 'year')::int > extract(year from today())),
      (place || '/document', 'document_not_found', '{}', item ->> 'document' is not null and not exists (select from documents x where x.id = (item ->> 'document')::uuid))) f(pointer, code, params, wrong)
   where f.wrong
$$;

-- The unit that leads the indicator says the baselines of all, so does the issuer; where nobody leads, each unit its own.
create or replace function app.may_say_baseline(i app.indicators, unit int) returns boolean language sql stable as $$
  select claim_unit() in (i.unit_id, i.lead_unit_id) or (i.lead_unit_id is null and unit = claim_unit())
$$;

-- Writes the baselines that a sheet names and leaves the others as they are; what says the same again changes nothing.
create or replace function app.put_baselines(wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  i indicators;
  issuer int;
  written int;
begin
  select * into i from indicators where id = wanted;
  issuer := i.unit_id;
  perform raise_faults(array(select f from baseline_faults(i, issuer, body -> 'items') f));
  if exists (select from jsonb_array_elements(body -> 'items') a(item) where not may_say_baseline(i, unit_found(a.item ->> 'unit'))) then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label('baseline'), 'who', unit_name_on(coalesce(i.lead_unit_id, issuer))));
  end if;
  insert into baselines as b (indicator_id, campaign_id, unit_id, issuer_id, lead_unit_id, year, value, numerator, denominator, rank, number_ranked, source, document_id, invented)
  select i.id, i.campaign_id, unit_found(item ->> 'unit'), issuer, i.lead_unit_id, p.year, p.value, p.numerator, p.denominator, p.rank, p.number_ranked, p.source,
         (item ->> 'document')::uuid, coalesce(p.invented, false)
    from jsonb_array_elements(body -> 'items') a(item), jsonb_populate_record(null::baselines, item) p
  on conflict (indicator_id, unit_id) do update
     set (year, value, numerator, denominator, rank, number_ranked, source, document_id, invented)
       = (excluded.year, excluded.value, excluded.numerator, excluded.denominator, excluded.rank, excluded.number_ranked, excluded.source, excluded.document_id, excluded.invented)
   where (b.year, b.value, b.numerator, b.denominator, b.rank, b.number_ranked, b.source, b.document_id, b.invented)
         is distinct from (excluded.year, excluded.value, excluded.numerator, excluded.denominator, excluded.rank, excluded.number_ranked, excluded.source, excluded.document_id, excluded.invented);
  get diagnostics written = row_count;
  if written > 0 then
    perform touch_indicator(wanted);
  end if;
  return wanted;
end $$;

-- What belongs to an indicator changed: a new version of it, so that the next sheet must know this one.
create or replace function app.touch_indicator(wanted uuid) returns void language sql volatile security definer set search_path = app, pg_temp as $$
  update indicators set changed_at = null where id = wanted
$$;

-- A baseline as replies show it (schema Baseline).
create or replace function app.baseline_shown(shown app.baselines)
returns table (id uuid, "unit.id" uuid, "unit.code" text, "unit.name" text, year int, value numeric, numerator numeric, denominator numeric, rank int, number_ranked int,
               source text, document uuid, invented boolean, "by.id" uuid, "by.name" text, changed_at timestamptz, version int,
               _unit_id int, _issuer_id int, _lead_unit_id int, _published boolean)
language sql stable rows 1 as $$
  select shown.id, u.uid, l.code, l.name, shown.year, shown.value, shown.numerator, shown.denominator, shown.rank, shown.number_ranked, shown.source, shown.document_id,
         shown.invented, shown.changed_by, person_name(shown.changed_by), shown.changed_at, shown.version, shown.unit_id, shown.issuer_id, shown.lead_unit_id,
         (select c.published or c.state not in ('draft', 'proposed') from campaigns c where c.id = shown.campaign_id)
    from units u join unit_labels l on l.unit_id = u.id and l.valid_from <= make_date(shown.year, 12, 31) and l.valid_to > make_date(shown.year, 12, 31)
   where u.id = shown.unit_id
$$;

create or replace function app.baselines_written(indicator uuid) returns setof app.baselines language sql volatile set search_path = app, pg_temp as $$
  select * from baselines where indicator_id = indicator
$$;

select app.by_engine('app.goals_of(uuid,int[],date)', 'app.revise_target(uuid,int,date)',
  'app.owing_of(uuid)', 'app.baselines_missing(uuid)', 'app.baselines_lacking(uuid)', 'app.touch_indicator(uuid)');
revoke execute on function app.baselines_missing(uuid), app.owing_of(uuid) from thidua_service;
