-- Eligibility: what every rule says of one nomination on a day, with its evidence and its article. What the service cannot
-- know is unknown, and the sentence says what would settle it. For the engine only: it asks nobody's leave.

-- The year that an award is for: that in which its achievement ends; of an achievement without days that of its round.
create or replace function app.year_of_merit(achievement_to date, r app.award_rounds, on_day date) returns int language sql immutable as $$
  select coalesce(extract(year from coalesce(achievement_to, r.achievement_to))::int, r.year, extract(year from on_day)::int)
$$;

-- A round of a year's merit that says no days of its own takes what was achieved until a day of that year.
create or replace function app.is_of_another_year(achievement_to date, r app.award_rounds) returns boolean language sql immutable as $$
  select coalesce(r.reason = 'merit' and num_nonnulls(r.achievement_from, r.achievement_to) = 0 and extract(year from achievement_to) <> r.year, false)
$$;

-- A nomination as its rules look at it.
create or replace function app.eligibility_case_of(nomination uuid, on_day date) returns setof app.eligibility_case language sql stable as $$
  select n.id, p.id, h.id, h.name, h.kind, n.award_type, award_name(n.award_type), t.class, p.reason, n.unit_id, n.issuer_id, p.campaign_id, p.round_id,
         h.collective_unit_id, h.unit_id, n.achievement, n.achievement_from, n.achievement_to,
         year_of_merit(n.achievement_to, r, on_day), on_day
    from nominations n join proposals p on p.id = n.proposal_id join honourees h on h.id = n.honouree_id join award_types t on t.code = n.award_type
    left join award_rounds r on r.id = p.round_id where n.id = nomination
$$;

-- The law on a case: the closest row in force on its day for the unit that proposes.
create or replace function app.law_on(c app.eligibility_case, wanted text) returns setof app.award_rules language sql stable as $$
  select r.* from award_rule(wanted, c.award_type, c.kind, c.reason, c.unit_id, c.on_day) r
$$;

-- Measures of discipline from the lightest to the hardest, in the order of their catalogue.
create or replace function app.measure_rank(measure text) returns int language plpgsql stable as $$
begin
  return (select ordinal from catalogues where catalogue = 'discipline_measure' and code = measure);
end $$;

-- What is surely against a rule stops a dossier only where the rule's wording was read.
create or replace function app.weight_of(confidence text) returns text language sql immutable parallel safe as $$
  select case confidence when 'strong' then 'fault' else 'warning' end
$$;

-- ---- what the award is, and who grants it ----

create or replace function app.eligible_kind(c app.eligibility_case) returns setof app.eligibility_finding language sql stable as $$
  select 'honouree_kind', case when c.kind = any (t.honouree_kinds) then 'met' else 'not_met' end, 'fault', 'honouree_kind_does_not_fit',
         jsonb_build_object('kind', c.kind, 'kind_label', lower(label('honouree_kind', c.kind)), 'kinds', to_jsonb(t.honouree_kinds), 'pointer', '/award_type'), '{}'::jsonb, t.citation, 'strong'
    from award_types t where t.code = c.award_type
$$;

create or replace function app.eligible_award(c app.eligibility_case) returns setof app.eligibility_finding language sql stable as $$
  select 'award_in_force', case when t.valid_from <= c.on_day and coalesce(t.valid_to, 'infinity') > c.on_day then 'met' else 'not_met' end, 'fault',
         'award_type_not_in_force', jsonb_build_object('today', c.on_day, 'pointer', '/award_type'),
         jsonb_strip_nulls(jsonb_build_object('from', t.valid_from, 'to', t.valid_to)), t.citation, 'strong'
    from award_types t where t.code = c.award_type
$$;

create or replace function app.eligible_authority(c app.eligibility_case) returns setof app.eligibility_finding language sql stable as $$
  select 'authority', case when a.allowed then 'met' else 'not_met' end, case when a.allowed or g.unit_id is not null then 'warning' else 'fault' end,
         case when g.unit_id is null then 'authority_missing' else 'authority_is_above' end,
         jsonb_build_object('level', a.level, 'decided_on', c.on_day, 'citation', a.citation, 'who', deciders_said(a.deciders), 'pointer', '/award_type',
                            'judge', unit_name_on(c.issuer_id, c.on_day), 'unit', unit_name_on(coalesce(g.unit_id, c.issuer_id), c.on_day)),
         jsonb_build_object('deciders', to_jsonb(a.deciders)), a.citation,
         coalesce((select min(r.confidence) from award_rules r where r.rule = 'authority' and r.award_type = c.award_type and r.citation = a.citation
                      and r.valid_from <= c.on_day and coalesce(r.valid_to, 'infinity') > c.on_day), 'strong')
    from authority_on(c.award_type, c.issuer_id, c.on_day) a
    left join lateral (
      select t.ancestor_id as unit_id from unit_tree t cross join lateral authority_on(c.award_type, t.ancestor_id, c.on_day) above
       where not a.allowed and t.unit_id = c.issuer_id and t.valid_from <= c.on_day and t.valid_to > c.on_day and above.allowed order by t.depth limit 1) g on true
