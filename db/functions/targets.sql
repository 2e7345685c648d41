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
    select r.indicator_id, min(r.unit_id) = max(r.unit_id) as sole, min(r.unit_id) as reporter from reporters r
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
    select b.indicator_id, count(*) as known, sum(b.value) as value, sum(b.numerator) as n, sum(b.denominator) as d, count(b.value) as values, count(b.numerator) as counts, max(b.year) as year,
           (select count(distinct o.unit_id) from reporters o
             where o.indicator_id = b.indicator_id and coalesce(o.valid_from, '-infinity') <= on_day and coalesce(o.valid_to, 'infinity') >= on_day) as reporters
      from baselines b join reporters r on r.indicator_id = b.indicator_id and r.unit_id = b.unit_id where b.campaign_id = campaign group by 1),
  firsts as (                                     -- of what was given to these units, or to groups
    select distinct on (t.indicator_id, t.unit_id, t.group_id) t.indicator_id, t.unit_id, t.group_id, t.id, t as x
      from targets t where t.campaign_id = campaign and t.state in ('assigned', 'revised') and (t.group_id is not null or t.unit_id = any (units))
     order by t.indicator_id, t.unit_id, t.group_id, t.valid_from)
  select i.id, u.unit_id,
         case when g.id is not null then target_figure(g.x, i) when own.holds then whole_target(i) end,
         case when g.id is not null then (g.x).printed when own.holds then i.printed end,
         case when b.id is not null then baseline_said(b) when w.id is not null then baseline_said(w) when own.whole and states_baseline(i) then i.baseline
              when i.unit_id = u.unit_id and i.rollup = 'ratio' and k.counts = k.reporters then jsonb_build_object('year', k.year, 'numerator', k.n, 'denominator', k.d)
              when i.unit_id = u.unit_id and i.rollup = 'sum' and k.values = k.reporters then jsonb_build_object('year', k.year, 'value', k.value) end,
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
     and (g.id is not null or b.id is not null or w.id is not null or (i.unit_id = u.unit_id and k.known = k.reporters) or (own.holds and (whole_target(i) is not null or i.printed is not null)) or (own.whole and states_baseline(i)));
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

-- ---- the sheet of a campaign ----

-- The day that a sheet is about without one named: the beginning of a draft, today of what runs, the end of what is over.
create or replace function app.sheet_day(c app.campaigns) returns date language sql stable as $$
  select case when c.state in ('draft', 'proposed') then coalesce(c.starts_on, today())
              else greatest(coalesce(c.starts_on, today()), least(coalesce(c.ends_on, today()), today())) end
$$;

-- Whether the whole is shared out in parts that add up: a change in percent or in ranks is the same for everybody.
create or replace function app.is_shared_out(i app.indicators) returns boolean language sql immutable parallel safe as $$
  select i.rollup = 'sum' and coalesce(i.change_basis, 'absolute') = 'absolute' and i.value_type in ('number', 'count', 'set')
$$;

create or replace function app.figure_shown(target numeric, numerator numeric, denominator numeric, i app.indicators) returns numeric language sql immutable parallel safe as $$
  select coalesce(target, round(ratio_of(numerator, denominator, i.unit_of_measure), greatest(i.decimals, 2)))
$$;

-- The cells of a sheet on a day: the whole of every indicator, each unit that owes it or was given a target, each group.
create or replace function app.sheet_of(campaign uuid, on_day date)
returns table (kind text, indicator app.indicators, indicator_id uuid, unit_id int, group_id uuid, target numeric, numerator numeric, denominator numeric, printed text,
               source text, since date, first_target numeric, target_id uuid)
language plpgsql stable security definer set search_path = app, extensions, pg_temp as $$
#variable_conflict use_column
begin
  return query
  with held as materialized (
    select t.* from targets t where t.campaign_id = campaign and t.state in ('assigned', 'revised') and t.valid_from <= on_day and coalesce(t.valid_to, 'infinity') > on_day),
  places as materialized (
    select o.indicator_id, o.unit_id from owing_of(campaign) o union select h.indicator_id, h.unit_id from held h where h.group_id is null
    union select i.id, i.unit_id from indicators i where i.campaign_id = campaign),
  goals as materialized (select g.* from goals_of(campaign, array(select distinct p.unit_id from places p), on_day) g)
  select case when p.unit_id = i.unit_id then 'whole' else 'unit' end, i, i.id, p.unit_id, null::uuid,
         case when h.id is not null then figure_shown(h.target_value, h.numerator, h.denominator, i) when p.unit_id = i.unit_id then figure_shown(i.target_value, i.numerator, i.denominator, i) else g.target end,
         case when h.id is not null then h.numerator when p.unit_id = i.unit_id then i.numerator end, case when h.id is not null then h.denominator when p.unit_id = i.unit_id then i.denominator end,
         g.printed, g.source, g.since, g.first_target, g.target_id
    from places p join indicators i on i.id = p.indicator_id
    left join goals g on g.indicator_id = i.id and g.unit_id = p.unit_id
    left join held h on h.id = g.target_id
  union all
  select 'group', i, i.id, h.unit_id, h.group_id, figure_shown(h.target_value, h.numerator, h.denominator, i), h.numerator, h.denominator, h.printed, 'group', h.valid_from, null, h.id
    from held h join indicators i on i.id = h.indicator_id where h.group_id is not null;
end $$;

-- How the parts of every whole add up, at each level where targets were given: the campaign's, and that of a district whose
-- communes have targets of their own. `part` says what differs, once everybody who owes it has a target.
create or replace function app.sheet_sums(campaign uuid, on_day date)
returns table (indicator_id uuid, whole_unit int, whole numeric, total numeric, whole_numerator numeric, numerator numeric, whole_denominator numeric, denominator numeric,
               shares int, lacking int, without int[], part text)
language plpgsql stable security definer set search_path = app, extensions, pg_temp as $$
#variable_conflict use_column
declare
  tree_day date := (select case when c.state in ('draft', 'proposed') then today() else coalesce(c.issued_on, c.starts_on, today()) end from campaigns c where c.id = campaign);
begin
  return query
  with cells as materialized (select * from sheet_of(campaign, on_day) s where s.kind <> 'group'),
  people as (select distinct c.unit_id from cells c),
  above as materialized (
    select t.unit_id, t.ancestor_id, t.depth from unit_tree t join people u on u.unit_id = t.unit_id join people a on a.unit_id = t.ancestor_id
     where t.depth > 0 and t.valid_from <= tree_day and t.valid_to > tree_day),
  placed as (
    select distinct on (x.indicator_id, x.unit_id) x.indicator_id, x.unit_id, x.target, x.numerator, x.denominator, w.unit_id as whole_unit, w.indicator,
           w.target as whole, w.numerator as whole_n, w.denominator as whole_d
      from cells x join above a on a.unit_id = x.unit_id
      join cells w on w.indicator_id = x.indicator_id and w.unit_id = a.ancestor_id and (w.kind = 'whole' or w.target is not null)
     where x.kind = 'unit' order by x.indicator_id, x.unit_id, a.depth),
  summed as (
    select p.indicator_id, p.whole_unit, p.indicator, p.whole, p.whole_n, p.whole_d, sum(p.target) as total, sum(p.numerator) as n, sum(p.denominator) as d,
           count(p.target)::int as shares, count(*) filter (where p.target is null)::int as lacking, count(p.numerator)::int as counts,
           coalesce(array_agg(p.unit_id) filter (where p.target is null), '{}') as without
      from placed p group by 1, 2, 3, 4, 5, 6)
  select s.indicator_id, s.whole_unit, s.whole,
         case when is_shared_out(s.indicator) then s.total when (s.indicator).rollup = 'ratio' and s.counts = s.shares then round(ratio_of(s.n, s.d, (s.indicator).unit_of_measure), greatest((s.indicator).decimals, 2)) end,
         s.whole_n, case when s.counts = s.shares then s.n end, s.whole_d, case when s.counts = s.shares then s.d end, s.shares, s.lacking, s.without,
         case when s.lacking > 0 or s.shares = 0 then null
              when is_shared_out(s.indicator) and s.total <> s.whole then 'target_value'
              when (s.indicator).rollup <> 'ratio' or s.counts < s.shares then null
              when s.n <> s.whole_n then 'numerator'
              when s.d <> s.whole_d then 'denominator'
              when s.whole_n is null and level_op(s.indicator) is not null
               and not compares(round(ratio_of(s.n, s.d, (s.indicator).unit_of_measure), (s.indicator).decimals), level_op(s.indicator), s.whole) then 'target_value' end
    from summed s;
