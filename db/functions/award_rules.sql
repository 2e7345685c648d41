-- Keeping the law on awards: a rule changes by a new row with its document, from its day on (dated_rules.sql says by whom);
-- what a province may set for itself, and how far, is itself law.

-- Which parts the value of each rule has: all of the first list, any of the second.
create or replace function app.rule_parts(wanted text) returns table (needed text[], optional text[]) language sql immutable parallel safe as $$
  select p.needed::text[], p.optional::text[] from (values
    ('authority',       '{allowed}',                     '{decider}'),
    ('factor',          '{factor}',                      '{}'),
    ('base_salary',     '{amount}',                      '{}'),
    ('rounding',        '{up_to}',                       '{}'),
    ('bonus_overlap',   '{titles,forms,title_and_form}', '{}'),
    ('document',        '{proposal,nomination}',         '{}'),
    ('threshold',       '{}',                            '{percent,of,more_than,asked}'),
    ('quorum',          '{numerator,denominator}',       '{}'),
    ('ballots',         '{at_most}',                     '{}'),
    ('voting_mode',     '{modes}',                       '{}'),
    ('conflict_base',   '{recused}',                     '{}'),
    ('route',           '{steps}',                       '{}'),
    ('time_limit',      '{working_days}',                '{}'),
    ('supplement',      '{at_most}',                     '{}'),
    ('publicity',       '{working_days}',                '{}'),
    ('quota',           '{}',                            '{percent,at_most}'),
    ('window',          '{}',                            '{registration_opens_on,registration_closes_on,closes_on,years_after}'),
    ('consecutive',     '{award_type,count}',            '{}'),
    ('share',           '{award_type,percent}',          '{more_than}'),
    ('member_titles',   '{award_type,at_least}',         '{}'),
    ('member_ratings',  '{none_of}',                     '{}'),
    ('no_discipline',   '{from}',                        '{}'),
    ('rating',          '{any_of}',                      '{or_initiative}'),
    ('initiative',      '{scope}',                       '{}'),
    ('initiative_use',  '{at_most}',                     '{}'),
    ('one_achievement', '{at_most}',                     '{}'),
    ('grounds',         '{not_from}',                    '{}'),
    ('hold',            '{kinds}',                       '{}'),
    ('discipline',      '{counts_from}',                 '{}'),
    ('service',         '{months}',                      '{}'),
    ('transfer',        '{opinion}',                     '{}'),
    ('duty_free',       '{counts}',                      '{}'),
    ('revocation',      '{by,grounds}',                  '{}'),
    ('copy',            '{working_days}',                '{}'),
    ('fund',            '{pays}',                        '{}'),
    ('local_rules',     '{rules}',                       '{}')) p(rule, needed, optional) where p.rule = wanted
$$;

-- Of a year that no leap day is counted on.
create or replace function app.days_in_month(month int) returns int language sql immutable parallel safe as $$
  select extract(day from make_date(2025, month, 1) + interval '1 month - 1 day')::int
$$;

