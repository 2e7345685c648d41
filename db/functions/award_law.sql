-- What the law says on a day: the rule in force, who may grant an award, the bonus.

-- Whose law speaks for a unit: its level (country at the root) and, where it is no people's committee, its kind.
create or replace function app.granting_place(unit int) returns table (granting_level text, unit_kind text) language sql stable as $$
  select coalesce(level, 'country'),
         case when kind not in ('country', 'province', 'district', 'city', 'town', 'township', 'commune', 'ward', 'special_zone') then kind end
    from units where id = unit
$$;

-- The rule in force on a day that speaks most closely of a case: the unit's own before its province's before the nation's, a
-- type's before everybody's, a reason's, a kind's and a level's before all of them, the newest before older ones. A unit's own
-- that has come to ask for less than the nation's gives way to it. Without a unit every level is meant; without a row the law
-- says nothing.
create or replace function app.award_rule(wanted text, wanted_type text, kind text, why text, unit int, on_day date) returns setof app.award_rules
language plpgsql stable rows 1 set search_path = app, pg_temp as $$
declare
  found_rule award_rules;
  law award_rules;
begin
  select r.* into found_rule from award_rules r
    left join granting_place(unit) p on true
    left join lateral (select t.depth from unit_tree t where t.ancestor_id = r.unit_id and t.unit_id = unit and t.valid_from <= on_day and t.valid_to > on_day) own on true
   where r.rule = wanted and r.valid_from <= on_day and coalesce(r.valid_to, 'infinity') > on_day
     and (r.award_type is null or r.award_type = wanted_type) and (r.honouree_kind is null or r.honouree_kind = kind)
     and (r.reason is null or r.reason = why)
     and (unit is null or ((r.granting_level is null or r.granting_level = p.granting_level) and (r.unit_kind is null or r.unit_kind = p.unit_kind)))
     and (r.unit_id is null or own.depth is not null)
   order by own.depth nulls last, r.award_type is null, r.reason is null, r.honouree_kind is null, r.granting_level is null, r.unit_kind is null, r.valid_from desc
   limit 1;
  if found_rule.unit_id is not null then
    select * into law from statutory_rule(wanted, wanted_type, kind, why, unit, on_day);
    if goes_beyond(wanted, law.value, found_rule.value) then
      found_rule := law;
    end if;
  end if;
  if found_rule.id is not null then
    return next found_rule;
  end if;
end $$;

-- What the nation's law says of a case, whatever a unit has for itself: the limit of what units may say.
create or replace function app.statutory_rule(wanted text, wanted_type text, kind text, why text, unit int, on_day date) returns setof app.award_rules
language plpgsql stable rows 1 set search_path = app, pg_temp as $$
begin
  return query select r.* from award_rules r left join granting_place(unit) p on true
   where r.rule = wanted and r.unit_id is null and r.valid_from <= on_day and coalesce(r.valid_to, 'infinity') > on_day
     and (r.award_type is null or r.award_type = wanted_type) and (r.honouree_kind is null or r.honouree_kind = kind)
     and (r.reason is null or r.reason = why)
     and (unit is null or ((r.granting_level is null or r.granting_level = p.granting_level) and (r.unit_kind is null or r.unit_kind = p.unit_kind)))
   order by r.award_type is null, r.reason is null, r.honouree_kind is null, r.granting_level is null, r.unit_kind is null, r.valid_from desc
   limit 1;
end $$;

-- May a unit grant an award by a decision of that day? With the article that says so, or that names others instead.
create or replace function app.authority_on(wanted_type text, unit int, on_day date)
returns table (allowed boolean, level text, citation text, deciders text[]) language plpgsql stable rows 1 set search_path = app, pg_temp as $$
#variable_conflict use_column
declare
  place record;
  best award_rules;
begin
  select * into place from granting_place(unit);
  select r.* into best from award_rules r
   where r.rule = 'authority' and (r.award_type = wanted_type or r.award_type is null) and r.valid_from <= on_day and coalesce(r.valid_to, 'infinity') > on_day
     and (r.granting_level is null or r.granting_level = place.granting_level) and r.unit_kind is not distinct from place.unit_kind
   order by r.award_type is null, r.valid_from desc limit 1;
  return query select coalesce((best.value ->> 'allowed')::boolean, false), place.granting_level, coalesce(best.citation,
      (select string_agg(distinct r.citation, '; ') from award_rules r
        where r.rule = 'authority' and r.valid_from <= on_day and coalesce(r.valid_to, 'infinity') > on_day
          and (r.granting_level is null or r.granting_level = place.granting_level) and r.unit_kind is not distinct from place.unit_kind),
      (select string_agg(distinct r.citation, '; ') from award_rules r
        where r.rule = 'authority' and r.award_type = wanted_type and r.valid_from <= on_day and coalesce(r.valid_to, 'infinity') > on_day), ''),
    array(select distinct r.value -> 'decider' ->> claim_language() from award_rules r
           where r.rule = 'authority' and r.award_type = wanted_type and r.valid_from <= on_day and coalesce(r.valid_to, 'infinity') > on_day and (r.value ->> 'allowed')::boolean);