end $$;

-- How a level is compared; null for what is a change.
create or replace function app.level_op(i app.indicators) returns text language sql immutable parallel safe as $$
  select case when i.comparator in ('gt', 'gte', 'lt', 'lte') then i.comparator when i.comparator = 'eq' then i.evaluate_as when i.comparator in ('complete', 'maintain') then 'gte' end
$$;

-- Units whose parts do not make their whole (24,890 = 12,008 + 12,882), or exceed what they are a part of.
create or replace function app.sheet_parts(campaign uuid, on_day date) returns table (indicator_id uuid, unit_id int, members uuid[], whole numeric, total numeric)
language sql stable security definer set search_path = app, extensions, pg_temp as $$
  with cells as materialized (select s.* from sheet_of(campaign, on_day) s where s.kind = 'unit')
  select w.indicator_id, w.unit_id, array_agg(p.indicator_id), w.target, sum(p.target)
    from cells w join cells p on p.unit_id = w.unit_id and (p.indicator).parent_id = w.indicator_id and (p.indicator).component_rule = 'sum'
   where w.target is not null
   group by w.indicator_id, w.unit_id, w.target
  having count(*) = count(p.target) and sum(p.target) <> w.target
     and count(*) = (select count(*) from indicators x where x.parent_id = w.indicator_id and x.component_rule = 'sum')
  union all
  select w.indicator_id, w.unit_id, array[p.indicator_id], w.target, p.target
    from cells w join cells p on p.unit_id = w.unit_id and (p.indicator).parent_id = w.indicator_id and (p.indicator).component_rule = 'subset'
   where p.target > w.target
$$;

-- What stands in the way of a launch: parts that all were given and do not make the whole, and proposals without an end.
create or replace function app.targets_are_not_whole(wanted uuid) returns setof app.fault language sql stable security definer set search_path = app, extensions, pg_temp as $$
  select '/targets/' || i.code, 'target_sum_differs', jsonb_build_object('name', i.name, 'unit', unit_name_on(s.whole_unit), 'sum', coalesce(case s.part when 'numerator' then s.numerator when 'denominator' then s.denominator end, s.total),
           'whole', coalesce(case s.part when 'numerator' then s.whole_numerator when 'denominator' then s.whole_denominator end, s.whole))
    from campaigns c cross join lateral sheet_sums(c.id, sheet_day(c)) s join indicators i on i.id = s.indicator_id
   where c.id = wanted and s.part is not null and c.target_gap_reason is null
  union all
  select '/targets/' || i.code, 'target_parts_differ', jsonb_build_object('name', i.name, 'unit', unit_name_on(p.unit_id), 'sum', p.total, 'whole', p.whole)
    from campaigns c cross join lateral sheet_parts(c.id, sheet_day(c)) p join indicators i on i.id = p.indicator_id where c.id = wanted
  union all
  select '/targets', 'targets_still_proposed', jsonb_build_object('count', count(*)) from targets t where t.campaign_id = wanted and t.state in ('proposed', 'countered') having count(*) > 0
$$;

-- Under a campaign a code means the participant that carried it then; where two did, only an id tells them apart.
create or replace function app.carriers_of(c app.campaigns) returns table (unit_id int, said text, name text) language sql stable security definer set search_path = app, extensions, pg_temp as $$
  select o.unit_id, case when count(*) over (partition by l.code) = 1 then 'code:' || l.code else u.uid::text end, l.name
    from (select w.unit_id from owing_of(c.id) w union select t.unit_id from targets t where t.campaign_id = c.id union select c.unit_id) o
    join units u on u.id = o.unit_id
    join unit_labels l on l.unit_id = o.unit_id and l.valid_from <= coalesce(c.issued_on, c.starts_on, today()) and l.valid_to > coalesce(c.issued_on, c.starts_on, today())
$$;