$$;

-- ---- titles of the years before, by the ledger ----

-- Does the ledger tell who of the nominee's units, now and before, got a title for a year? Else nothing follows from its silence.
create or replace function app.ledger_tells(c app.eligibility_case, title text, about int) returns boolean language sql stable as $$
  select exists (
    select from awards a where a.award_type = title and a.year = about and not a.hidden
       and a.unit_id in (select with_predecessors(u) from (select c.home_id union select t.unit_id from honouree_transfers t where t.honouree_id = c.honouree_id) x(u)))
$$;

-- Titles of the years in a row that end with the year of the case or the one before it. Those revoked, and those for reasons
-- that ground no merit, do not count.
create or replace function app.eligible_titles(c app.eligibility_case) returns setof app.eligibility_finding language sql stable as $$
  with law as (select r.*, r.value ->> 'award_type' as title, (r.value ->> 'count')::int as years from law_on(c, 'consecutive') r),
  record as (
    select a.* from law cross join lateral record_of(c.honouree_id) a where a.award_type = law.title
       and not coalesce((select g.value -> 'not_from' ? a.reason from law_on(c, 'grounds') g), false)),
  wanted as (
    select y, exists (select from record r where r.about_year = y and r.state <> 'revoked') as there, exists (select from record r where r.about_year = y) as recorded
      from law, (select case when exists (select from record r where r.about_year = c.year and r.state <> 'revoked') then c.year else c.year - 1 end as last) l,
           generate_series(l.last - law.years + 1, l.last) y),
  found as (
    select array_agg(y order by y) filter (where there) as present, array_agg(y order by y) filter (where not there) as missing,
           coalesce(bool_or(not there and (recorded or ledger_tells(c, law.title, y))), false) as surely
      from wanted, law)
  select 'consecutive', case when f.missing is null then 'met' when f.surely then 'not_met' else 'unknown' end, weight_of(l.confidence), 'titles_not_consecutive',
         jsonb_build_object('count', l.years, 'title', award_name(l.title), 'years', array_to_string(f.present, ', '), 'missing', array_to_string(f.missing, ', '), 'pointer', '/award_type'),
         jsonb_build_object('missing_years', coalesce(to_jsonb(f.missing), '[]'), 'awards', coalesce((
           select jsonb_agg(jsonb_build_object('award', r.award_id, 'award_type', r.award_type, 'year', r.about_year, 'decision_number', r.decision_number, 'decided_on', r.decided_on,
                                               'unit', unit_name_on(r.unit_id, r.decided_on), 'state', r.state) order by r.about_year) from record r), '[]')),
         l.citation, l.confidence
    from law l, found f
$$;

-- Members of a collective who have a title for the year of the case; null where their number is not known.
create or replace function app.members_with(c app.eligibility_case, title text) returns table (members int, holders int, told boolean) language sql stable as $$
  select h.members, coalesce(a.holders, 0)::int, coalesce(a.holders, 0) > 0
    from honourees h left join lateral (
      select count(distinct x.honouree_id) as holders from awards x
       where x.award_type = title and x.honouree_kind = 'individual' and award_counts(x) and not x.hidden and x.unit_id = h.collective_unit_id and x.year = c.year) a on true
   where h.id = c.honouree_id
$$;

create or replace function app.eligible_members(c app.eligibility_case) returns setof app.eligibility_finding language sql stable as $$
  select l.rule, case when not m.told or (l.rule = 'share' and m.members is null) then 'unknown'
                      when l.rule = 'share' and m.holders * 100 >= (l.value ->> 'percent')::int * m.members + case when (l.value ->> 'more_than')::boolean then 1 else 0 end then 'met'
                      when l.rule = 'member_titles' and m.holders >= (l.value ->> 'at_least')::int then 'met' else 'not_met' end,
         weight_of(l.confidence), case l.rule when 'share' then 'share_not_reached' else 'member_titles_missing' end,
         jsonb_build_object('title', award_name(l.value ->> 'award_type'), 'holders', m.holders, 'members', coalesce(m.members::text, '?'), 'percent', l.value -> 'percent',
                            'at_least', l.value -> 'at_least', 'year', c.year, 'pointer', '/award_type')
           || case when (l.value ->> 'more_than')::boolean and m.told and m.members is not null and m.holders * 100 <= (l.value ->> 'percent')::int * m.members
                   then '{"finding": "share_not_exceeded"}' else '{}' end::jsonb,
         jsonb_strip_nulls(jsonb_build_object('members', m.members, 'holders', case when m.told then m.holders end)), l.citation, l.confidence
    from unnest('{share,member_titles}'::text[]) wanted cross join lateral law_on(c, wanted) l cross join lateral members_with(c, l.value ->> 'award_type') m
