-- Rankings: what a criterion measures, the points it earns, places with their ties, and the snapshot that keeps all of it.
-- Scores follow from method and inputs alone, so that a frozen ranking can be computed again and tried with other weights.

-- ---- a criterion ----

-- What a criterion looks at for one unit: null where there is no figure. Gains count in the direction that is better.
create or replace function app.criterion_measure(c jsonb, u jsonb) returns numeric language sql immutable parallel safe as $$
  select case c ->> 'measure'
           when 'percent' then (f ->> 'percent')::numeric
           when 'value' then (f ->> 'value')::numeric
           when 'change' then toward * ((f ->> 'value')::numeric - (f ->> 'baseline')::numeric)
           when 'change_percent' then toward * 100 * ((f ->> 'value')::numeric - (f ->> 'baseline')::numeric) / nullif(abs((f ->> 'baseline')::numeric), 0)
           when 'timeliness' then 100 * (u #>> '{reports,on_time}')::numeric / nullif((u #>> '{reports,owed}')::numeric, 0)
           when 'late_reports' then (u #>> '{reports,late}')::numeric
           when 'mark' then (u #>> array['marks', c ->> 'key', 'points'])::numeric end
    from (select u #> array['figures', c ->> 'indicator'] as f, case u #>> array['figures', c ->> 'indicator', 'direction'] when 'down' then -1 else 1 end as toward) x
$$;

-- Whether a criterion concerns a unit at all: one that owes no figure of it, was given no target to be measured by, or owes
-- no report, is left out.
create or replace function app.criterion_applies(c jsonb, u jsonb) returns boolean language sql immutable parallel safe as $$
  select case when c ->> 'measure' in ('timeliness', 'late_reports') then coalesce((u #>> '{reports,owed}')::int, 0) > 0
              when c ->> 'measure' = 'mark' then true
              else coalesce((f ->> 'owed')::boolean, false) and (c ->> 'measure' <> 'percent' or f ? 'target' or f ? 'percent') end
    from (select u #> array['figures', c ->> 'indicator'] as f) x
$$;

-- The tier a measure falls in. Bounds of documents overlap ("88 – 90", "90 – 95"): the better tier counts.
create or replace function app.tier_of(tiers jsonb, measure numeric) returns jsonb language sql immutable parallel safe as $$
  select t from jsonb_array_elements(tiers) t
   where measure >= coalesce((t ->> 'from')::numeric, '-infinity')
     and case when coalesce((t ->> 'below')::boolean, false) then measure < (t ->> 'to')::numeric else measure <= coalesce((t ->> 'to')::numeric, 'infinity') end
   order by (t ->> 'points')::numeric desc limit 1
$$;

-- Points of a criterion, out of its `points`. `low` and `high` are the least and the most among the peers.
create or replace function app.criterion_points(c jsonb, measure numeric, low numeric, high numeric) returns numeric language sql immutable parallel safe as $$
  select case
           when measure is null then 0
           when c ->> 'rule' = 'rate' then full_points * greatest(0, least(measure, coalesce((c ->> 'at_most')::numeric, 100))) / 100
           when c ->> 'rule' = 'per_unit' then greatest(0, least(full_points, measure * (c ->> 'factor')::numeric))
           when c ->> 'rule' = 'tier' then coalesce((tier_of(c -> 'tiers', measure) ->> 'points')::numeric, 0)
                                           * full_points / nullif((select max((t ->> 'points')::numeric) from jsonb_array_elements(c -> 'tiers') t), 0)
           when c ->> 'rule' = 'all_or_nothing' then case when measure >= coalesce((c ->> 'at_least')::numeric, 1) then full_points else 0 end
           when c ->> 'rule' = 'peers' then case when high > low then full_points * (measure - low) / (high - low) else full_points end
           when c ->> 'rule' = 'mark' then least(full_points, measure) end
    from (select (c ->> 'points')::numeric as full_points) x
$$;

-- ---- scores and places ----

-- Every peer with its score and place. Penalties are taken off, bonuses capped together, a missed gate leaves nothing; what
-- does not concern a unit is rescaled, nought or full as the method says. Equal scores go through the tie-breakers in
-- order, then through the lots drawn; who is still equal shares the place.
create or replace function app.scored(method jsonb, inputs jsonb)
returns table (unit_id int, place int, tied boolean, score numeric, main numeric, bonus numeric, penalty numeric, possible numeric, gate text,
               tie_break jsonb, criteria jsonb, missing int)
language sql immutable as $$
  with measured as materialized (
    select (u ->> 'unit')::int as unit_id, (u ->> 'drawn')::int as drawn, c, n, coalesce(c ->> 'group', 'main') as part, criterion_applies(c, u) as applies,
           criterion_measure(c, u) as measure, u -> 'reports' as reports, u #> array['figures', c ->> 'indicator'] as f, u #> array['marks', c ->> 'key', 'note'] as note
      from jsonb_array_elements(inputs -> 'units') u cross join jsonb_array_elements(method -> 'criteria') with ordinality x(c, n)),
  ranged as (
    select m.*, min(measure) filter (where applies) over w as low, max(measure) filter (where applies) over w as high from measured m window w as (partition by n)),
  earned as materialized (
    select r.*, case when applies then criterion_points(c, measure, low, high)
                     when method ->> 'not_applicable' = 'full' and part = 'main' then (c ->> 'points')::numeric else 0 end as points
      from ranged r),
  fruitless as materialized (                      -- the criteria of a unit that brought no points
    select e.unit_id, jsonb_object_agg(e.c ->> 'key', e.c ->> 'name') as names from earned e where e.points <= 0 group by 1),
  counted as materialized (                        -- a criterion that rests on others counts only where they brought points
    select e.*, unmet.names as unmet, case when unmet.names is null then e.points else 0 end as counts
      from earned e left join fruitless z on z.unit_id = e.unit_id
      left join lateral (select string_agg(z.names ->> key, ', ') as names from jsonb_array_elements_text(e.c -> 'requires') key where z.names ? key) unmet on true),
  summed as (
    select k.unit_id, min(k.drawn) as drawn,
           sum(counts) filter (where part = 'main') as earned_main, coalesce(sum(counts) filter (where part = 'bonus'), 0) as earned_bonus,
           coalesce(sum(counts) filter (where part = 'penalty'), 0) as penalty,
           coalesce(sum((c ->> 'points')::numeric) filter (where part = 'main'), 0) as whole,
           coalesce(sum((c ->> 'points')::numeric) filter (where part = 'main' and (applies or method ->> 'not_applicable' <> 'rescale')), 0) as possible,
           min(c ->> 'name') filter (where (c ->> 'gate')::boolean and applies and counts <= 0) as gate,
           count(*) filter (where applies and measure is null and part <> 'penalty' and c ->> 'measure' <> 'mark')::int as missing,
           jsonb_agg(jsonb_strip_nulls(jsonb_build_object('key', c ->> 'key', 'name', c ->> 'name', 'part', part, 'indicator', c ->> 'indicator', 'measure', c ->> 'measure',
             'rule', c ->> 'rule', 'raw', f -> 'value', 'numerator', case when c ->> 'measure' = 'timeliness' then reports -> 'on_time' else f -> 'numerator' end,
             'denominator', case when c ->> 'measure' = 'timeliness' then reports -> 'owed' else f -> 'denominator' end, 'target', f -> 'target',
             'baseline', f -> 'baseline', 'unit_of_measure', f -> 'unit_of_measure',
             'reported', case when measure is not null and (f ->> 'reported')::int < (f ->> 'expected')::int then f -> 'reported' end,
             'expected', case when measure is not null and (f ->> 'reported')::int < (f ->> 'expected')::int then f -> 'expected' end,
             'measured', trim_scale(round(measure, 6)), 'lowest', case when c ->> 'rule' = 'peers' then trim_scale(round(low, 6)) end,
             'highest', case when c ->> 'rule' = 'peers' then trim_scale(round(high, 6)) end, 'tier', case when c ->> 'rule' = 'tier' then tier_of(c -> 'tiers', measure) end,
             'weight', (c ->> 'points')::numeric, 'normalised', case when applies then trim_scale(round(counts / nullif((c ->> 'points')::numeric, 0), 6)) end,
             'points', trim_scale(round(counts, 6)),
             'reason', case when not applies and (f ->> 'owed')::boolean then 'target_missing' when not applies then 'not_applicable' when unmet is not null then 'requirement_unmet' when measure is null then
               case when c ->> 'measure' in ('change', 'change_percent') and f -> 'value' is not null then 'baseline_missing'
                    when c ->> 'measure' = 'mark' then 'not_marked' else 'not_reported' end end,
             'requires', unmet, 'note', note)) order by n) as criteria
      from counted k group by k.unit_id),
  totals as (
    select s.*, coalesce(earned_main * case when method ->> 'not_applicable' = 'rescale' then whole / nullif(possible, 0) else 1 end, 0) as main,
           least(earned_bonus, coalesce((method ->> 'bonus_cap')::numeric, earned_bonus)) as bonus
      from summed s),
  scores as materialized (
    select t.*, case when gate is not null then 0 else round(t.main + t.bonus - t.penalty, coalesce((method ->> 'decimals')::int, 2)) end as score,
           (select coalesce(array_agg(case b ->> 'order' when 'asc' then -1 else 1 end * coalesce((k ->> case b ->> 'by' when 'points' then 'points' else 'measured' end)::numeric, -1e15) order by o), '{}')
              from jsonb_array_elements(method -> 'tie_breakers') with ordinality x(b, o)
              join lateral (select y as k from jsonb_array_elements(t.criteria) y where y ->> 'key' = b ->> 'criterion') k on true) as keys,
           -coalesce(t.drawn, 1000000) as lot
      from totals t),
  placed as (
    select s.*, rank() over (order by score desc, keys desc, lot desc)::int as place, count(*) over (partition by score) as same_score,
           count(*) over (partition by score, keys) as same_keys, count(*) over (partition by score, keys, lot) as same
      from scores s)
  select p.unit_id, p.place, p.same > 1, trim_scale(p.score), trim_scale(round(p.main, 6)), trim_scale(p.bonus), trim_scale(p.penalty), p.possible, p.gate,
         case when p.same_score > 1 then
           (select coalesce(jsonb_agg(jsonb_build_object('name', coalesce(b ->> 'name', k ->> 'name'), 'value', k -> case b ->> 'by' when 'points' then 'points' else 'measured' end, 'order', coalesce(b ->> 'order', 'desc'),
                     'decides', (select count(distinct q.keys[o]) > 1 from scores q where q.score = p.score and q.keys[:o - 1] = p.keys[:o - 1])) order by o), '[]')
              from jsonb_array_elements(method -> 'tie_breakers') with ordinality x(b, o)
              left join lateral (select y as k from jsonb_array_elements(p.criteria) y where y ->> 'key' = b ->> 'criterion') k on true)
           || case when p.same_keys > 1 and p.lot > -1000000 then jsonb_build_array(jsonb_build_object('name', 'Bốc thăm', 'value', -p.lot, 'order', 'asc', 'decides', true)) else '[]' end
         else '[]' end,
         p.criteria, p.missing
    from placed p
$$;

-- ---- inputs ----

-- Who is ranked among whom: the administrative units of a level or kind below the issuer on the last day, or the members of a group.
create or replace function app.ranking_peers(campaign app.campaigns, peers jsonb, on_day date) returns setof int
language sql stable security definer set search_path = app, extensions, pg_temp as $$
  select t.unit_id from unit_tree t join units u on u.id = t.unit_id
   where t.ancestor_id = campaign.unit_id and t.depth > 0 and t.valid_from <= on_day and t.valid_to > on_day
     and is_area(u.kind)
     and (peers ->> 'group') is null
     and case when peers ->> 'kind' is not null then u.kind = peers ->> 'kind'
              when peers ->> 'level' is not null then u.level = peers ->> 'level'
              else exists (select from reporters r where r.campaign_id = campaign.id and r.unit_id = u.id) end
  union
  select m.member_id from unit_groups g join unit_group_members m on m.group_id = g.id and m.valid @> on_day
   where peers ->> 'group' in (g.id::text, 'code:' || g.code, g.code) and g.unit_id = campaign.unit_id
$$;

-- The figures of the peers at the end of a period: their own where they report, those of the units below them otherwise;
-- and how punctual they were until then.
create or replace function app.ranking_inputs(campaign app.campaigns, peers int[], wanted text, ends date, marks jsonb, drawn int[]) returns jsonb
language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (
    with own as materialized (
      select f.* from figures_of(campaign.id, campaign.unit_id, 'unit', array[wanted], null, '{"names":false}') f where f.unit_id = any (peers)),
    silent as materialized (                        -- who reports nothing: within the campaign's area, or members of a group from elsewhere
      select p, exists (select from unit_tree t where t.ancestor_id = campaign.unit_id and t.unit_id = p and t.valid_from <= ends and t.valid_to > ends) as inside
        from unnest(peers) p where not exists (select from own where own.unit_id = p)),
    all_figures as (
      select * from own
      union all
      select f.* from figures_of(campaign.id, campaign.unit_id, 'unit', array[wanted], null,
                                 jsonb_build_object('names', false, 'units', (select coalesce(jsonb_agg(p), '[]') from silent where inside))) f
       where exists (select from silent where inside)
      union all
      select f.* from silent cross join lateral figures_of(campaign.id, p, 'total', array[wanted], null, '{"names":false}') f where not inside),
    said as materialized (
      select f.unit_id, jsonb_object_agg((f.indicator).code, jsonb_strip_nulls(jsonb_build_object('value', f.value, 'numerator', f.numerator, 'denominator', f.denominator, 'target', f.target,
               'percent', f.percent, 'baseline', coalesce((f.baseline ->> 'value')::numeric, ratio_of((f.baseline ->> 'numerator')::numeric, (f.baseline ->> 'denominator')::numeric, (f.indicator).unit_of_measure)),
               'status', f.status, 'direction', (f.indicator).direction, 'unit_of_measure', (f.indicator).unit_of_measure, 'owed', f.expected_reports > 0,
               'reported', f.reported, 'expected', f.expected_reports, 'as_of', f.freshness))) as figures
        from all_figures f group by f.unit_id),
    punctual as (
      select o.unit_id, count(*) filter (where s.state not in ('excused', 'not_required')) as owed, count(*) filter (where s.state = 'met_on_time') as on_time,
             count(*) filter (where s.state in ('met_late', 'overdue')) as late
        from obligations o join units u on u.id = o.unit_id
        left join submissions r on r.campaign_id = o.campaign_id and r.unit_id = o.unit_id and r.period = o.period
        left join lateral (select (min(e.submitted_at) at time zone 'Asia/Ho_Chi_Minh')::date as on_day from submission_editions e
                             where e.submission_id = r.id and r.state in ('submitted', 'verified', 'approved', 'amending')) done on true
       cross join lateral (select standing_said(o, u.existence, done.on_day, r.return_due_on, r.id is not null) as state) s
       where o.campaign_id = campaign.id and o.unit_id = any (peers) and o.kind = 'report' and (o.due_on <= today() or s.state = 'met_on_time') and o.closes_on <= ends
       group by 1)
    select jsonb_build_object('period', wanted, 'ends_on', ends, 'units', coalesce(jsonb_agg(jsonb_build_object('unit', p, 'figures', coalesce((select s.figures from said s where s.unit_id = p), '{}'),
             'reports', (select to_jsonb(q) - 'unit_id' from punctual q where q.unit_id = p), 'marks', marks -> (p::text), 'drawn', array_position(drawn, p))
             order by p), '[]'))
      from unnest(peers) p);
end $$;

-- Without a method every indicator with a weight counts by its way to the target, a hundred points in all.
create or replace function app.usual_method(campaign app.campaigns) returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select jsonb_build_object('code', 'usual', 'name', 'Tỷ lệ thực hiện chỉ tiêu theo trọng số', 'peers', '{}'::jsonb, 'tie_breakers', '[]'::jsonb, 'not_applicable', 'rescale', 'decimals', 2,
           'criteria', coalesce(jsonb_agg(jsonb_build_object('key', i.code, 'name', i.name, 'indicator', i.code, 'measure', 'percent', 'rule', 'rate', 'group', 'main',
             'points', trim_scale(round(100 * i.weight / whole, 6))) order by i.ordinal, i.code), '[]'))
    from (select i.*, sum(i.weight) over () as whole from indicators i
           where i.campaign_id = campaign.id and i.value_type <> 'text' and i.comparator <> 'none' and i.parent_id is null and exists (
             select from reporters r join units u on u.id = r.unit_id where r.indicator_id = i.id and is_area(u.kind))) i
$$;

-- ---- methods ----

create or replace function app.ranking_method_faults(campaign uuid, body jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  with given as (select c, n - 1 as n from jsonb_array_elements(coalesce(nullif(body -> 'criteria', 'null'), '[]')) with ordinality x(c, n))
  select format('/criteria/%s/indicator', n), 'indicator_not_in_campaign', jsonb_build_object('code', c ->> 'indicator', 'unit', '')
    from given where c ->> 'indicator' is not null and not exists (select from indicators i where i.campaign_id = campaign and i.code = c ->> 'indicator')
  union all
  select format('/criteria/%s/indicator', n), 'required', '{}'::jsonb from given where c ->> 'measure' in ('percent', 'value', 'change', 'change_percent') and c ->> 'indicator' is null
  union all
  select format('/criteria/%s/key', n), 'criterion_key_taken', jsonb_build_object('key', c ->> 'key') from given
   where exists (select from given o where o.n < given.n and o.c ->> 'key' = given.c ->> 'key')
  union all
  select format('/criteria/%s/%s', n, wanted), 'required', '{}' from given
    join (values ('per_unit', 'factor'), ('tier', 'tiers')) v(rule, wanted) on v.rule = c ->> 'rule' where coalesce(c -> wanted, 'null') = 'null'
  union all
  select format('/criteria/%s/rule', n), 'rule_does_not_fit', jsonb_build_object('rule', label('ranking_rule', c ->> 'rule'), 'measure', label('ranking_measure', c ->> 'measure')) from given
   where (c ->> 'rule' = 'mark') <> (c ->> 'measure' = 'mark')
  union all
  select format('/criteria/%s/requires/%s', given.n, r.n - 1), 'criterion_not_found', jsonb_build_object('key', r.key)
    from given cross join lateral jsonb_array_elements_text(coalesce(c -> 'requires', '[]')) with ordinality r(key, n)
   where not exists (select from given o where o.c ->> 'key' = r.key and coalesce(o.c -> 'requires', '[]') = '[]')
  union all
  select format('/tie_breakers/%s/criterion', b.n - 1), 'criterion_not_found', jsonb_build_object('key', b.b ->> 'criterion')
    from jsonb_array_elements(coalesce(nullif(body -> 'tie_breakers', 'null'), '[]')) with ordinality b(b, n)
   where not exists (select from given where c ->> 'key' = b.b ->> 'criterion')
  union all
  select '/peers/group', 'group_not_found', jsonb_build_object('group', body #>> '{peers,group}')
   where body #>> '{peers,group}' is not null
     and not exists (select from unit_groups g join campaigns c on c.id = campaign and c.unit_id = g.unit_id where body #>> '{peers,group}' in (g.id::text, 'code:' || g.code, g.code))
$$;

create or replace function app.new_ranking_method(campaign uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  made uuid;
begin
  perform raise_faults(array(select f from ranking_method_faults(campaign, body) f));
  insert into ranking_methods(campaign_id, unit_id, code, name, peers, criteria, tie_breakers, bonus_cap, not_applicable, decimals, citation, invented)
  select c.id, c.unit_id, p.code, p.name, coalesce(p.peers, '{}'), p.criteria, coalesce(p.tie_breakers, '[]'), p.bonus_cap, coalesce(p.not_applicable, 'rescale'),
         coalesce(p.decimals, 2), p.citation, coalesce(p.invented, false)
    from campaigns c, jsonb_populate_record(null::ranking_methods, body) p where c.id = campaign
  returning id into made;
  return made;
end $$;

create or replace function app.patch_ranking_method(wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(select f from ranking_methods m, ranking_method_faults(m.campaign_id, to_jsonb(m) || body) f where m.id = wanted));
  update ranking_methods m
     set (name, peers, criteria, tie_breakers, bonus_cap, not_applicable, decimals, citation, invented)
       = (select p.name, p.peers, p.criteria, p.tie_breakers, p.bonus_cap, p.not_applicable, p.decimals, p.citation, p.invented from jsonb_populate_record(m, body) p)
   where m.id = wanted;
  return wanted;
end $$;

create or replace function app.ranking_method_made(wanted uuid) returns setof app.ranking_methods language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from ranking_methods where id = wanted
$$;

create or replace function app.ranking_method_shown(shown app.ranking_methods)
returns table (id uuid, "campaign.id" uuid, "campaign.code" text, "campaign.title" text, code text, name text, peers jsonb, criteria jsonb, tie_breakers jsonb,
               bonus_cap numeric, not_applicable text, decimals int, citation text, invented boolean, version int, created_at timestamptz, changed_at timestamptz,
               allowed_actions text[], _unit_id int, _published boolean)
language sql stable rows 1 as $$
  select shown.id, c.id, c.code, c.title, shown.code, shown.name, shown.peers, shown.criteria, shown.tie_breakers, shown.bonus_cap, shown.not_applicable, shown.decimals,
         shown.citation, shown.invented, shown.version, shown.created_at, shown.changed_at, allowed_actions('ranking_method', shown.id), shown.unit_id,
         c.published or c.state not in ('draft', 'proposed')
    from campaigns c where c.id = shown.campaign_id
$$;

-- ---- freezing one ----

create or replace function app.ranking_faults(c app.campaigns, method jsonb, body jsonb, peers int[], ends date) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select '/period', 'period_not_reported', jsonb_build_object('period', body ->> 'period', 'periods', array_to_string(c.report_periods, ', ')) where ends is null or ends < coalesce(c.starts_on, ends)
  union all
  select '/period', 'period_not_over', jsonb_build_object('period', period_said(body ->> 'period'), 'date', day_said(ends)) where ends > today() + 31
  union all
  select '/peers', 'ranking_has_nobody', '{}'::jsonb where cardinality(peers) < 2
  union all
  select '/method', 'method_has_no_criteria', '{}'::jsonb where jsonb_array_length(method -> 'criteria') = 0
  union all
  select format('/points/%s', key), 'criterion_not_found', jsonb_build_object('key', key) from jsonb_object_keys(coalesce(nullif(body -> 'points', 'null'), '{}')) key
   where not exists (select from jsonb_array_elements(method -> 'criteria') x where x ->> 'key' = key)
  union all
  select format('/marks/%s/unit', m.n - 1), 'unit_not_ranked', jsonb_build_object('unit', unit_name_on(unit_named(m.m ->> 'unit')))
    from jsonb_array_elements(coalesce(nullif(body -> 'marks', 'null'), '[]')) with ordinality m(m, n) where unit_named(m.m ->> 'unit') <> all (peers)
  union all
  select format('/marks/%s/criterion', m.n - 1), 'criterion_not_marked', jsonb_build_object('key', m.m ->> 'criterion')
    from jsonb_array_elements(coalesce(nullif(body -> 'marks', 'null'), '[]')) with ordinality m(m, n)
   where not exists (select from jsonb_array_elements(method -> 'criteria') x where x ->> 'key' = m.m ->> 'criterion' and x ->> 'rule' = 'mark')
  union all
  select format('/marks/%s/points', m.n - 1), 'value_above_range', jsonb_build_object('limit', x -> 'points', 'name', x ->> 'name')
    from jsonb_array_elements(coalesce(nullif(body -> 'marks', 'null'), '[]')) with ordinality m(m, n)
    join jsonb_array_elements(method -> 'criteria') x on x ->> 'key' = m.m ->> 'criterion' where (m.m ->> 'points')::numeric > (x ->> 'points')::numeric
  union all
  select format('/drawn/%s', d.n - 1), 'unit_not_ranked', jsonb_build_object('unit', unit_name_on(unit_named(d.unit)))
    from jsonb_array_elements_text(coalesce(nullif(body -> 'drawn', 'null'), '[]')) with ordinality d(unit, n) where unit_named(d.unit) <> all (peers)
$$;

-- A method with the weights of a request: {"criterion key": points}.
create or replace function app.reweighted(method jsonb, points jsonb) returns jsonb language sql immutable parallel safe as $$
  select case when coalesce(points, 'null') in ('null', '{}') then method else method || jsonb_build_object('criteria', (
           select jsonb_agg(c || case when points ? (c ->> 'key') then jsonb_build_object('points', points -> (c ->> 'key')) else '{}' end order by n)
             from jsonb_array_elements(method -> 'criteria') with ordinality x(c, n))) end
$$;

-- The method a request names, else the usual one of the campaign.
create or replace function app.method_asked(c app.campaigns, body jsonb) returns table (id uuid, version int, method jsonb) language plpgsql stable set search_path = app, pg_temp as $$
declare
  chosen ranking_methods;
begin
  if body ->> 'method' is null then
    return query select null::uuid, null::int, usual_method(c) || case when body -> 'peers' <> 'null' then jsonb_build_object('peers', body -> 'peers') else '{}' end;
    return;
  end if;
  select * into chosen from ranking_methods m where m.campaign_id = c.id and body ->> 'method' in (m.code, 'code:' || m.code, m.id::text);
  if not found then
    perform raise_faults(array[row('/method', 'method_not_found', jsonb_build_object('method', body ->> 'method'))::fault]);
  end if;
  return query select chosen.id, chosen.version, to_jsonb(chosen) - '{id,campaign_id,unit_id,version,created_by,created_at,changed_by,changed_at,invented}'::text[]
                                                 || case when body -> 'peers' <> 'null' then jsonb_build_object('peers', body -> 'peers') else '{}' end;
end $$;

-- The snapshot a new one is compared with: the one named, else the newest before it by the same method among the same peers.
create or replace function app.ranking_before(c uuid, wanted text, method jsonb, ends date) returns uuid language sql stable set search_path = app, pg_temp as $$
  select r.id from rankings r
   where r.campaign_id = c and r.state <> 'withdrawn'
     and case when wanted is not null then r.id::text = wanted else r.ends_on < ends and r.method ->> 'code' = method ->> 'code' and r.method -> 'peers' = method -> 'peers' end
   order by r.ends_on desc, r.frozen_at desc limit 1
$$;

create or replace function app.new_ranking(campaign uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  c campaigns;
  chosen record;
  ends date;
  peers int[];
  marks jsonb;
  made rankings;
begin
  select * into strict c from campaigns where id = campaign;
  select * into chosen from method_asked(c, body);
  select coalesce(p.ends_on, c.ends_on) into ends from period_of(body ->> 'period', c.id) p;
  peers := array(select p from ranking_peers(c, chosen.method -> 'peers', least(ends, today())) p order by p);
  perform raise_faults(array(select f from ranking_faults(c, chosen.method, body, peers, ends) f));
  select jsonb_object_agg(unit, given) into marks
    from (select unit_named(m ->> 'unit') as unit, jsonb_object_agg(m ->> 'criterion', m - 'unit' - 'criterion') as given
            from jsonb_array_elements(coalesce(nullif(body -> 'marks', 'null'), '[]')) m group by 1) x;
  -- `offset 0`: the inputs are both kept and hashed, and gathered once
  insert into rankings(campaign_id, unit_id, method_id, method_version, method, period, ends_on, note, inputs, input_hash, previous_id, frozen_at, invented)
  select c.id, c.unit_id, chosen.id, chosen.version, m.method, body ->> 'period', ends, body ->> 'note', i.inputs,
         encode(sha256(convert_to(m.method::text || i.inputs::text, 'UTF8')), 'hex'), ranking_before(c.id, body ->> 'compared_with', m.method, ends), business_now(),
         coalesce((body ->> 'invented')::boolean, false)
    from (select reweighted(chosen.method, body -> 'points') as method) m
   cross join (select ranking_inputs(c, peers, body ->> 'period', ends, marks,
                 array(select unit_named(d) from jsonb_array_elements_text(coalesce(nullif(body -> 'drawn', 'null'), '[]')) with ordinality x(d, n) order by n)) as inputs offset 0) i
  returning * into made;
  insert into ranking_places(ranking_id, unit_id, issuer_id, place, tied, score, main, bonus, penalty, possible, gate, tie_break, criteria, missing, previous_place, previous_score)
  select made.id, s.unit_id, made.unit_id, s.place, s.tied, s.score, s.main, s.bonus, s.penalty, s.possible, s.gate, s.tie_break, s.criteria, s.missing, b.place, b.score
    from scored(made.method, made.inputs) s left join ranking_places b on b.ranking_id = made.previous_id and b.unit_id = s.unit_id;
  return made.id;
end $$;

create or replace function app.ranking_made(wanted uuid) returns setof app.rankings language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from rankings where id = wanted
$$;

-- A ranking as replies show it (schema Ranking).
create or replace function app.ranking_shown(shown app.rankings)
returns table (id uuid, "campaign.id" uuid, "campaign.code" text, "campaign.title" text, "issuing_unit.id" uuid, "issuing_unit.code" text, "issuing_unit.name" text,
               period text, ends_on date, "method.id" uuid, "method.code" text, "method.name" text, "method.version" int, method_content jsonb, peers jsonb, ranked int, note text, input_hash text,
               previous uuid, frozen_at timestamptz, invented boolean, state text, version int, created_at timestamptz, changed_at timestamptz, allowed_actions text[],
               _unit_id int, _published boolean)
language sql stable rows 1 as $$
  select shown.id, c.id, c.code, c.title, unit_uid(c.unit_id), unit_code_on(c.unit_id, shown.ends_on), unit_name_on(c.unit_id, shown.ends_on), shown.period, shown.ends_on,
         shown.method_id, shown.method ->> 'code', shown.method ->> 'name', shown.method_version, shown.method - '{code,name,peers}'::text[], shown.method -> 'peers',
         jsonb_array_length(shown.inputs -> 'units'), shown.note, shown.input_hash, shown.previous_id, shown.frozen_at, shown.invented, shown.state, shown.version,
         shown.created_at, shown.changed_at, allowed_actions('ranking', shown.id), shown.unit_id, shown.state <> 'draft'
    from campaigns c where c.id = shown.campaign_id
$$;

-- Out of sight is 404; what stands below a ranking is asked through this.
create or replace function app.seen_ranking(wanted uuid) returns app.rankings language plpgsql stable set search_path = app, pg_temp as $$
declare
  found_ranking rankings;
begin
  select * into found_ranking from rankings where id = wanted;
  if not found then
    perform raise_problem(404, 'not_found');
  end if;
  return found_ranking;
end $$;

-- The frozen inputs scored with other weights, and without or with the cap on bonuses; kept nowhere.
create or replace function app.simulated(r app.rankings, body jsonb)
returns table (unit_id int, place int, tied boolean, score numeric, main numeric, bonus numeric, penalty numeric, possible numeric, gate text, missing int)
language plpgsql stable set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(
    select row(format('/points/%s', key), 'criterion_not_found', jsonb_build_object('key', key))::fault from jsonb_object_keys(body -> 'points') key
     where not exists (select from jsonb_array_elements(r.method -> 'criteria') x where x ->> 'key' = key)));
  return query
    select s.unit_id, s.place, s.tied, s.score, s.main, s.bonus, s.penalty, s.possible, s.gate, s.missing
      from scored(reweighted(r.method, body -> 'points') || case when body ? 'bonus_cap' then jsonb_build_object('bonus_cap', body -> 'bonus_cap') else '{}' end, r.inputs) s;
end $$;

-- ---- explaining ----

-- How a criterion came to its points, in a sentence.
create or replace function app.criterion_said(k jsonb) returns text language sql stable as $$
  select format('%s: %s', k ->> 'name', case
    when k ->> 'reason' = 'not_applicable' then 'không áp dụng đối với đơn vị này'
    when k ->> 'reason' = 'target_missing' then 'không tính vì đơn vị chưa được giao chỉ tiêu'
    when k ->> 'reason' = 'requirement_unmet' then format('0 điểm vì chưa đạt điều kiện “%s”', k ->> 'requires')
    when k ->> 'reason' is not null then format('0 điểm vì %s', case k ->> 'reason' when 'baseline_missing' then 'chưa có số liệu gốc để so sánh' when 'not_marked' then 'chưa được chấm' else 'chưa có số liệu chính thức' end)
    when k ->> 'part' = 'penalty' then format('%s, trừ %s điểm', said(k, 'measured') || case when k ->> 'measure' = 'late_reports' then ' báo cáo' else '' end, said(k, 'points'))
    when k ->> 'rule' = 'rate' and k ->> 'measure' = 'timeliness' and k ? 'denominator' then
      format('%s/%s báo cáo đúng hạn, tính %s%% × %s điểm = %s điểm', said(k, 'numerator'), said(k, 'denominator'), said(k, 'measured'), said(k, 'weight'), said(k, 'points'))
    when k ->> 'rule' = 'rate' and k ->> 'measure' = 'percent' and k -> 'raw' is not null and k -> 'target' is not null then
      format('đạt %s so với chỉ tiêu %s, tính %s × %s điểm = %s điểm', raw_said(k, 'raw'), raw_said(k, 'target'), rate_said(k), said(k, 'weight'), said(k, 'points'))
    when k ->> 'rule' = 'rate' then format('%s × %s điểm = %s điểm', rate_said(k), said(k, 'weight'), said(k, 'points'))
    when k ->> 'rule' = 'per_unit' then format('%s, được %s/%s điểm', said(k, 'measured'), said(k, 'points'), said(k, 'weight'))
    when k ->> 'rule' = 'peers' then format('%s trong khoảng từ %s đến %s của các đơn vị cùng nhóm, được %s/%s điểm', said(k, 'measured'), said(k, 'lowest'), said(k, 'highest'), said(k, 'points'), said(k, 'weight'))
    else format('%s, được %s/%s điểm', said(k, 'measured'), said(k, 'points'), said(k, 'weight')) end)
    || case when k ? 'expected' then format(' (tạm tính, mới có %s/%s đơn vị báo cáo)', k ->> 'reported', k ->> 'expected') else '' end
$$;

-- The criteria in which another unit stands otherwise, the widest first: what it has more of, less where points are taken off.
create or replace function app.criteria_apart(ours jsonb, theirs jsonb) returns jsonb language sql immutable parallel safe as $$
  select coalesce(jsonb_agg(jsonb_build_object('key', t ->> 'key', 'name', t ->> 'name', 'part', t ->> 'part', 'points', t -> 'points', 'own_points', o -> 'points', 'gap', trim_scale(apart))
                            order by abs(apart) desc, place), '[]')
    from jsonb_array_elements(theirs) with ordinality x(t, place) join jsonb_array_elements(ours) o on o ->> 'key' = t ->> 'key'
   cross join lateral (select ((t ->> 'points')::numeric - (o ->> 'points')::numeric) * case t ->> 'part' when 'penalty' then -1 else 1 end as apart) g
   where apart <> 0
$$;

-- In a sentence: "Xã Ngọk Bay (thứ 2, hơn 0,11 điểm): hơn ở Bao phủ bảo hiểm y tế 0,47; kém ở Xóa nhà tạm 0,36."
create or replace function app.neighbour_said(name text, place int, gap numeric, apart jsonb) returns text language sql stable as $$
  select format('%s (thứ %s, %s): %s.', name, place, case when gap = 0 then 'bằng điểm' when gap > 0 then format('hơn %s điểm', number_said(gap, 3)) else format('kém %s điểm', number_said(-gap, 3)) end,
                coalesce(nullif(concat_ws('; ', 'hơn ở ' || more.list, 'kém ở ' || less.list), ''), 'điểm từng tiêu chí như nhau'))
    from (select string_agg(format('%s %s điểm', a ->> 'name', number_said((a ->> 'gap')::numeric, 3)), ', ' order by o) as list from jsonb_array_elements(apart) with ordinality x(a, o) where (a ->> 'gap')::numeric > 0) more,
         (select string_agg(format('%s %s điểm', a ->> 'name', number_said(-(a ->> 'gap')::numeric, 3)), ', ' order by o) as list from jsonb_array_elements(apart) with ordinality x(a, o) where (a ->> 'gap')::numeric < 0) less
$$;
-- The rate that counts: 98,18%, or where it is more than may count, tối đa 100% (đạt 100,02%).
create or replace function app.rate_said(k jsonb) returns text language sql immutable parallel safe as $$
  select case when (k ->> 'measured')::numeric > 100 * (k ->> 'normalised')::numeric then format('tối đa %s%% (đạt %s%%)', number_said(100 * (k ->> 'normalised')::numeric), said(k, 'measured'))
              else said(k, 'measured') || '%' end
$$;

-- A figure of a criterion with its unit, and what a share was taken of: 88,36% (7.069/8.000).
create or replace function app.raw_said(k jsonb, what text) returns text language sql immutable parallel safe as $$
  select said(k, what) || case when k ->> 'unit_of_measure' = '%' then '%' else coalesce(' ' || (k ->> 'unit_of_measure'), '') end
      || case when what = 'raw' and k ? 'denominator' then format(' (%s/%s)', said(k, 'numerator'), said(k, 'denominator')) else '' end
$$;
create or replace function app.said(k jsonb, what text) returns text language sql immutable parallel safe as $$
  select number_said((k ->> what)::numeric)
$$;

-- Why a unit stands where it does: each criterion, ties, neighbours, and what has changed since the ranking before.
create or replace function app.ranking_explained(r app.rankings, unit int)
returns table ("ranking.id" uuid, "ranking.period" text, "ranking.ends_on" date, "ranking.method" text, "ranking.method_version" int, "ranking.input_hash" text, "ranking.frozen_at" timestamptz,
               "unit.id" uuid, "unit.code" text, "unit.name" text, place int, ranked int, tied boolean, score numeric, main numeric, bonus numeric, bonus_cap numeric, penalty numeric, possible numeric,
               gate text, tie_break jsonb, criteria jsonb, missing int, previous_place int, movement int, previous_score numeric, neighbours jsonb, summary text[],
               _unit_id int, _issuer_id int, _published boolean)
language plpgsql stable rows 1 as $$
#variable_conflict use_column
begin
  return query
  select r.id, r.period, r.ends_on, r.method ->> 'name', r.method_version, r.input_hash, r.frozen_at, unit_uid(p.unit_id), unit_code_on(p.unit_id, r.ends_on), unit_name_on(p.unit_id, r.ends_on),
         p.place, n.ranked, p.tied, p.score, p.main, p.bonus, (r.method ->> 'bonus_cap')::numeric, p.penalty, p.possible, p.gate, p.tie_break, told.criteria, p.missing,
         p.previous_place, p.previous_place - p.place, p.previous_score, near.neighbours,
         array_remove(array[
           format('%s xếp thứ %s trong %s đơn vị%s, %s điểm%s.', unit_name_on(p.unit_id, r.ends_on), p.place, n.ranked, case when p.tied then ' (đồng hạng)' else '' end, number_said(p.score),
                  case when p.previous_place is null then '' when p.previous_place = p.place then ', giữ nguyên thứ hạng so với kỳ trước'
                       when p.previous_place > p.place then format(', tăng %s bậc so với kỳ trước', p.previous_place - p.place) else format(', giảm %s bậc so với kỳ trước', p.place - p.previous_place) end),
           case when p.gate is null and round(p.main + p.bonus - p.penalty, 4) <> p.score
                then format('Tổng %s điểm, làm tròn thành %s điểm.', number_said(p.main + p.bonus - p.penalty, 3), number_said(p.score)) end,
           case when p.gate is not null then format('Không được tính điểm vì chưa đạt điều kiện bắt buộc “%s”.', p.gate) end,
           case when p.bonus > 0 then format('Điểm thưởng %s%s.', number_said(p.bonus), coalesce(format(' (tối đa %s)', number_said((r.method ->> 'bonus_cap')::numeric)), '')) end,
           case when p.penalty > 0 then format('Điểm trừ %s.', number_said(p.penalty)) end,
           case when p.missing > 0 then format('%s tiêu chí chưa có số liệu nên được 0 điểm.', p.missing) end,
           (select format('Bằng điểm với đơn vị khác; phân hạng theo “%s”.', t ->> 'name') from jsonb_array_elements(p.tie_break) t where (t ->> 'decides')::boolean limit 1),
           (select format('Thiếu %s điểm để bằng đơn vị có điểm cao hơn gần nhất.', number_said(min(q.score) - p.score)) from ranking_places q where q.ranking_id = r.id and q.place < p.place and q.score > p.score having count(*) > 0)], null),
         p.unit_id, p.issuer_id, r.state <> 'draft'
    from ranking_places p
   cross join lateral (select count(*)::int as ranked from ranking_places q where q.ranking_id = r.id) n
    left join ranking_places b on b.ranking_id = r.previous_id and b.unit_id = p.unit_id
   cross join lateral (
     select jsonb_object_agg(y.key, y.most) as points
       from (select y ->> 'key' as key, max((y ->> 'points')::numeric) as most from ranking_places q, jsonb_array_elements(q.criteria) y where q.ranking_id = r.id group by 1) y) best
   cross join lateral (
     select coalesce(jsonb_agg(k || jsonb_build_object('said', criterion_said(k), 'previous_points', before.points, 'best_points', best.points -> (k ->> 'key')) order by o), '[]') as criteria
       from jsonb_array_elements(p.criteria) with ordinality x(k, o)
       left join lateral (select y -> 'points' as points from jsonb_array_elements(b.criteria) y where y ->> 'key' = k ->> 'key') before on true) told
   cross join lateral (
     select coalesce(jsonb_agg(jsonb_build_object('place', q.place, 'unit', unit_brief(q.unit_id, r.ends_on), 'score', q.score, 'gap', q.score - p.score,
              'main', q.main, 'bonus', q.bonus, 'penalty', q.penalty, 'criteria', apart.list, 'said', neighbour_said(unit_name_on(q.unit_id, r.ends_on), q.place, q.score - p.score, apart.list),
              'tie_break_values', (select coalesce(jsonb_agg(t -> 'value' order by o), '[]') from jsonb_array_elements(q.tie_break) with ordinality x(t, o))) order by q.place, q.unit_id), '[]') as neighbours
       from ranking_places q cross join lateral (select criteria_apart(p.criteria, q.criteria) as list) apart
      where q.ranking_id = r.id and q.unit_id <> p.unit_id
        and q.place in (p.place, (select max(a.place) from ranking_places a where a.ranking_id = r.id and a.place < p.place),
                        (select min(a.place) from ranking_places a where a.ranking_id = r.id and a.place > p.place))) near
   where p.ranking_id = r.id and p.unit_id = unit;
end $$;

select app.by_engine('app.ranking_peers(app.campaigns,jsonb,date)', 'app.ranking_inputs(app.campaigns,int[],text,date,jsonb,int[])', 'app.usual_method(app.campaigns)');