-- The cells that a body says, long or wide, each with its place. Sums and gaps are computed, so what it says of them is
-- passed over; `KT2025-19:numerator` stands in a column of its own in the wide shape.
create or replace function app.sheet_said(c app.campaigns, body jsonb) returns setof app.sheet_cell language plpgsql stable set search_path = app, extensions, pg_temp as $$
#variable_conflict use_column
begin
  return query
  with rows as (
    select a.ordinal - 1 as n, a.item, coalesce(a.item ->> 'row', case when a.item ->> 'group' is not null then 'group' else 'unit' end) as kind,
           coalesce(a.item ->> 'unit', '') as unit_said, a.item ->> 'group' as group_said
      from jsonb_array_elements(body -> 'items') with ordinality a(item, ordinal)),
  units as (
    select s.said, coalesce(k.unit_id, unit_found(case when s.said ~ '^(code:|[0-9a-fA-F]{8}-)' then s.said else 'code:' || s.said end)) as unit_id
      from (select distinct unit_said as said from rows where unit_said <> '') s left join carriers_of(c) k on k.said in (s.said, 'code:' || s.said)),
  said as (
    select r.n, r.item, r.kind, r.unit_said, r.group_said, r.item ->> 'indicator' as code, (r.item ->> 'target_value')::numeric as target, (r.item ->> 'numerator')::numeric as numerator,
           (r.item ->> 'denominator')::numeric as denominator, r.item ->> 'printed' as printed, format('/items/%s/target_value', r.n) as pointer
      from rows r where r.item ->> 'indicator' is not null
    union all
    select r.n, r.item, r.kind, r.unit_said, r.group_said, split_part(e.key, ':', 1),
           max(e.value #>> '{}') filter (where e.key !~ ':')::numeric, max(e.value #>> '{}') filter (where e.key like '%:numerator')::numeric,
           max(e.value #>> '{}') filter (where e.key like '%:denominator')::numeric, null,
           format('/items/%s/%s', r.n, replace(replace(split_part(e.key, ':', 1), '~', '~0'), '/', '~1'))
      from rows r cross join lateral jsonb_each(r.item) e
     where r.item ->> 'indicator' is null and e.key <> all ('{row,unit,unit_name,group,indicator,indicator_name,unit_of_measure,target_value,numerator,denominator,printed,source,since,first_target,valid_from,reason,document,invented}')
     group by r.n, r.item, r.kind, r.unit_said, r.group_said, split_part(e.key, ':', 1))
  select s.pointer, case when s.kind = 'unit' and u.unit_id = c.unit_id then 'whole' else s.kind end, s.code, i.id, s.unit_said, case when s.kind = 'unit' then u.unit_id else c.unit_id end,
         case when s.kind = 'group' then (select g.id from unit_groups g where s.group_said in (g.code, 'code:' || g.code, g.id::text) order by g.unit_id = c.unit_id desc limit 1) end,
         s.target, s.numerator, s.denominator, s.printed,
         coalesce(s.item ->> 'valid_from', body ->> 'valid_from')::date, coalesce(s.item ->> 'reason', body ->> 'reason'), coalesce(s.item ->> 'document', body ->> 'document')::uuid,
         coalesce((s.item ->> 'invented')::boolean, (body ->> 'invented')::boolean, false)
    from said s
    left join indicators i on i.campaign_id = c.id and s.code in (i.code, 'code:' || i.code, i.id::text)
    left join units u on u.said = s.unit_said
   where s.kind in ('whole', 'unit', 'group')
   order by s.n, i.ordinal;
end $$;

-- The least that a target may be, where it is a level: the least of its figures. A change may be below zero, and so may a percentage
-- whose range is not said, because it may be one of change.
create or replace function app.least_target(i app.indicators) returns numeric language sql immutable parallel safe as $$
  select case when i.comparator not in ('increase_by', 'decrease_by') and i.change_basis is null then case when i.value_type = 'percent' then i.lowest else least_of(i) end end
$$;

-- What is wrong with a cell by itself. Each check is a select of its own, so that what it says is only put together where it is wrong.
create or replace function app.sheet_cell_faults(c app.campaigns, cells app.sheet_cell[]) returns setof app.fault language plpgsql stable set search_path = app, extensions, pg_temp as $$
#variable_conflict use_column
begin
  return query
  with owing as materialized (select * from owing_of(c.id)),
  answering as materialized (                     -- who owes it, and whoever stands above one who does
    select distinct o.indicator_id, t.ancestor_id as unit_id from owing o join unit_tree t on t.unit_id = o.unit_id),
  places as materialized (
    select u.unit_id, unit_in_campaign(u.unit_id, c.unit_id) as inside from (select distinct x.unit_id from unnest(cells) x) u),
  checked as (
    select s.*, i, coalesce(p.inside, false) as inside, regexp_replace(s.pointer, '/[^/]*$', '') as item,
           row_number() over (partition by s.kind, s.indicator_id, s.unit_id, s.group_id order by s.pointer) as nth
      from unnest(cells) s left join indicators i on i.id = s.indicator_id left join places p on p.unit_id = s.unit_id)
  select distinct f.pointer, f.code, f.params from checked s cross join lateral (
      select item || '/unit' as pointer, 'required' as code, '{}'::jsonb as params where s.kind = 'unit' and coalesce(s.unit_code, '') = ''
      union all
      select item || '/unit', 'unit_not_found', jsonb_build_object('reference', s.unit_code) where s.kind = 'unit' and s.unit_id is null and s.unit_code <> ''
      union all
      select item || '/unit', 'unit_outside_the_campaign', jsonb_build_object('unit', unit_name_on(s.unit_id)) where s.kind = 'unit' and s.unit_id is not null
        and not s.inside and s.unit_id not in (select o.unit_id from owing o)
      union all
      select item || '/group', 'unit_group_not_found', '{}' where s.kind = 'group' and s.group_id is null
      union all
      select s.pointer, 'indicator_not_in_campaign', jsonb_build_object('code', s.indicator_code) where s.indicator_id is null
      union all
      select s.pointer, 'indicator_not_owed', jsonb_build_object('code', s.indicator_code, 'unit', unit_name_on(s.unit_id))
       where s.kind = 'unit' and s.indicator_id is not null and (s.target is not null or s.numerator is not null) and s.inside
         and exists (select from owing) and (s.indicator_id, s.unit_id) not in (select a.indicator_id, a.unit_id from answering a)
      union all
      select s.pointer, 'indicator_takes_no_target', jsonb_build_object('name', (s.i).name) where (s.i).comparator = 'none' and (s.target is not null or s.numerator is not null)
      union all
      select s.pointer, 'target_said_twice', jsonb_build_object('code', s.indicator_code) where s.indicator_id is not null and coalesce(s.unit_id::text, s.group_id::text) is not null and s.nth > 1
      union all
      select s.pointer, 'ratio_needs_both', jsonb_build_object('name', (s.i).name) where (s.numerator is null) <> (s.denominator is null)
      union all
      select s.pointer, 'denominator_is_not_zero', jsonb_build_object('name', (s.i).name) where s.denominator = 0
      union all
      select s.pointer, 'whole_number_needed', jsonb_build_object('name', (s.i).name, 'value', s.target) where (s.i).value_type in ('count', 'set', 'rank', 'boolean') and s.target <> trunc(s.target)
      union all
      select s.pointer, 'target_below_range', jsonb_build_object('name', (s.i).name, 'value', s.target, 'limit', least_target(s.i)) where s.target < least_target(s.i)
      union all
      select s.pointer, 'target_is_not_its_ratio', jsonb_build_object('name', (s.i).name, 'value', s.target, 'ratio', round(ratio_of(s.numerator, s.denominator, (s.i).unit_of_measure), greatest((s.i).decimals, 2)))
       where (s.i).value_type = 'ratio' and s.denominator <> 0 and s.numerator is not null and s.target is not null
         and round(s.target, greatest((s.i).decimals, 2)) <> round(ratio_of(s.numerator, s.denominator, (s.i).unit_of_measure), greatest((s.i).decimals, 2))
      union all
      select item || '/document', 'document_not_found', '{}' where s.document is not null and not exists (select from documents d where d.id = s.document)) f
   order by 1, 2, 3;
end $$;

-- The cells that say something else than what is in force, each with the day it begins; what the old figure was printed as says
-- nothing of the new one.
create or replace function app.sheet_changes(c app.campaigns, cells app.sheet_cell[], on_day date) returns table (cell app.sheet_cell, stood app.sheet_cell)
language plpgsql stable set search_path = app, extensions, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select row(s.pointer, s.kind, s.indicator_code, s.indicator_id, s.unit_code, s.unit_id, s.group_id, s.target, s.numerator, s.denominator, nullif(s.printed, now.printed),
             coalesce(s.valid_from, sheet_day(c)), s.reason, s.document, s.invented)::sheet_cell,
         row(null, now.kind, null, now.indicator_id, null, now.unit_id, now.group_id, now.target, now.numerator, now.denominator, now.printed, now.since, now.source, now.target_id, null)::sheet_cell
    from unnest(cells) s
    left join sheet_of(c.id, on_day) now on now.kind = s.kind and now.indicator_id = s.indicator_id and now.unit_id = s.unit_id and now.group_id is not distinct from s.group_id
   where s.indicator_id is not null and s.unit_id is not null and (s.kind <> 'group' or s.group_id is not null)
     and not ((s.numerator is null) <> (s.denominator is null)) and s.denominator is distinct from 0
     and (s.target is distinct from now.target and not (s.target is null and s.numerator is not null and s.numerator = now.numerator and s.denominator = now.denominator)
          or (s.numerator is not null and (s.numerator is distinct from now.numerator or s.denominator is distinct from now.denominator))
          or (s.printed is not null and s.printed is distinct from now.printed))
     and not (s.target is null and s.numerator is null and now.target_id is null);   -- an empty place stays empty
end $$;

-- What a revision during the year needs; in a draft the whole is changed where it stands, on its indicator.
drop function if exists app.revision_faults(app.campaigns, app.sheet_cell, app.sheet_cell, date);
create or replace function app.revision_faults(c app.campaigns, changed app.sheet_cell, stood app.sheet_cell) returns setof app.fault
language plpgsql stable set search_path = app, extensions, pg_temp as $$
begin
  if c.state in ('draft', 'proposed') and changed.kind <> 'whole' then
    return;
  end if;
  return query
  select f.pointer, f.code, f.params
    from (select c.state in ('draft', 'proposed') as drafted, regexp_replace(changed.pointer, '/[^/]*$', '') as item, i.name, unit_name_on(changed.unit_id) as unit,
                 (select min(t.valid_from) from targets t where t.indicator_id = changed.indicator_id and t.unit_id = changed.unit_id and t.group_id is not distinct from changed.group_id and t.state in ('assigned', 'revised')) as first,
                 (select max(t.valid_from) from targets t where t.indicator_id = changed.indicator_id and t.unit_id = changed.unit_id and t.group_id is not distinct from changed.group_id and t.state in ('assigned', 'revised')) as last
            from indicators i where i.id = changed.indicator_id) x cross join lateral (values
      (changed.pointer, 'whole_stands_on_its_indicator', jsonb_build_object('name', x.name), x.drafted and changed.kind = 'whole'),
      (x.item || '/reason', 'revision_needs_a_reason', jsonb_build_object('unit', x.unit), not x.drafted and stood.target is not null and coalesce(changed.reason, '') = ''),
      (x.item || '/document', 'revision_needs_a_document', jsonb_build_object('unit', x.unit), not x.drafted and stood.target is not null and changed.document is null),
      (x.item || '/valid_from', 'revision_begins_too_early', jsonb_build_object('unit', x.unit, 'since', x.last), not x.drafted and (changed.valid_from < x.last or (changed.valid_from = x.first and x.first < least(today(), sheet_day(c)))))) f(pointer, code, params, wrong)
   where f.wrong;
end $$;

-- The sheet as it is shown: whole, units by name, groups, then what the parts come to and how far that is from the whole.
create or replace function app.sheet_rows(campaign uuid, on_day date)
returns table (kind text, place int, ordinal int, indicator_code text, indicator_name text, unit_of_measure text, unit_id int, unit text, unit_name text, group_code text,
               target numeric, numerator numeric, denominator numeric, printed text, source text, since date, first_target numeric)
language sql stable security definer set search_path = app, extensions, pg_temp as $$
  with c as materialized (select x from campaigns x where x.id = campaign),
  carriers as materialized (select k.* from c, carriers_of(c.x) k),
  sums as materialized (select s.*, i from sheet_sums(campaign, on_day) s join indicators i on i.id = s.indicator_id where s.whole_unit = i.unit_id and s.total is not null)
  select s.kind, case s.kind when 'whole' then 1 when 'unit' then 2 else 3 end, (s.indicator).ordinal, (s.indicator).code, (s.indicator).name, (s.indicator).unit_of_measure,
         case when s.kind <> 'group' then s.unit_id end, case when s.kind <> 'group' then k.said end, case when s.kind <> 'group' then k.name else g.name end, g.code,
         s.target, s.numerator, s.denominator, s.printed, s.source, s.since, s.first_target
    from sheet_of(campaign, on_day) s left join carriers k on k.unit_id = s.unit_id left join unit_groups g on g.id = s.group_id
  union all
  select r.kind, r.place, (s.i).ordinal, (s.i).code, (s.i).name, (s.i).unit_of_measure, null, null, null, null, r.target, r.numerator, r.denominator, null, null, null, null
    from sums s cross join lateral (values
      ('sum', 4, s.total, s.numerator, s.denominator),
      ('gap', 5, s.total - s.whole, s.numerator - s.whole_numerator, s.denominator - s.whole_denominator)) r(kind, place, target, numerator, denominator)
$$;

-- One row per indicator and unit.
create or replace function app.sheet_long(campaign uuid, on_day date)
returns table ("row" text, indicator text, indicator_name text, unit_of_measure text, unit text, unit_name text, "group" text, target_value numeric, numerator numeric, denominator numeric,
               printed text, source text, since date, first_target numeric, _unit_id int, _published boolean)
language sql volatile as $$
  select r.kind, r.indicator_code, r.indicator_name, r.unit_of_measure, r.unit, r.unit_name, r.group_code, r.target, r.numerator, r.denominator, r.printed, r.source, r.since, r.first_target,
         c.unit_id, c.published or c.state not in ('draft', 'proposed')
    from campaigns c cross join lateral sheet_rows(c.id, coalesce(on_day, sheet_day(c))) r where c.id = campaign
   order by r.ordinal, r.indicator_code, r.place, r.unit_name collate "vi-VN-x-icu", r.unit
$$;

-- One row per unit, a column per indicator; two more where it counts.
create or replace function app.sheet_wide(campaign uuid, on_day date)
returns table ("row" text, unit text, unit_name text, "group" text, "*" numeric[], _names text[], _unit_id int, _published boolean)
language sql volatile as $$
  with c as materialized (select x from campaigns x where x.id = campaign),
  cells as materialized (select r.* from c cross join lateral sheet_rows((c.x).id, coalesce(on_day, sheet_day(c.x))) r),
  columns as (
    select i.ordinal, i.code, p.part, i.code || case p.part when 1 then ':numerator' when 2 then ':denominator' else '' end as name
      from indicators i cross join generate_series(0, 2) p(part)
     where i.campaign_id = campaign and (p.part = 0 or exists (select from cells x where x.indicator_code = i.code and x.numerator is not null))),
  lines as (
    select x.kind, x.place, x.unit, x.unit_name, x.group_code from cells x group by 1, 2, 3, 4, 5)
  select l.kind, l.unit, l.unit_name, l.group_code,
         array_agg(case k.part when 0 then x.target when 1 then x.numerator else x.denominator end order by k.ordinal, k.code, k.part), array_agg(k.name order by k.ordinal, k.code, k.part),
         (c.x).unit_id, (c.x).published or (c.x).state not in ('draft', 'proposed')
    from lines l cross join columns k cross join c
    left join cells x on x.kind = l.kind and x.unit is not distinct from l.unit and x.group_code is not distinct from l.group_code and x.indicator_code = k.code
   group by l.kind, l.place, l.unit, l.unit_name, l.group_code, (c.x).unit_id, (c.x).published, (c.x).state
   order by l.place, l.unit_name collate "vi-VN-x-icu", l.unit
$$;

-- Per indicator: what was shared out of the whole, and who has no part of it yet.
create or replace function app.sheet_indicators(campaign uuid, on_day date) returns json language plpgsql volatile as $$
begin
  return (
    select coalesce(json_agg(json_build_object('code', i.code, 'name', i.name, 'unit_of_measure', i.unit_of_measure, 'target_value', w.target, 'numerator', w.numerator, 'denominator', w.denominator,
             'sum', s.total, 'gap', s.total - w.target, 'shares', coalesce(s.shares, 0), 'without_target', coalesce(s.without, '[]'), 'differs', s.part is not null) order by i.ordinal, i.code), '[]')
      from indicators i
      left join (select x.* from sheet_of(campaign, on_day) x where x.kind = 'whole') w on w.indicator_id = i.id
      left join (select x.indicator_id, x.whole_unit, x.total, x.shares, x.part, (select jsonb_agg(unit_brief(u) order by unit_name_on(u) collate "vi-VN-x-icu") from unnest(x.without) u) as without
                   from sheet_sums(campaign, on_day) x) s on s.indicator_id = i.id and s.whole_unit = i.unit_id
     where i.campaign_id = campaign);
end $$;

-- ---- giving ----

-- A sheet is written by the engine, cell by cell, which looks no policy up for each of them: it is the issuer's alone.
create or replace function app.only_by_the_issuer(c app.campaigns) returns void language plpgsql stable set search_path = app, pg_temp as $$
begin
  if not exists (select from campaigns x where x.id = c.id and x.unit_id = claim_unit()) then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label('target'), 'who', unit_name_on(c.unit_id)));
  end if;