$$;

-- Persons of a collective's unit on a day: who is there now and came no later, and who left after it.
create or replace function app.members_on(unit int, on_day date) returns setof uuid language sql stable as $$
  select h.id from honourees h
   where h.kind = 'individual' and h.unit_id = unit and not exists (select from honouree_transfers t where t.honouree_id = h.id and t.transferred_on > on_day)
  union
  select t.honouree_id from honouree_transfers t
   where t.unit_id = unit and t.transferred_on > on_day
     and not exists (select from honouree_transfers e where e.honouree_id = t.honouree_id and e.transferred_on > on_day and e.transferred_on < t.transferred_on)
$$;

-- Ratings that no member may have: those recorded of the year, out of all members.
create or replace function app.eligible_member_ratings(c app.eligibility_case) returns setof app.eligibility_finding language sql stable as $$
  select 'member_ratings', case when k.against > 0 then 'not_met' when k.rated >= k.members then 'met' else 'unknown' end, weight_of(l.confidence), 'member_rated_too_low',
         jsonb_build_object('year', c.year, 'against', k.against, 'rated', k.rated, 'members', coalesce(k.members::text, '?'), 'pointer', '/award_type'),
         jsonb_strip_nulls(jsonb_build_object('members', k.members, 'rated', k.rated, 'against', k.against)), l.citation, l.confidence
    from law_on(c, 'member_ratings') l cross join lateral (
      select max(h.members) as members, count(r.id)::int as rated, count(r.id) filter (where l.value -> 'none_of' ? r.rating)::int as against
        from honourees h left join members_on(h.collective_unit_id, make_date(c.year, 12, 31)) m(id) on true left join honouree_ratings r on r.honouree_id = m.id and r.year = c.year
       where h.id = c.honouree_id) k
   where c.kind = 'collective'
$$;

-- Nobody disciplined in the year from a measure on, of those who were members then. Who it was is for whoever keeps the holds.
create or replace function app.eligible_no_discipline(c app.eligibility_case) returns setof app.eligibility_finding language sql stable as $$
  select 'no_discipline', case when c.collective_unit_id is null then 'unknown' when k.hard > 0 then 'not_met' when k.open > 0 then 'unknown' else 'met' end, weight_of(l.confidence),
         'member_was_disciplined', jsonb_build_object('year', c.year, 'count', k.hard, 'open', k.open, 'measure_label', lower(label('discipline_measure', l.value ->> 'from')), 'pointer', '/award_type')
           || case when c.collective_unit_id is null then '{"finding": "no_discipline_unit_unknown"}' else '{}' end::jsonb,
         jsonb_strip_nulls(jsonb_build_object('disciplined', k.hard, 'without_measure', k.open)), l.citation, l.confidence
    from law_on(c, 'no_discipline') l cross join lateral (
      select count(distinct h.honouree_id) filter (where measure_rank(h.measure) >= measure_rank(l.value ->> 'from'))::int as hard, count(*) filter (where h.measure is null)::int as open
        from holds h where h.kind = 'discipline' and extract(year from h.starts_on) = c.year and h.honouree_id in (select members_on(c.collective_unit_id, h.starts_on))) k
   where c.kind = 'collective'
$$;

-- ---- the year's rating, initiatives ----

-- Recognised initiatives of the nominee, of at least a scope, with whatever nomination else rests on them.
create or replace function app.own_initiatives(c app.eligibility_case) returns table (id uuid, title text, scope text, rank int, recognised_on date, decision_number text, mine boolean, other uuid)
language sql stable as $$
  select i.id, i.title, i.scope, array_position('{grassroots,province,national}', i.scope), i.recognised_on, i.decision_number,
         exists (select from initiative_uses u where u.initiative_id = i.id and u.nomination_id = c.nomination_id),
         (select u.nomination_id from initiative_uses u join initiatives s on s.id = u.initiative_id and folded(s.title) = folded(i.title)
            join nominations n on n.id = u.nomination_id and n.state not in ('failed', 'struck_out', 'withdrawn')
           where u.honouree_id = c.honouree_id and u.nomination_id <> c.nomination_id limit 1)
    from initiatives i join initiative_authors a on a.initiative_id = i.id and a.honouree_id = c.honouree_id
   where i.recognised_on <= c.on_day