create or replace function app.rule_value_faults(body jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select '/value/' || part, 'rule_part_missing', jsonb_build_object('part', part, 'rule_label', label('award_rule', body ->> 'rule'))
    from rule_parts(body ->> 'rule') p, unnest(p.needed) part where coalesce(body -> 'value' -> part, 'null') = 'null'
  union all
  select '/value/' || part, 'rule_part_not_wanted', jsonb_build_object('part', part, 'rule_label', label('award_rule', body ->> 'rule'))
    from rule_parts(body ->> 'rule') p, jsonb_object_keys(body -> 'value') part where part <> all (p.needed || p.optional)
  union all
  select '/value', 'rule_value_is_empty', jsonb_build_object('rule_label', label('award_rule', body ->> 'rule'))
    from rule_parts(body ->> 'rule') p
   where p.needed = '{}' and not (body -> 'value' ?| array['percent', 'at_most', 'closes_on', 'registration_closes_on'] or coalesce(body -> 'value' ->> 'asked', 'true') = 'false')
  union all
  select place, 'award_type_not_found', jsonb_build_object('award_type', code)
    from (values ('/award_type', body ->> 'award_type'), ('/value/award_type', body -> 'value' ->> 'award_type')) a(place, code)
   where code is not null and not exists (select from award_types t where t.code = a.code)
  union all
  select '/value/' || part, 'no_such_day', jsonb_build_object('day', d.said)
    from unnest('{registration_opens_on,registration_closes_on,closes_on}'::text[]) part cross join lateral (select body -> 'value' ->> part) d(said)
   where split_part(d.said, '-', 2)::int > days_in_month(split_part(d.said, '-', 1)::int)
  union all
  select '/value/at_most', 'too_small', '{"limit": 1}'::jsonb where body ->> 'rule' = 'ballots' and (body -> 'value' ->> 'at_most')::int < 1
  union all
  select '/value/' || part, 'rule_part_not_wanted', jsonb_build_object('part', part, 'rule_label', label('award_rule', body ->> 'rule'))
    from unnest('{percent,of,more_than}'::text[]) part where body -> 'value' ->> 'asked' = 'false' and body -> 'value' ? part
  union all
  select '/valid_to', 'award_rule_ends_after_it_begins', '{}'::jsonb where (body ->> 'valid_to')::date <= (body ->> 'valid_from')::date
$$;

-- Does a unit's own value go beyond what the nation's allows: longer, fewer votes, fewer steps?
create or replace function app.goes_beyond(rule text, law jsonb, own jsonb) returns boolean language sql immutable parallel safe as $$
  select coalesce(case rule
    when 'time_limit' then (own ->> 'working_days')::int > (law ->> 'working_days')::int
    when 'publicity' then (own ->> 'working_days')::int < (law ->> 'working_days')::int
    when 'ballots' then (own ->> 'at_most')::int > (law ->> 'at_most')::int
    when 'quorum' then (own ->> 'numerator')::int * (law ->> 'denominator')::int < (law ->> 'numerator')::int * (own ->> 'denominator')::int
    when 'voting_mode' then not own -> 'modes' <@ (law -> 'modes')
    when 'threshold' then law ? 'percent'
      and (not own ? 'percent' or (own ->> 'percent')::int < (law ->> 'percent')::int
           or ((own ->> 'percent')::int = (law ->> 'percent')::int and coalesce(law -> 'more_than', 'false') = 'true' and coalesce(own -> 'more_than', 'false') = 'false')
           or (coalesce(law ->> 'of', 'all_members') = 'all_members' and own ->> 'of' = 'present'))
    when 'route' then not own -> 'steps' @> (law -> 'steps') - 'council' - 'standing_committee'
      or (law -> 'steps' ?| array['council', 'standing_committee'] and not own -> 'steps' ?| array['council', 'standing_committee'])
    end, false)
$$;

-- What a province may not say: rules that are no province's to set, and values beyond the nation's of the same days.
create or replace function app.local_rule_faults(keeper int, body jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select '/rule', 'rule_is_not_local', jsonb_build_object('rule_label', label('award_rule', body ->> 'rule'),
         'name', coalesce(award_name(body ->> 'award_type'), every_award()), 'basis', coalesce(' (' || r.citation || ')', ''))
    from (select 1) one left join award_rule('local_rules', body ->> 'award_type', body ->> 'honouree_kind', body ->> 'reason', null, (body ->> 'valid_from')::date) r on true
   where keeper is not null and not coalesce(r.value -> 'rules' ? (body ->> 'rule'), false)
  union all
  select '/value', case body ->> 'rule' when 'time_limit' then 'time_limit_longer_than_law' else 'rule_weaker_than_law' end,
         jsonb_build_object('rule_label', label('award_rule', body ->> 'rule'), 'citation', r.citation, 'name', coalesce(award_name(r.award_type), ''),
                            'statutory', coalesce(r.value ->> 'working_days', ''))
    from award_rules r
   where keeper is not null and r.unit_id is null and r.rule = body ->> 'rule'
     and daterange(r.valid_from, r.valid_to) && daterange((body ->> 'valid_from')::date, case when body ->> 'valid_to' is not null then greatest((body ->> 'valid_to')::date, (body ->> 'valid_from')::date + 1) end)
     and coalesce(r.award_type = body ->> 'award_type', true) and coalesce(r.honouree_kind = body ->> 'honouree_kind', true)
     and coalesce(r.reason = body ->> 'reason', true) and coalesce(r.granting_level = body ->> 'granting_level', true)
     and goes_beyond(r.rule, r.value, body -> 'value')
$$;

create or replace function app.award_rule_faults(keeper int, body jsonb) returns setof app.fault language plpgsql stable set search_path = app, pg_temp as $$
begin
  return query
  select f.* from cited_document_faults(body) f
  union all
  select '/document', 'document_is_not_registered', '{}'::jsonb
    from documents d where d.id = (body ->> 'document')::uuid and (d.number is null or d.issued_on is null)
  union all
  select '/valid_from', 'rule_before_its_document', jsonb_build_object('issued_on', day_said(d.issued_on))
    from documents d where keeper is not null and d.id = (body ->> 'document')::uuid and d.issued_on > (body ->> 'valid_from')::date
  union all
  select f.* from rule_value_faults(body) f
  union all
  select f.* from local_rule_faults(keeper, body) f;
end $$;

-- Rows that speak of the same, of whatever days.
create or replace function app.same_rules(keeper int, body jsonb) returns setof app.award_rules language sql stable set search_path = app, pg_temp as $$
  select r.* from award_rules r
   where r.unit_id is not distinct from keeper and r.rule = body ->> 'rule' and r.award_type is not distinct from body ->> 'award_type'
     and r.granting_level is not distinct from body ->> 'granting_level' and r.unit_kind is not distinct from body ->> 'unit_kind'
     and r.honouree_kind is not distinct from body ->> 'honouree_kind' and r.reason is not distinct from body ->> 'reason'
$$;

-- A new row from its day on; the one before it ends the day before, and nothing else of what stands is touched.
create or replace function app.new_award_rule(body jsonb) returns setof app.award_rules language plpgsql set search_path = app, pg_temp as $$
declare
  keeper int := rule_keeper('award_rule');
  since date := (body ->> 'valid_from')::date;
  until date := (body ->> 'valid_to')::date;
  other award_rules;
begin
  perform raise_faults(array(select f from award_rule_faults(keeper, body) f));
  select * into other from same_rules(keeper, body) r where r.valid_from >= since and r.valid_from < coalesce(until, 'infinity') order by r.valid_from limit 1;
  if found then
    perform raise_problem(409, 'award_rule_overlaps', jsonb_build_object('rule_label', label('award_rule', other.rule), 'valid_from', other.valid_from, 'citation', other.citation));
  end if;
  select * into other from same_rules(keeper, body) r where r.valid_from < since and coalesce(r.valid_to, 'infinity') > since;
  if found and coalesce(other.valid_to, 'infinity') > coalesce(until, 'infinity') then
    perform raise_problem(409, 'award_rule_leaves_a_gap', jsonb_build_object('rule_label', label('award_rule', other.rule), 'valid_to', until, 'citation', other.citation));
  end if;
  update award_rules set valid_to = since where id = other.id;
  return query
    insert into award_rules(rule, award_type, granting_level, unit_kind, honouree_kind, reason, value, valid_from, valid_to, citation, confidence, source, unit_id, document_id)
    select p.rule, p.award_type, p.granting_level, p.unit_kind, p.honouree_kind, p.reason, p.value, p.valid_from, p.valid_to, p.citation, coalesce(p.confidence, 'strong'),
           p.source, keeper, (body ->> 'document')::uuid
      from jsonb_populate_record(null::award_rules, body - 'document') p
    returning *;
end $$;

-- A row that has not begun is taken back, and the one before it goes on as before.
create or replace function app.withdraw_award_rule(wanted uuid) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  gone award_rules;
begin
  select * into strict gone from award_rules where id = wanted;
  if gone.valid_from <= today() then
    perform raise_problem(409, 'award_rule_has_begun', jsonb_build_object('rule_label', label('award_rule', gone.rule), 'valid_from', gone.valid_from));
  end if;
  delete from award_rules where id = wanted;
  update award_rules r set valid_to = gone.valid_to
    from same_rules(gone.unit_id, to_jsonb(gone)) s where r.id = s.id and s.valid_to = gone.valid_from;
  return wanted;
end $$;

-- The nation's rows are kept at the root.
create or replace function app.award_rule_keeper(wanted uuid) returns int language sql stable security definer set search_path = app, pg_temp as $$
  select coalesce(r.unit_id, (select x.unit_id from unit_root x where x.valid_from <= today() and x.valid_to > today())) from award_rules r where r.id = wanted
$$;

-- As replies show it (schema AwardRule).
create or replace function app.award_rule_shown(r app.award_rules)
returns table (id uuid, rule text, award_type text, granting_level text, unit_kind text, honouree_kind text, reason text, value jsonb, valid_from date, valid_to date,
               citation text, confidence text, source text, document uuid, "unit.id" uuid, "unit.code" text, "unit.name" text, "entered_by.id" uuid, "entered_by.name" text, created_at timestamptz, version int)
language sql stable rows 1 as $$
  select r.id, r.rule, r.award_type, r.granting_level, r.unit_kind, r.honouree_kind, r.reason, r.value, r.valid_from, r.valid_to, r.citation, r.confidence, r.source,
         r.document_id, unit_uid(r.unit_id), unit_code_on(r.unit_id), unit_name_on(r.unit_id), r.created_by, person_name(r.created_by), r.created_at, r.version
$$;

-- What the caller may do with a rule: take it back before it begins. Volatile, so that it knows the row just entered.
create or replace function app.award_rule_actions(wanted uuid) returns text[] language sql volatile set search_path = app, pg_temp as $$
  select case when r.valid_from > today() then allowed_actions('award_rule', r.id) else '{}' end from award_rules r where r.id = wanted
$$;

select app.by_engine('app.award_rule_keeper(uuid)');