end $$;

-- The targets that stand where cells want theirs, found by looking through those of the campaign once.
create or replace function app.standing_at(campaign uuid, cells app.sheet_cell[]) returns table (id uuid, issuer_id int, state text, valid_from date, valid_to date, cell app.sheet_cell)
language sql stable as $$
  select t.id, t.issuer_id, t.state, t.valid_from, t.valid_to, s::app.sheet_cell
    from (select * from app.targets x where x.campaign_id = campaign and x.state in ('assigned', 'revised') offset 0) t
    join unnest(cells) s on s.indicator_id = t.indicator_id and s.unit_id = t.unit_id and s.group_id is not distinct from t.group_id
$$;

-- Gives targets, each from its day on: in place where one begins on that day, else it ends the one in force. Nothing said takes
-- it back. Where a target was given, its id and the place of its cell.
drop function if exists app.set_target(app.campaigns, app.sheet_cell, text, date);
create or replace function app.set_targets(c app.campaigns, cells app.sheet_cell[]) returns table (pointer text, target_id uuid)
language plpgsql security definer set search_path = app, extensions, pg_temp as $$
#variable_conflict use_column
declare
  said sheet_cell[] := array(select s from unnest(cells) s where s.target is not null or s.numerator is not null);
  in_place text[];
begin
  perform only_by_the_issuer(c) where cells is not null;
  with written as (
    update targets t set (target_value, numerator, denominator, printed, reason, document_id, invented)
         = ((x.cell).target, (x.cell).numerator, (x.cell).denominator, (x.cell).printed, (x.cell).reason, (x.cell).document, (x.cell).invented)
      from standing_at(c.id, said) x where t.id = x.id and x.valid_from = (x.cell).valid_from and x.state = 'assigned'
    returning (x.cell).pointer)
  select coalesce(array_agg(w.pointer), '{}') into in_place from written w;
  perform revise_targets(c.id, array(select s from unnest(cells) s where s.pointer <> all (in_place)), c.state in ('draft', 'proposed'));
  insert into targets(indicator_id, campaign_id, unit_id, group_id, issuer_id, target_value, numerator, denominator, printed, valid_from, reason, document_id, invented)
  select s.indicator_id, c.id, s.unit_id, s.group_id, c.unit_id, s.target, s.numerator, s.denominator, s.printed, s.valid_from, s.reason, s.document, s.invented
    from unnest(said) s where s.pointer <> all (in_place);
  return query select (x.cell).pointer, x.id from standing_at(c.id, said) x where x.valid_from = (x.cell).valid_from and x.state = 'assigned';