$$;

create or replace function app.initiatives_told(c app.eligibility_case) returns jsonb language plpgsql stable as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('initiative', i.id, 'title', i.title, 'scope', i.scope, 'recognised_on', i.recognised_on, 'decision_number', i.decision_number,
                                                 'used_elsewhere', i.other is not null) order by i.recognised_on, i.id), '[]') from own_initiatives(c) i);
end $$;

create or replace function app.eligible_rating(c app.eligibility_case) returns setof app.eligibility_finding language sql stable as $$
  with law as (select * from law_on(c, 'rating')),
  rated as (select r.* from honouree_ratings r where r.honouree_id = c.honouree_id and r.year = c.year),
  idea as (
    select i.title from law, own_initiatives(c) i
     where i.rank >= array_position('{grassroots,province,national}', law.value ->> 'or_initiative') and i.other is null and extract(year from i.recognised_on) = c.year limit 1)
  select 'rating', way.result, weight_of(law.confidence), case when law.value ? 'or_initiative' then 'rating_or_initiative_missing' else 'rating_not_enough' end,
         jsonb_build_object('year', c.year, 'rating_label', coalesce(label('honouree_rating', rated.rating), ''), 'initiative', coalesce(idea.title, ''),
                            'scope_label', lower(coalesce(label('initiative_scope', law.value ->> 'or_initiative'), '')), 'pointer', '/honouree')
           || case when not coalesce(law.value -> 'any_of' ? rated.rating, false) and idea.title is not null then '{"finding": "rating_by_initiative"}'
                   when law.value ? 'or_initiative' and way.result <> 'met' then jsonb_build_object('finding', 'rating_or_initiative_' || way.result) else '{}' end::jsonb,
         jsonb_build_object('ratings', case when rated.rating is null then '[]' else jsonb_build_array(jsonb_strip_nulls(jsonb_build_object('year', rated.year, 'rating', rated.rating,
           'decision_number', rated.decision_number))) end, 'initiatives', initiatives_told(c)), law.citation, law.confidence
    from law left join rated on true left join idea on true
   cross join lateral (select case when law.value -> 'any_of' ? rated.rating or idea.title is not null then 'met' when rated.rating is null then 'unknown' else 'not_met' end) way(result)
$$;

create or replace function app.eligible_initiative(c app.eligibility_case) returns setof app.eligibility_finding language sql stable as $$
  select 'initiative', case when i.fit is not null then 'met' when i.known > 0 then 'not_met' else 'unknown' end, weight_of(l.confidence), 'initiative_missing',
         jsonb_build_object('scope_label', label('initiative_scope', l.value ->> 'scope'), 'initiative', coalesce(i.fit, ''), 'pointer', '/honouree'),
         jsonb_build_object('initiatives', initiatives_told(c)), l.citation, l.confidence
    from law_on(c, 'initiative') l cross join lateral (
      select count(*) as known, min(o.title) filter (where o.other is null and o.rank >= array_position('{grassroots,province,national}', l.value ->> 'scope')) as fit
        from own_initiatives(c) o) i
$$;

-- The same idea under two entries is one initiative.
create or replace function app.eligible_initiative_use(c app.eligibility_case) returns setof app.eligibility_finding language sql stable as $$
  select 'initiative_use', case when i.other is null then 'met' else 'not_met' end, weight_of(l.confidence), 'initiative_used_elsewhere',
         jsonb_build_object('initiative', i.title, 'other', coalesce((select award_name(n.award_type) from nominations n where n.id = i.other), ''), 'pointer', '/honouree'),
         jsonb_build_object('initiatives', initiatives_told(c)), l.citation, l.confidence
    from law_on(c, 'initiative_use') l, own_initiatives(c) i where i.mine
$$;

-- ---- the achievement ----

create or replace function app.eligible_once(c app.eligibility_case) returns setof app.eligibility_finding language sql stable as $$
  with again as (
    select s.code, s.params from nominations n join proposals p on p.id = n.proposal_id cross join lateral same_award(n, p) s where n.id = c.nomination_id
    union all
    select 'one_achievement_one_award', jsonb_build_object('other', award_name(o.award_type))
      from nominations o join award_types t on t.code = o.award_type
     where o.proposal_id = c.proposal_id and o.honouree_id = c.honouree_id and o.id <> c.nomination_id and t.class = 'form' and c.class = 'form' and achievement_told(o.achievement) = achievement_told(c.achievement)
       and o.state not in ('failed', 'struck_out', 'withdrawn'))
  select 'one_achievement', case when a.code is null then 'met' else 'not_met' end, weight_of(l.confidence), coalesce(a.code, 'already_awarded'),
         coalesce(a.params, '{}') || case when a.code is null then '{}' else jsonb_build_object('finding', a.code) end,
         jsonb_strip_nulls(jsonb_build_object('decision_number', a.params -> 'decision_number', 'decided_on', a.params -> 'decided_on', 'proposal', a.params -> 'proposal')),
         l.citation, l.confidence
    from law_on(c, 'one_achievement') l left join again a on true