end $$;

-- Factor × base salary of the decision date, rounded up as the rule of that date says (10,000 đồng).
create or replace function app.bonus_on(wanted_type text, kind text, on_day date)
returns table (factor numeric, base_salary numeric, bonus numeric, citation text) language sql stable set search_path = app, pg_temp as $$
  select f.value, s.value, ceil(f.value * s.value / r.value) * r.value, concat_ws('; ', f.citation, s.citation)
    from (select (value ->> 'factor')::numeric as value, citation from award_rule('factor', wanted_type, kind, null, null, on_day)) f
    cross join (select (value ->> 'amount')::numeric as value, citation from award_rule('base_salary', null, null, null, null, on_day)) s
    cross join (select (value ->> 'up_to')::numeric as value from award_rule('rounding', null, null, null, null, on_day)) r
$$;

-- Everybody who may grant an award on a day, from the commune up.
create or replace function app.deciders_on(wanted_type text, on_day date) returns jsonb language sql stable set search_path = app, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('decider', r.value -> 'decider' ->> claim_language(), 'granting_level', r.granting_level, 'unit_kind', r.unit_kind,
                                               'citation', r.citation, 'confidence', r.confidence)
                            order by array_position('{commune,district,province,country}', r.granting_level) nulls last, r.unit_kind nulls first), '[]')
    from award_rules r
   where r.rule = 'authority' and r.award_type = wanted_type and r.valid_from <= on_day and coalesce(r.valid_to, 'infinity') > on_day and (r.value ->> 'allowed')::boolean
$$;

-- Who may decide instead, for people.
create or replace function app.deciders_said(deciders text[]) returns text language sql stable set search_path = app, pg_temp as $$
  select coalesce(nullif(array_to_string(deciders, ', '), ''), case claim_language() when 'en' then 'nobody any more' else 'không còn ai' end)
$$;

create or replace function app.award_name(wanted text) returns text language plpgsql stable set search_path = app, pg_temp as $$
begin
  return (select case claim_language() when 'en' then en else vi end from award_types where code = wanted);
end $$;

-- ---- votes, routes and time ----

-- How a council votes on a case: one row, or none where no vote is asked and minutes suffice.
create or replace function app.vote_rule(wanted_type text, kind text, why text, unit int, on_day date)
returns table (percent int, "of" text, more_than boolean, quorum_numerator int, quorum_denominator int, ballots_at_most int, modes text[], recused text,
               citation text, confidence text) language plpgsql stable set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select (t.value ->> 'percent')::int, coalesce(t.value ->> 'of', 'all_members'), coalesce((t.value ->> 'more_than')::boolean, false),
         (q.value ->> 'numerator')::int, (q.value ->> 'denominator')::int, (b.value ->> 'at_most')::int,
         array(select jsonb_array_elements_text(m.value -> 'modes')), c.value ->> 'recused', t.citation, t.confidence
    from award_rule('threshold', wanted_type, kind, why, unit, on_day) t
    left join award_rule('quorum', wanted_type, kind, why, unit, on_day) q on true
    left join award_rule('ballots', wanted_type, kind, why, unit, on_day) b on true
    left join award_rule('voting_mode', wanted_type, kind, why, unit, on_day) m on true
    left join award_rule('conflict_base', wanted_type, kind, why, unit, on_day) c on true
   where t.value ? 'percent';
end $$;

-- Of what speaks of no award in particular, in the caller's language.
create or replace function app.every_award() returns text language sql stable as $$
  select case app.claim_language() when 'en' then 'every award' else 'mọi danh hiệu, hình thức khen thưởng' end
$$;

-- The least number of yes among all that carries: in integers, so that 15 of 17 are not 90 percent.
create or replace function app.votes_needed(percent int, more_than boolean, total int) returns int language sql immutable parallel safe as $$
  select case when more_than then percent * total / 100 + 1 else (percent * total + 99) / 100 end
$$;

-- The steps of a case between its appraisal and the decision, in their order.
create or replace function app.route_of(wanted_type text, kind text, why text, unit int, on_day date)
returns table (step text, ordinal int, citation text, confidence text) language plpgsql stable set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select s.step, s.ordinal::int, r.citation, r.confidence
    from award_rule('route', wanted_type, kind, why, unit, on_day) r, jsonb_array_elements_text(r.value -> 'steps') with ordinality s(step, ordinal)
   order by s.ordinal;
end $$;

-- Working days to appraise from a complete dossier: what the law allows, and what a unit has shortened for itself.
create or replace function app.time_limit_on(wanted_type text, why text, unit int, on_day date)
returns table (working_days int, statutory_days int, citation text) language plpgsql stable set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select least((r.value ->> 'working_days')::int, (s.value ->> 'working_days')::int), (s.value ->> 'working_days')::int,
         case when (s.value ->> 'working_days')::int < (r.value ->> 'working_days')::int then s.citation else r.citation end
    from award_rule('time_limit', wanted_type, null, why, unit, on_day) r
    left join statutory_rule('time_limit', wanted_type, null, why, unit, on_day) s on true;
end $$;