end $$;

-- The targets in force end where the new ones begin: by moves, so that who revised them why is a record. In a draft one that
-- would begin later, or on the same day, is replaced.
drop function if exists app.revise_target(uuid, int, uuid, date, text, boolean);
create or replace function app.revise_targets(campaign uuid, cells app.sheet_cell[], drafted boolean) returns void
language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  ended uuid[];
  reasons text[];
begin
  delete from targets t using standing_at(campaign, cells) x
   where drafted and t.id = x.id and x.valid_from >= (x.cell).valid_from and x.issuer_id = claim_unit();
  with ending as (
    update targets t set valid_to = (x.cell).valid_from from standing_at(campaign, cells) x
     where t.id = x.id and x.valid_from < (x.cell).valid_from and coalesce(x.valid_to, 'infinity') > (x.cell).valid_from and x.issuer_id = claim_unit()
    returning t.id, t.state, (x.cell).reason)
  select array_agg(e.id), array_agg(e.reason) into ended, reasons from ending e where e.state = 'assigned';
  insert into moves(thing, thing_id, to_state, note) select 'target', e.id, 'revised', e.reason from unnest(ended, reasons) e(id, reason);
end $$;

-- The sheet as a whole: every fault of its cells at once, then the sums and parts that would no longer hold. A cell at fault is
-- left out, and no sum is judged that wants it. Cells that the sheet does not name stay; what says the same again changes nothing.
create or replace function app.put_targets(campaign uuid, body jsonb, allow_gap boolean) returns uuid language plpgsql set search_path = app, extensions, pg_temp as $$
declare
  c campaigns;
  cells sheet_cell[];
  changed sheet_cell[];
  found fault[];
  left_out sheet_cell[];
  wrong fault[];
  each record;
  on_day date;
begin
  select * into strict c from campaigns where id = campaign;
  cells := array(select s from sheet_said(c, body) s);
  found := array(select f from sheet_cell_faults(c, cells) f);
  left_out := array(select s from unnest(cells) s cross join lateral regexp_replace(s.pointer, '/[^/]*$', '') item
                     where exists (select from unnest(found) f where f.pointer in (s.pointer, item || '/unit', item || '/group', item || '/document')));
  if allow_gap and coalesce(body ->> 'gap_reason', '') = '' then
    found := found || row('/gap_reason', 'gap_needs_a_reason', '{}')::fault;
  end if;
  on_day := case when c.state in ('draft', 'proposed') then sheet_day(c) else coalesce((body ->> 'valid_from')::date, sheet_day(c)) end;
  for each in select * from sheet_changes(c, cells, on_day) loop
    changed := changed || each.cell;
    wrong := array(select f from revision_faults(c, each.cell, each.stood) f);
    if cardinality(wrong) > 0 then
      left_out := left_out || each.cell;
      found := found || array(select f from unnest(wrong) f where f <> all (found));
    end if;
  end loop;
  perform set_targets(c, array(select x from unnest(changed) x where x.pointer not in (select l.pointer from unnest(left_out) l)));
  if allow_gap then
    update campaigns set target_gap_reason = body ->> 'gap_reason' where id = c.id and target_gap_reason is distinct from body ->> 'gap_reason';
  end if;
  perform raise_faults(found || array(select f from sheet_sum_faults(c, cells, changed, on_day, allow_gap, left_out) f));
  return campaign;
end $$;

-- Every sum that the changed cells break, at the cells that break it: where a unit's parts differ too, at the cells that
-- both name; else at what was changed; else, where a column is new as a whole, at its whole.
drop function if exists app.sheet_sum_faults(app.campaigns, app.sheet_cell[], app.sheet_cell[], date, boolean);
create or replace function app.sheet_sum_faults(c app.campaigns, cells app.sheet_cell[], changed app.sheet_cell[], on_day date, allow_gap boolean, left_out app.sheet_cell[] default '{}')
returns setof app.fault
language plpgsql volatile set search_path = app, extensions, pg_temp as $$
#variable_conflict use_column
begin
  return query
  with broken as materialized (
    select s.*, coalesce(case s.part when 'numerator' then s.numerator when 'denominator' then s.denominator end, s.total) as sum,
           coalesce(case s.part when 'numerator' then s.whole_numerator when 'denominator' then s.whole_denominator end, s.whole) as is_whole
      from sheet_sums_now(c.id, on_day) s where s.part is not null and not coalesce(allow_gap, false) and s.indicator_id in (select x.indicator_id from unnest(changed) x)
       and s.indicator_id not in (select x.indicator_id from unnest(left_out) x where x.indicator_id is not null)),
  families as materialized (
    select p.*, p.members || p.indicator_id as everyone from sheet_parts_now(c.id, on_day) p
     where exists (select from unnest(changed) x where x.unit_id = p.unit_id and x.kind = 'unit' and x.indicator_id = any (p.members || p.indicator_id))
       and not exists (select from unnest(left_out) x where x.unit_id = p.unit_id and x.kind = 'unit' and x.indicator_id = any (p.members || p.indicator_id))),
  suspects as materialized (                      -- cells of a family that is broken whose column is broken too
    select distinct p.indicator_id as family, x.pointer, x.indicator_id, x.unit_id
      from families p join unnest(cells) x on x.kind = 'unit' and x.unit_id = p.unit_id and x.indicator_id = any (p.everyone)
     where x.indicator_id in (select b.indicator_id from broken b)
        or (not exists (select from broken b where b.indicator_id = any (p.everyone)) and x.indicator_id = p.indicator_id)),
  columns as (
    select b.indicator_id, count(*) filter (where x.kind = 'unit') as said, count(*) filter (where x.kind = 'unit' and exists (select from unnest(changed) y where y.pointer = x.pointer)) as new
      from broken b join unnest(cells) x on x.indicator_id = b.indicator_id group by 1),
  named as (
    select b.indicator_id, b.whole_unit, s.pointer from broken b join suspects s on s.indicator_id = b.indicator_id
    union
    select b.indicator_id, b.whole_unit, x.pointer
      from broken b join columns k on k.indicator_id = b.indicator_id join unnest(changed) x on x.indicator_id = b.indicator_id
     where not exists (select from suspects s where s.indicator_id = b.indicator_id) and (k.new < k.said or k.new = 1 or x.kind = 'whole')
    union
    select b.indicator_id, b.whole_unit, (select x.pointer from unnest(cells) with ordinality x where x.indicator_id = b.indicator_id order by x.kind = 'whole' desc, x.ordinality limit 1)
      from broken b join columns k on k.indicator_id = b.indicator_id
     where not exists (select from suspects s where s.indicator_id = b.indicator_id) and k.new = k.said and k.new > 1
       and not exists (select from unnest(changed) x where x.indicator_id = b.indicator_id and x.kind = 'whole'))
  select n.pointer, 'target_sum_differs', jsonb_build_object('name', i.name, 'unit', unit_name_on(b.whole_unit), 'sum', trim_scale(b.sum), 'whole', trim_scale(b.is_whole), 'gap', trim_scale(b.sum - b.is_whole))
    from named n join broken b on b.indicator_id = n.indicator_id and b.whole_unit = n.whole_unit join indicators i on i.id = b.indicator_id
  union all
  select coalesce(s.pointer, f.pointer), 'target_parts_differ', jsonb_build_object('name', i.name, 'unit', unit_name_on(p.unit_id), 'sum', trim_scale(p.total), 'whole', trim_scale(p.whole))
    from families p join indicators i on i.id = p.indicator_id
    left join suspects s on s.family = p.indicator_id and s.unit_id = p.unit_id
   cross join lateral (select x.pointer from unnest(changed) x where x.unit_id = p.unit_id and x.indicator_id = any (p.everyone) limit 1) f;