$$;

-- What a movement or a sudden deed was honoured for grounds no merit.
create or replace function app.eligible_grounds(c app.eligibility_case) returns setof app.eligibility_finding language sql stable as $$
  with law as (select * from law_on(c, 'grounds')),
  apart as (select a.*, achievement_told(a.achievement) = achievement_told(c.achievement) as same from law, record_of(c.honouree_id) a where law.value -> 'not_from' ? a.reason and a.state <> 'revoked'),
  worst as (select * from apart where same order by decided_on desc limit 1)
  select 'grounds', case when w.award_id is null then 'met' else 'not_met' end, weight_of(l.confidence), 'ground_does_not_count',
         jsonb_build_object('decision_number', coalesce(w.decision_number, ''), 'decided_on', w.decided_on, 'reason_label', lower(label('award_reason', w.reason)), 'pointer', '/achievement'),
         jsonb_build_object('awards', coalesce((select jsonb_agg(jsonb_build_object('award', a.award_id, 'award_type', a.award_type, 'year', a.about_year,
           'decision_number', a.decision_number, 'decided_on', a.decided_on, 'reason', a.reason, 'state', a.state) order by a.decided_on) from apart a), '[]')), l.citation, l.confidence
    from law l left join worst w on true
$$;

create or replace function app.eligible_period(c app.eligibility_case) returns setof app.eligibility_finding language sql stable as $$
  select 'round_period', case when c.achievement_from is null or c.achievement_to is null then 'unknown'
                              when c.achievement_from >= coalesce(r.achievement_from, '-infinity') and c.achievement_to <= coalesce(r.achievement_to, 'infinity') then 'met' else 'not_met' end,
         'fault', 'achievement_outside_period', jsonb_build_object('round', r.title, 'from', r.achievement_from, 'to', r.achievement_to, 'pointer', '/achievement_from'),
         jsonb_strip_nulls(jsonb_build_object('from', c.achievement_from, 'to', c.achievement_to)), r.title, 'strong'
    from award_rounds r where r.id = c.round_id and num_nonnulls(r.achievement_from, r.achievement_to) > 0
  union all
  select 'round_period', 'not_met', 'fault', 'achievement_of_another_year',
         jsonb_build_object('round', r.title, 'year', r.year, 'achieved', c.year, 'pointer', '/achievement_to', 'finding', 'round_period_other_year'),
         jsonb_strip_nulls(jsonb_build_object('from', c.achievement_from, 'to', c.achievement_to)), r.title, 'strong'
    from award_rounds r where r.id = c.round_id and is_of_another_year(c.achievement_to, r)
$$;

-- Counted by the round for the whole proposal; said here with each nominee.
create or replace function app.eligible_quota(c app.eligibility_case) returns setof app.eligibility_finding language sql stable as $$
  select 'quota', case when u.most is null then 'unknown' when u.used + own.count <= u.most then 'met' else 'not_met' end, 'information', 'quota_exceeded',
         jsonb_build_object('round', r.title, 'limit', u.most, 'used', u.used, 'proposed', own.count, 'percent', (u.quota).percent,
                            'what', coalesce(nullif(concat_ws(', ', award_name((u.quota).award_type), lower(label('honouree_kind', (u.quota).honouree_kind))), ''), every_award())),
         jsonb_strip_nulls(jsonb_build_object('at_most', u.most, 'used', u.used + own.count)), coalesce((u.quota).citation, r.title), 'strong'
    from award_rounds r cross join lateral round_quota_use(r.id, c.unit_id, c.proposal_id) u
   cross join lateral (select count(*)::int from nominations n join honourees h on h.id = n.honouree_id
     where n.proposal_id = c.proposal_id and n.state not in ('failed', 'struck_out', 'withdrawn')
       and coalesce((u.quota).award_type, n.award_type) = n.award_type and coalesce((u.quota).honouree_kind, h.kind) = h.kind) own
   where r.id = c.round_id and u.applies and coalesce((u.quota).award_type, c.award_type) = c.award_type and coalesce((u.quota).honouree_kind, c.kind) = c.kind
$$;

-- ---- what suspends a case, and what time counts ----

