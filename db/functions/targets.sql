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
    select r.indicator_id, count(distinct r.unit_id) = 1 as sole from reporters r
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
  firsts as (
    select distinct on (t.indicator_id, t.unit_id, t.group_id) t.indicator_id, t.unit_id, t.group_id, t.id, t as x
      from targets t where t.campaign_id = campaign and t.state in ('assigned', 'revised')
     order by t.indicator_id, t.unit_id, t.group_id, t.valid_from)
  select i.id, u.unit_id,
         case when g.id is not null then target_figure(g.x, i) when own.holds then whole_target(i) end,
         case when g.id is not null then (g.x).printed when own.holds then i.printed end,
         case when b.id is not null then baseline_said(b) when own.whole and states_baseline(i) then i.baseline end,
         case when g.group_name is not null then 'group' when g.id is not null then 'unit' when own.holds and whole_target(i) is not null then 'indicator' end,
         case when g.group_name is not null then g.group_name when g.id is not null then l.name when own.holds and whole_target(i) is not null then i.name end,
         g.id, case when g.id is not null then (g.x).valid_from when own.holds and whole_target(i) is not null then c.starts_on end,
         case when f.id is not null then target_figure(f.x, i) end
    from campaigns c join indicators i on i.campaign_id = c.id
   cross join (select distinct unnest(units) as unit_id) u
    left join given g on g.indicator_id = i.id and g.for_unit = u.unit_id
    left join owing o on o.indicator_id = i.id
    left join baselines b on b.indicator_id = i.id and b.unit_id = u.unit_id
   cross join lateral (select i.unit_id = u.unit_id or coalesce(o.sole, false) as whole,
                              i.unit_id = u.unit_id or coalesce(o.sole, false) or (i.rollup <> 'sum' and (i.population ->> 'group' is null or is_of_population(i, u.unit_id, on_day))) as holds) own
    left join firsts f on f.indicator_id = i.id and f.unit_id = (g.x).unit_id and f.group_id is not distinct from (g.x).group_id and f.id <> g.id
    left join unit_labels l on l.unit_id = u.unit_id and l.valid_from <= on_day and l.valid_to > on_day
   where c.id = campaign
     and (g.id is not null or b.id is not null or (own.holds and (whole_target(i) is not null or i.printed is not null)) or (own.whole and states_baseline(i)));
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

select app.by_engine('app.goals_of(uuid,int[],date)', 'app.revise_target(uuid,int,date)');