end $$;

-- The same for what this very statement wrote: volatile, so that it reads with a fresh snapshot.
create or replace function app.sheet_sums_now(campaign uuid, on_day date)
returns table (indicator_id uuid, whole_unit int, whole numeric, total numeric, whole_numerator numeric, numerator numeric, whole_denominator numeric, denominator numeric,
               shares int, lacking int, without int[], part text) language sql volatile as $$
  select * from sheet_sums(campaign, on_day)
$$;
create or replace function app.sheet_parts_now(campaign uuid, on_day date) returns table (indicator_id uuid, unit_id int, members uuid[], whole numeric, total numeric) language sql volatile as $$
  select * from sheet_parts(campaign, on_day)
$$;

-- Gives units, or the members of a group, their targets for one indicator; what they break of a sum is refused unless the campaign
-- has said why its sums differ, or the body says it now. An import of many indicators looks at the sums when all are given. The
-- ids, in the order of the body.
drop function if exists app.new_targets(uuid, jsonb);
create or replace function app.new_targets(wanted uuid, body jsonb, sums boolean default true) returns setof uuid language plpgsql set search_path = app, pg_temp as $$
declare
  i indicators;
  c campaigns;
  cells sheet_cell[];
  found fault[];
  given sheet_cell[];
  offered sheet_cell[];
  each record;
begin
  select * into strict i from indicators where id = wanted;
  select * into strict c from campaigns where id = i.campaign_id;
  cells := array(select s from sheet_said(c, jsonb_build_object('items', (select jsonb_agg(x.item || jsonb_build_object('indicator', i.id)) from jsonb_array_elements(body -> 'items') x(item)))) s);
  found := array(select f from sheet_cell_faults(c, cells) f where f.code <> 'indicator_not_owed')
        || array(select f from jsonb_array_elements(body -> 'items') with ordinality x(item, ordinal), proposal_faults(c, i, x.item, format('/items/%s', x.ordinal - 1)) f);
  for each in select row(s.pointer, s.kind, s.indicator_code, s.indicator_id, s.unit_code, s.unit_id, s.group_id, s.target, s.numerator, s.denominator, s.printed,
                         coalesce(s.valid_from, sheet_day(c)), s.reason, s.document, s.invented)::sheet_cell as cell,
                     coalesce(x.item ->> 'proposed' = 'true', false) as proposed, now.target
                from unnest(cells) with ordinality s join jsonb_array_elements(body -> 'items') with ordinality x(item, ordinality) using (ordinality)
                left join sheet_of(c.id, sheet_day(c)) now
                  on now.indicator_id = i.id and now.unit_id = s.unit_id and now.group_id is not distinct from s.group_id and now.kind = case when s.unit_id = c.unit_id and s.group_id is null then 'whole' else s.kind end
               order by ordinality loop
    if each.proposed then
      offered := offered || each.cell;
    else
      found := found || array(select f from revision_faults(c, each.cell, row(null, null, null, null, null, null, null, each.target, null, null, null, null, null, null, null)::sheet_cell) f);
      given := given || each.cell;
    end if;
  end loop;
  perform raise_faults(found);
  return query
  with done(pointer, target_id) as materialized (select * from set_targets(c, given) union all select o.pointer, propose_target(c, o) from unnest(offered) o)
  select d.target_id from done d join unnest(cells) with ordinality s using (pointer) order by s.ordinality;
  if sums and cardinality(given) > 0 then
    if coalesce(body ->> 'gap_reason', '') <> '' then
      update campaigns set target_gap_reason = body ->> 'gap_reason' where id = c.id and target_gap_reason is distinct from body ->> 'gap_reason';
    end if;
    found := array(select f from sheet_sum_faults(c, given, given, greatest(sheet_day(c), (select max(x.valid_from) from unnest(given) x)), coalesce(body ->> 'gap_reason', c.target_gap_reason) is not null) f);
  end if;
  perform raise_faults(found);
end $$;

-- ---- proposals and counter-proposals ----

create or replace function app.proposal_faults(c app.campaigns, i app.indicators, item jsonb, place text) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select place || '/' || f.part, f.code, f.params from (values
      ('proposed', 'targets_not_negotiated', jsonb_build_object('campaign', c.title), not c.negotiated_targets),
      ('group', 'groups_do_not_negotiate', '{}'::jsonb, item ->> 'group' is not null),
      ('unit', 'proposal_is_open', jsonb_build_object('unit', unit_name_on(unit_found(item ->> 'unit'))),
        exists (select from targets t where t.indicator_id = i.id and t.unit_id = unit_found(item ->> 'unit') and t.state in ('proposed', 'countered')))) f(part, code, params, wrong)
   where item ->> 'proposed' = 'true' and f.wrong
$$;

-- A proposal stands beside what is in force and does not count until it is assigned.
drop function if exists app.propose_target(app.campaigns, app.sheet_cell, date);
create or replace function app.propose_target(c app.campaigns, said app.sheet_cell) returns uuid language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  made uuid;
begin
  perform only_by_the_issuer(c);
  insert into targets(indicator_id, campaign_id, unit_id, issuer_id, target_value, numerator, denominator, printed, valid_from, reason, document_id, invented, state)
  values (said.indicator_id, c.id, said.unit_id, c.unit_id, said.target, said.numerator, said.denominator, said.printed, said.valid_from, said.reason, said.document, said.invented, 'proposed')
  returning id into made;
  return made;
end $$;