create or replace function app.eligible_hold(c app.eligibility_case) returns setof app.eligibility_finding language sql stable as $$
  select 'hold', case when h.since is null then 'met' else 'not_met' end, 'warning', 'nominee_is_held', jsonb_build_object('since', h.since),
         jsonb_strip_nulls(jsonb_build_object('since', h.since)), l.citation, l.confidence
    from law_on(c, 'hold') l cross join lateral (select min(x.starts_on) as since from hold_on(c.honouree_id, c.on_day) x where l.value -> 'kinds' ? x.kind) h
$$;

-- Not folded into the check of a dossier: that somebody was disciplined is for who judges, and whoever keeps it, to read.
create or replace function app.eligible_discipline(c app.eligibility_case) returns setof app.eligibility_finding language sql stable as $$
  select 'discipline', case when c.achievement_from is null then 'unknown' when c.achievement_from >= d.since then 'met' else 'not_met' end, 'information',
         'achievement_before_discipline_ended', jsonb_build_object('since', d.since), jsonb_strip_nulls(jsonb_build_object('since', d.since, 'from', c.achievement_from)), l.citation, l.confidence
    from law_on(c, 'discipline') l
   cross join lateral (select max(least(h.released_on, h.ends_on + 1)) as since from holds h
                        where h.honouree_id = c.honouree_id and h.kind = 'discipline' and least(h.released_on, h.ends_on + 1) <= c.on_day) d
   where d.since is not null and d.since > coalesce(c.achievement_to, '-infinity') - interval '10 years'
$$;

-- Months of work in the year of the case: from the day of recruitment, or of the first record, without what kept them from it
-- unless the law counts that as work.
create or replace function app.eligible_service(c app.eligibility_case) returns setof app.eligibility_finding language sql stable as $$
  with law as (select l.*, (l.value ->> 'months')::int as wanted from law_on(c, 'service') l where c.kind = 'individual'),
  known as (
    select h.recruited_on, coalesce(h.recruited_on, (
             select min(day) from (
               select make_date(min(r.year), 12, 31) from honouree_ratings r where r.honouree_id = c.honouree_id and r.year < c.year
               union all select min(t.transferred_on) from honouree_transfers t where t.honouree_id = c.honouree_id
               union all select min(a.decided_on) from record_of(c.honouree_id) a) s(day))) as since
      from honourees h where h.id = c.honouree_id),
  away as (
    select r.absence, r.absent_months, d.value -> 'counts' ? r.absence as counts, d.citation
      from honouree_ratings r left join law_on(c, 'duty_free') d on true where r.honouree_id = c.honouree_id and r.year = c.year and r.absence is not null),
  worked as (
    select k.*, a.absence, a.absent_months, coalesce(a.counts, false) as counts, a.citation as counted_by,
           case when k.since <= make_date(c.year, 1, 1) then 12 when k.since <= make_date(c.year, 12, 31) then extract(month from age(make_date(c.year + 1, 1, 1), k.since))::int else 0 end
             - case when coalesce(a.counts, false) then 0 else coalesce(a.absent_months, 0) end as months
      from known k left join away a on true)
  select 'service', case when w.months >= l.wanted then 'met' when w.since is null or w.recruited_on is null and w.since >= make_date(c.year, 1, 1) then 'unknown' else 'not_met' end,
         case when w.recruited_on is null and w.absence is null then 'information' else weight_of(l.confidence) end, 'worked_too_short',
         jsonb_build_object('months', l.wanted, 'worked', greatest(w.months, 0), 'since', w.since, 'year', c.year, 'absence_label', lower(coalesce(label('leave_kind', w.absence), '')),
                            'absent_months', w.absent_months, 'pointer', '/honouree')
           || case when w.months >= l.wanted and w.counts then '{"finding": "service_with_leave"}' when w.months >= l.wanted and w.absence is not null then '{"finding": "service_less_absence"}'
                   when w.months < l.wanted and w.absence is not null and w.since is not null then '{"finding": "service_absent"}' else '{}' end::jsonb,
         jsonb_strip_nulls(jsonb_build_object('since', w.since, 'recruited_on', w.recruited_on, 'worked_months', case when w.since is not null then greatest(w.months, 0) end, 'absence', w.absence,
                                              'absent_months', w.absent_months)), concat_ws('; ', l.citation, case when w.counts then w.counted_by end), l.confidence
    from law l, worked w
$$;