-- What may be wrong with the figure that a move of a proposal says.
drop function if exists app.figure_is_half_said(uuid, jsonb);
create or replace function app.figure_is_not_one(wanted uuid, details jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select '/details/' || case when details ->> 'numerator' is null then 'numerator' else 'denominator' end, 'ratio_needs_both', jsonb_build_object('name', i.name)
    from targets t join indicators i on i.id = t.indicator_id
   where t.id = wanted and (details ->> 'numerator' is null) <> (details ->> 'denominator' is null)
  union all
  select '/details/target_value', 'target_below_range', jsonb_build_object('name', i.name, 'value', details -> 'target_value', 'limit', least_target(i))
    from targets t join indicators i on i.id = t.indicator_id
   where t.id = wanted and (details ->> 'target_value')::numeric < least_target(i)
$$;

create or replace function app.note_counter(wanted uuid, move uuid) returns void language sql security definer set search_path = app, pg_temp as $$
  update targets t set (counter_value, counter_numerator, counter_denominator, counter_reason, countered_on)
       = ((m.details ->> 'target_value')::numeric, (m.details ->> 'numerator')::numeric, (m.details ->> 'denominator')::numeric, m.note, today())
    from moves m where m.id = move and t.id = wanted
$$;

create or replace function app.propose_again(wanted uuid, move uuid) returns void language sql security definer set search_path = app, pg_temp as $$
  update targets t set (target_value, numerator, denominator, printed, reason)
       = (case when said.any then (m.details ->> 'target_value')::numeric else t.target_value end, case when said.any then (m.details ->> 'numerator')::numeric else t.numerator end,
          case when said.any then (m.details ->> 'denominator')::numeric else t.denominator end, case when said.any then null else t.printed end, coalesce(m.note, t.reason))
    from moves m, lateral (select m.details ?| '{target_value,numerator}' as any) said where m.id = move and t.id = wanted
$$;

-- What was in force ends where the proposal begins that is assigned now.
create or replace function app.clear_for_assignment() returns trigger language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  drafted boolean := (select state in ('draft', 'proposed') from campaigns where id = new.campaign_id);
  last date := (select max(valid_from) from targets where indicator_id = new.indicator_id and unit_id = new.unit_id and group_id is null and state in ('assigned', 'revised'));
begin
  if not drafted and last >= new.valid_from then
    new.valid_from := greatest(today(), last + 1);
  end if;
  perform revise_targets(new.campaign_id, array[row(null, 'unit', null, new.indicator_id, null, new.unit_id, null, null, null, null, null, new.valid_from, new.reason, null, null)::sheet_cell], drafted);
  return new;
end $$;
drop trigger if exists a_clear_for_assignment on app.targets;
create trigger a_clear_for_assignment before update on app.targets for each row
  when (old.state in ('proposed', 'countered') and new.state = 'assigned') execute function app.clear_for_assignment();

-- A sheet has the version of its campaign, so that two officers do not overwrite one another: once a transaction.
create or replace function app.touch_campaign() returns trigger language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  changed uuid := case when tg_op = 'DELETE' then old.campaign_id else new.campaign_id end;
begin
  if coalesce(current_setting('app.touched_campaign', true), '') <> changed::text
     and (tg_op <> 'INSERT' or new.state = 'assigned') and (tg_op <> 'DELETE' or old.state = 'assigned') and (tg_op <> 'UPDATE' or 'assigned' in (old.state, new.state)) then
    perform set_config('app.touched_campaign', changed::text, true);
    update campaigns set changed_at = null where id = changed;
  end if;
  return null;
end $$;
drop trigger if exists z_touch_campaign on app.targets;
create trigger z_touch_campaign after insert or update or delete on app.targets for each row execute function app.touch_campaign();

-- Assigning: the figure said with the move, else the counter-proposal that it accepts, else what was proposed. It ends what
-- was in force, and begins no earlier than that allows.
create or replace function app.assign_target(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  m moves;
  t targets;
begin
  select * into m from moves where id = move;
  select * into t from targets where id = wanted;
  if m.details ?| '{target_value,numerator}' then
    perform propose_again(wanted, move);
  elsif m.from_state = 'countered' then
    update targets set target_value = counter_value, numerator = counter_numerator, denominator = counter_denominator, printed = null where id = wanted;
  end if;
end $$;

create or replace function app.target_made(wanted uuid) returns setof app.targets language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from targets where id = wanted
$$;

-- A target as replies show it (schema Target). A proposal is shown to the unit it is made to before its campaign is.
drop function if exists app.target_shown(app.targets);
create or replace function app.target_shown(shown app.targets)
returns table (id uuid, "campaign.id" uuid, "campaign.code" text, "campaign.title" text, "indicator.id" uuid, "indicator.code" text, "indicator.name" text, "unit.id" uuid, "unit.code" text, "unit.name" text,
               "group.id" uuid, "group.code" text, "group.name" text, target_value numeric, numerator numeric, denominator numeric, unit_of_measure text, printed text,
               valid_from date, valid_to date, reason text, document uuid, state text, counter json, invented boolean, version int, created_at timestamptz, changed_at timestamptz,
               allowed_actions text[], _unit_id int, _issuer_id int, _published boolean)
language sql stable security definer rows 1 set search_path = app, pg_temp as $$
  select shown.id, c.id, c.code, c.title, i.id, i.code, i.name, u.uid, l.code, l.name, g.id, g.code, g.name,
         shown.target_value, shown.numerator, shown.denominator, i.unit_of_measure, shown.printed, shown.valid_from, shown.valid_to, shown.reason, shown.document_id, shown.state,
         case when shown.countered_on is not null then json_build_object('target_value', shown.counter_value, 'numerator', shown.counter_numerator, 'denominator', shown.counter_denominator,
           'reason', shown.counter_reason, 'on', shown.countered_on) end,
         shown.invented, shown.version, shown.created_at, shown.changed_at, allowed_actions('target', shown.id), shown.unit_id, shown.issuer_id,
         shown.state in ('assigned', 'revised') and (c.published or c.state not in ('draft', 'proposed'))
    from indicators i join campaigns c on c.id = i.campaign_id
    join units u on u.id = shown.unit_id
    join unit_labels l on l.unit_id = u.id and l.valid_from <= shown.valid_from and l.valid_to > shown.valid_from
    left join unit_groups g on g.id = shown.group_id
   where i.id = shown.indicator_id
$$;

-- ---- the annex ----

-- A target as an annex prints it: as it was written, else with its counts, else as a figure.
create or replace function app.target_said(printed text, target numeric, numerator numeric, denominator numeric, i app.indicators) returns text language sql stable as $$
  select coalesce(printed, decimal_said(target, i.decimals) || case when numerator is not null then format(' (%s/%s)', decimal_said(numerator, 0), decimal_said(denominator, 0)) else '' end, '')
$$;

-- The same in a table whose row names the unit of measure: compared as the document compares it.
create or replace function app.target_compared(printed text, target numeric, numerator numeric, denominator numeric, i app.indicators) returns text language sql stable as $$
  select coalesce(compared_said(i.comparator, nullif(case when i.unit_of_measure = '%' then replace(said, '%', '') else said end, ''), i.per_year), '')
    from target_said(printed, target, numerator, denominator, i) said
$$;

-- The sheet as the annex of the plan: indicators by the units that share them, seven to a table so that it can be read, then
-- what single bodies answer for. In the layout of Decree 30/2020/NĐ-CP, for reviews to print.
create or replace function app.targets_annex(campaign uuid) returns json language plpgsql volatile security definer set search_path = app, extensions, pg_temp as $$
declare
  c campaigns;
  day date;
  head jsonb;
  blocks jsonb := '[{"page": "landscape"}]';
  part record;
begin
  select * into strict c from campaigns where id = campaign;
  day := coalesce(c.issued_on, c.starts_on, today());
  head := letterhead(c.unit_id, day);
  blocks := blocks || jsonb_build_array(enclosed_with('Kế hoạch', c.document_number, c.issued_on, issuer_said(c.unit_id, day)));
  for part in
    with cells as materialized (select s.*, is_area(u.kind) as shares
                                  from sheet_of(c.id, sheet_day(c)) s join units u on u.id = s.unit_id where s.kind <> 'group'),
    columns as (
      select x.unit_id, unit_name_on(x.unit_id, day) as name, row_number() over (order by unit_name_on(x.unit_id, day) collate "vi-VN-x-icu") - 1 as place
        from (select distinct unit_id from cells where kind = 'unit' and shares) x),
    lines as (
      select w.indicator_id, w.indicator as i, target_compared(w.printed, w.target, w.numerator, w.denominator, w.indicator) as whole, dense_rank() over (order by (w.indicator).ordinal, (w.indicator).code) as number
        from cells w where w.kind = 'whole' and exists (select from cells x where x.indicator_id = w.indicator_id and x.kind = 'unit' and x.shares and x.target is not null)),
    grid as (
      select k.place / 7 as sheet, l.number, l.i, l.whole, jsonb_agg(to_jsonb(case when x.target is null then '' else target_compared(case when x.source <> 'indicator' then x.printed end, x.target, x.numerator, x.denominator, l.i) end) order by k.place) as figures
        from lines l cross join columns k left join cells x on x.kind = 'unit' and x.indicator_id = l.indicator_id and x.unit_id = k.unit_id group by 1, 2, 3, 4)
    select g.sheet, jsonb_agg(jsonb_build_array(g.number::text, (g.i).name, coalesce((g.i).unit_of_measure, ''), g.whole) || g.figures order by g.number) as rows,
           (select jsonb_agg(jsonb_build_object('title', k.name, 'align', 'right', 'width', 8) order by k.place) from columns k where k.place / 7 = g.sheet) as columns
      from grid g group by g.sheet order by g.sheet
  loop
    blocks := blocks || jsonb_build_array(jsonb_build_object('table', jsonb_build_object('rows', part.rows, 'columns',
      jsonb_build_array('{"title": "TT", "align": "center", "width": 4}'::jsonb, '{"title": "Chỉ tiêu", "align": "left", "width": 24}'::jsonb,
        '{"title": "Đơn vị tính", "align": "center", "width": 7}'::jsonb, jsonb_build_object('title', 'Toàn ' || lower_first(unit_name_on(c.unit_id, day)), 'align', 'right', 'width', 9)) || part.columns)));
  end loop;
  for part in
    select jsonb_agg(jsonb_build_array(o.number::text, (o.i).name, coalesce((o.i).unit_of_measure, ''), o.whole, o.units) order by o.number) as rows
      from (select w.indicator as i, target_compared(w.printed, w.target, w.numerator, w.denominator, w.indicator) as whole, string_agg(unit_name_on(x.unit_id, day), '; ' order by x.unit_id) as units,
                   row_number() over (order by (w.indicator).ordinal, (w.indicator).code) as number
              from sheet_of(c.id, sheet_day(c)) w join sheet_of(c.id, sheet_day(c)) x on x.indicator_id = w.indicator_id and x.kind = 'unit'
              join units u on u.id = x.unit_id and not is_area(u.kind)
             where w.kind = 'whole' group by w.indicator, w.printed, w.target, w.numerator, w.denominator) o
    having count(*) > 0
  loop
    blocks := blocks || jsonb_build_array(jsonb_build_object('table', jsonb_build_object('title', 'Chỉ tiêu giao cơ quan chủ trì', 'rows', part.rows, 'columns',
      '[{"title": "TT", "align": "center", "width": 5}, {"title": "Chỉ tiêu", "align": "left", "width": 40}, {"title": "Đơn vị tính", "align": "center", "width": 11},
        {"title": "Chỉ tiêu giao", "align": "right", "width": 14}, {"title": "Cơ quan thực hiện", "align": "left", "width": 30}]'::jsonb)));
  end loop;
  return official_document(head, 'PHỤ LỤC', 'Giao chỉ tiêu thực hiện ' || movement_said(c.title), number_or_blank(c.document_number), null, c.issued_on, c.state in ('draft', 'proposed'), blocks,
    c.signer, null);
end $$;

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

-- Who owes an indicator now and later: as frozen by the launch and changed since; before it, as `reporters` name them today.
create or replace function app.owing_of(campaign uuid) returns table (indicator_id uuid, unit_id int)
language plpgsql stable security definer set search_path = app, extensions, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select r.indicator_id, r.unit_id from reporters r where r.campaign_id = campaign and coalesce(r.valid_to, 'infinity') >= today()
  union
  select n.indicator_id, n.unit_id from campaigns c cross join lateral reporters_named(c.id, today()) n where c.id = campaign and c.state in ('draft', 'proposed');
end $$;

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

create or replace function app.baseline_faults(i app.indicators, issuer int, items jsonb) returns setof app.fault language plpgsql stable set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  with said as (
    select format('/items/%s', a.ordinal - 1) as place, a.item, unit_found(a.item ->> 'unit') as unit,
           (a.item ->> 'value')::numeric as v, (a.item ->> 'numerator')::numeric as n, (a.item ->> 'denominator')::numeric as d, (a.item ->> 'rank')::int as r
      from jsonb_array_elements(items) with ordinality a(item, ordinal))
  select f.pointer, f.code, f.params from said cross join lateral (values
      (place || '/unit', 'unit_not_found', jsonb_build_object('reference', item ->> 'unit'), unit is null),
      (place || '/unit', 'unit_outside_the_campaign', jsonb_build_object('unit', unit_name_on(unit)), unit is not null and not unit_in_campaign(unit, issuer)
        and not exists (select from reporters r where r.indicator_id = i.id and r.unit_id = unit)),
      (place || '/numerator', 'ratio_needs_both', jsonb_build_object('name', i.name), n is null and d is not null),
      (place || '/denominator', 'ratio_needs_both', jsonb_build_object('name', i.name), n is not null and d is null),
      (place || '/rank', 'baseline_needs_a_figure', jsonb_build_object('name', i.name), i.value_type = 'rank' and r is null),
      (place || '/value', 'baseline_needs_a_figure', jsonb_build_object('name', i.name), i.value_type <> 'rank' and v is null and n is null and d is null),
      (place || '/number_ranked', 'baseline_rank_is_among_the_ranked', jsonb_build_object('rank', r, 'ranked', (item ->> 'number_ranked')::int), r > (item ->> 'number_ranked')::int),
      (place || '/year', 'baseline_year_lies_ahead', jsonb_build_object('year', (item ->> 'year')::int), (item ->> 'year')::int > extract(year from today())),
      (place || '/document', 'document_not_found', '{}', item ->> 'document' is not null and not exists (select from documents x where x.id = (item ->> 'document')::uuid))) f(pointer, code, params, wrong)
   where f.wrong;
end $$;

-- The unit that leads the indicator says the baselines of all, so do the issuer and who has been handed the duty; where
-- nobody leads, each unit its own.
create or replace function app.may_say_baseline(i app.indicators, unit int) returns boolean language sql stable as $$
  select claim_unit() in (i.unit_id, i.lead_unit_id) or (i.lead_unit_id is null and unit = claim_unit())
      or exists (select from obligations o where o.kind = 'baseline' and o.indicator_id = i.id and o.unit_id = claim_unit() and o.passed_on_to is null)
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

select app.by_engine('app.goals_of(uuid,int[],date)', 'app.revise_targets(uuid,app.sheet_cell[],boolean)', 'app.sheet_of(uuid,date)', 'app.sheet_sums(uuid,date)', 'app.sheet_parts(uuid,date)', 'app.targets_are_not_whole(uuid)',
  'app.set_targets(app.campaigns,app.sheet_cell[])', 'app.propose_target(app.campaigns,app.sheet_cell)', 'app.note_counter(uuid,uuid)', 'app.propose_again(uuid,uuid)', 'app.assign_target(uuid,uuid)', 'app.clear_for_assignment()', 'app.touch_campaign()', 'app.carriers_of(app.campaigns)', 'app.sheet_rows(uuid,date)', 'app.target_shown(app.targets)',
  'app.owing_of(uuid)', 'app.targets_annex(uuid)', 'app.baselines_missing(uuid)', 'app.baselines_lacking(uuid)', 'app.touch_indicator(uuid)');
revoke execute on function app.baselines_missing(uuid) from thidua_service;