-- Who came from another unit in the year is judged with the opinion of the unit they left: its rating of the year, its answer
-- to a question, or what it gave on paper.
create or replace function app.eligible_transfer(c app.eligibility_case) returns setof app.eligibility_finding language sql stable as $$
  select 'transfer', case when o.opinion is null then 'unknown' when o.opinion = 'disagree' then 'not_met' else 'met' end, 'information', 'former_unit_disagrees',
         jsonb_build_object('former', unit_name_on(t.unit_id, t.transferred_on - 1), 'transferred_on', t.transferred_on, 'rating_label', coalesce(label('honouree_rating', o.rating), ''))
           || case when o.rating is not null then '{"finding": "transfer_rated"}' else '{}' end::jsonb,
         jsonb_strip_nulls(jsonb_build_object('former_unit', unit_name_on(t.unit_id, t.transferred_on - 1), 'transferred_on', t.transferred_on, 'opinion', o.opinion, 'rating', o.rating)),
         l.citation, l.confidence
    from law_on(c, 'transfer') l
    join honouree_transfers t on t.honouree_id = c.honouree_id and extract(year from t.transferred_on) = c.year and t.transferred_on <= c.on_day
    left join lateral (
      select x.opinion, x.rating from (
        select q.opinion, null as rating, q.replied_at::date as day from consultations q where q.nomination_id = c.nomination_id and q.lead_unit_id = t.unit_id and q.state = 'answered'
        union all
        select e.opinion, null, e.given_on from endorsements e
         where e.nomination_id = c.nomination_id and (e.recorded_by_unit_id = t.unit_id or position(folded(unit_name_on(t.unit_id, t.transferred_on - 1)) in folded(e.body)) > 0)
        union all
        select 'agree', r.rating, '-infinity' from honouree_ratings r where r.honouree_id = c.honouree_id and r.year = c.year and r.unit_id = t.unit_id) x
       order by x.day desc limit 1) o on true
   where c.kind = 'individual'
$$;

-- ---- results of the unit in the campaign ----

-- How the unit stands at the last period the campaign reports, by the figures that everybody reads; of what it reports itself.
create or replace function app.eligible_results(c app.eligibility_case) returns setof app.eligibility_finding language sql stable as $$
  with f as (
    select (x.indicator).code as code, x.status from campaigns k
     cross join lateral (select p from unnest(k.report_periods) p order by upper(months_covered(p, k.starts_on, k.ends_on)) desc, lower(months_covered(p, k.starts_on, k.ends_on)) limit 1) last
     cross join lateral figures_of(k.id, coalesce(c.collective_unit_id, c.unit_id), 'total', array[last.p], null, '{"names": false}') x
     where k.id = c.campaign_id and x.expected_reports > 0),
  told as (
    select count(*) filter (where status in ('met', 'exceeded'))::int as met, count(*) filter (where status = 'missed')::int as missed,
           count(*) filter (where status not in ('met', 'exceeded', 'missed'))::int as open, coalesce(jsonb_agg(code order by code) filter (where status = 'missed'), '[]') as codes from f)
  select 'campaign_results', case when t.missed > 0 then 'not_met' when t.open = 0 and t.met > 0 then 'met' else 'unknown' end, 'information', 'campaign_targets_missed',
         jsonb_build_object('campaign', k.title, 'met', t.met, 'missed', t.missed, 'open', t.open, 'codes', (select string_agg(x, ', ') from jsonb_array_elements_text(t.codes) x)),
         jsonb_build_object('met', t.met, 'missed', t.missed, 'open', t.open, 'missed_indicators', t.codes), coalesce(k.document_number, k.title), 'strong'
    from campaigns k, told t where k.id = c.campaign_id
$$;

-- ---- all of them ----

-- What nobody has entered yet does not stop a dossier, and is never silent: it warns where it is checked, sent and appraised.
-- Without the days of its achievement a dossier is not whole, as its round says.
create or replace function app.weight_found(f app.eligibility_finding) returns text language sql immutable as $$
  select case when f.result not in ('not_met', 'unknown') then 'information' when f.result = 'unknown' and f.severity = 'fault' and f.rule <> 'round_period' then 'warning' else f.severity end
$$;

-- What may be said of a case without its campaign's figures: the check of a dossier folds in what is not met.
drop function if exists app.eligibility_of(uuid, date);
create or replace function app.eligibility_of(nomination uuid, on_day date)
returns table (rule text, result text, severity text, code text, params jsonb, evidence jsonb, citation text, confidence text)
language plpgsql stable security definer set search_path = app, extensions, pg_temp set jit = off as $$
#variable_conflict use_column
declare
  c eligibility_case;
begin
  select * into c from eligibility_case_of(nomination, on_day);
  return query select f.rule, case when o.id is not null and f.result in ('not_met', 'unknown') then 'overridden' else f.result end,
         case when o.id is not null then 'information' else weight_found(f::eligibility_finding) end, f.code,
         f.params || jsonb_build_object('name', c.name, 'honouree', c.honouree)
           || case when o.id is not null and f.result in ('not_met', 'unknown') then jsonb_build_object('override_reason', o.reason, 'finding', 'overridden') else '{}' end,
         jsonb_strip_nulls(f.evidence) || case when o.id is not null and f.result in ('not_met', 'unknown') then jsonb_build_object('override_reason', o.reason) else '{}' end,
         f.citation, f.confidence
    from (
      select * from eligible_kind(c) union all select * from eligible_award(c) union all select * from eligible_authority(c)
      union all select * from eligible_titles(c) union all select * from eligible_members(c) union all select * from eligible_rating(c)
      union all select * from eligible_initiative(c) union all select * from eligible_initiative_use(c) union all select * from eligible_once(c)
      union all select * from eligible_grounds(c) union all select * from eligible_period(c) union all select * from eligible_quota(c)
      union all select * from eligible_hold(c) union all select * from eligible_discipline(c) union all select * from eligible_service(c)
      union all select * from eligible_transfer(c) union all select * from eligible_member_ratings(c) union all select * from eligible_no_discipline(c)) f
    left join nomination_overrides o on o.nomination_id = c.nomination_id and o.rule = f.rule;
end $$;

-- Days in a sentence, as people write them.
create or replace function app.days_said(params jsonb) returns jsonb language sql stable as $$
  select coalesce(jsonb_object_agg(key, case when value ~ '^\d{4}-\d\d-\d\d$' and claim_language() <> 'en' then day_said(value::date) else value end), '{}') from jsonb_each_text(params)
$$;

-- What of these the check of a dossier folds in: what is not met, and what is unknown with what would settle it, without what
-- the check looks at for a whole list at once.
create or replace function app.eligibility_beyond_check(nomination uuid, on_day date) returns table (code text, severity text, params jsonb, citation text)
language plpgsql stable security definer set search_path = app, extensions, pg_temp as $$
begin
  return query select case f.result when 'unknown' then 'eligibility_unknown' else f.code end, weight_found(f::eligibility_finding), told.params
           || case when f.result = 'unknown' then jsonb_build_object('rule', f.rule, 'rule_label', label('eligibility_rule', f.rule),
                'told', finding_said('', days_said(told.params) || jsonb_build_object('message', label('eligibility_finding', coalesce(f.params ->> 'finding', f.rule || '_unknown'))))) else '{}' end,
         f.citation
    from eligibility_case_of(nomination, on_day) c cross join lateral (
      select * from eligible_kind(c) union all select * from eligible_award(c)
      union all select * from eligible_titles(c) union all select * from eligible_members(c) union all select * from eligible_rating(c)
      union all select * from eligible_initiative(c) union all select * from eligible_initiative_use(c) union all select * from eligible_grounds(c)
      union all select * from eligible_member_ratings(c) union all select * from eligible_service(c)) f
   cross join lateral (select f.params || jsonb_build_object('name', c.name, 'honouree', c.honouree)) told(params)
   where f.result in ('not_met', 'unknown') and f.severity in ('fault', 'warning') and not is_overridden(c.nomination_id, f.rule);
end $$;

-- As an officer reads it: every rule in its order, also those that say nothing of this case. Whoever may not read holds learns
-- nothing of discipline.
create or replace function app.eligibility_explained(nomination uuid, on_day date, reads_holds boolean)
returns table (rule text, name text, result text, severity text, text text, evidence jsonb, citation text, confidence text)
language sql stable security definer set search_path = app, extensions, pg_temp set jit = off as $$
  with found as (
    select * from eligibility_of(nomination, on_day)
    union all
    select f.rule, f.result, weight_found(f::eligibility_finding), f.code, f.params || jsonb_build_object('name', c.name, 'honouree', c.honouree), f.evidence, f.citation, f.confidence
      from eligibility_case_of(nomination, on_day) c, eligible_results(c) f)
  select k.code, label('eligibility_rule', k.code), coalesce(f.result, case when h.hidden then 'unknown' else 'not_applicable' end), coalesce(f.severity, 'information'),
         finding_said('', days_said(coalesce(f.params, '{}')) || jsonb_build_object('message', label('eligibility_finding',
           case when h.hidden then 'for_who_judges' else coalesce(f.params ->> 'finding', k.code || '_' || f.result, 'not_applicable') end))),
         coalesce(f.evidence, '{}'), f.citation, f.confidence
    from catalogues k cross join lateral (select k.code in ('discipline', 'no_discipline') and not reads_holds as hidden) h
    left join found f on f.rule = k.code and not h.hidden
   where k.catalogue = 'eligibility_rule' order by k.ordinal, f.code, f.citation
$$;

select app.by_engine('app.eligibility_of(uuid,date)', 'app.eligibility_beyond_check(uuid,date)', 'app.eligibility_explained(uuid,date,boolean)');
