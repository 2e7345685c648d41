-- Rounds of commendation: windows, quotas, registrations.

-- ---- windows ----

-- Proposals come in while a round is open and its window has not passed; a standing round has none.
create or replace function app.round_takes_proposals(r app.award_rounds) returns boolean language sql stable set search_path = app, pg_temp as $$
  select r.state = 'open' and coalesce(r.opens_on, '-infinity') <= today() and coalesce(r.closes_on, 'infinity') >= today()
$$;

create or replace function app.round_takes_registrations(r app.award_rounds) returns boolean language sql stable set search_path = app, pg_temp as $$
  select r.state = 'open' and coalesce(r.registration_opens_on <= today(), false) and coalesce(r.registration_closes_on, r.closes_on, 'infinity') >= today()
$$;

-- What a proposal meets on arrival: closed, with the day and who may open it again; not open yet.
create or replace function app.round_window_faults(r app.award_rounds) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  select '/round', case when r.state = 'planned' or (r.state = 'open' and r.opens_on > today()) then 'round_is_not_open_yet' else 'round_is_closed' end,
         jsonb_build_object('title', r.title, 'opens_on', r.opens_on, 'closes_on', coalesce(r.closes_on, (
           select max(m.moved_at at time zone 'Asia/Ho_Chi_Minh')::date from moves m where m.thing = 'award_round' and m.thing_id = r.id and m.to_state = 'closed')),
           'who', who('leader', 'own', jsonb_build_object('unit_id', r.unit_id)))
   where not round_takes_proposals(r)
$$;

-- Month and day of a year; the last day of a month that is shorter in it.
create or replace function app.day_in_year(month_and_day text, in_year int) returns date language sql immutable parallel safe as $$
  select least(first + split_part(month_and_day, '-', 2)::int - 1, (first + interval '1 month')::date - 1) from make_date(in_year, split_part(month_and_day, '-', 1)::int, 1) first
$$;

-- The days of a yearly round where the law or the province sets them: "12-10" is 10 December of its year, or of a later one by
-- `years_after`. What is over is no default any more.
drop function if exists app.lawful_window(text, int, int);
create or replace function app.lawful_window(why text, in_year int, unit int)
returns table (registration_opens_on date, registration_closes_on date, closes_on date, citation text) language sql stable set search_path = app, pg_temp as $$
  select case when d.registration_closes_on >= today() then d.registration_opens_on end, case when d.registration_closes_on >= today() then d.registration_closes_on end,
         case when d.closes_on >= today() then d.closes_on end, r.citation
    from award_rule('window', null, null, why, unit, today()) r
   cross join lateral (select day_in_year(r.value ->> 'registration_opens_on', in_year) as registration_opens_on,
                              day_in_year(r.value ->> 'registration_closes_on', in_year) as registration_closes_on,
                              day_in_year(r.value ->> 'closes_on', in_year + coalesce((r.value ->> 'years_after')::int, 0)) as closes_on) d
   where in_year is not null
$$;

-- A round whose last day has passed takes another one first.
create or replace function app.round_cannot_open(wanted uuid, details jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select case when details ? 'closes_on' then '/details/closes_on' else '/closes_on' end, 'round_window_is_over',
         jsonb_build_object('closes_on', coalesce((details ->> 'closes_on')::date, r.closes_on), 'today', today())
    from award_rounds r where r.id = wanted and coalesce((details ->> 'closes_on')::date, r.closes_on) < today()
$$;

create or replace function app.reopen_round(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  update award_rounds r set closes_on = (m.details ->> 'closes_on')::date, window_citation = null from moves m where r.id = wanted and m.id = move and m.details ? 'closes_on';
end $$;

-- ---- rounds ----

-- Whether a body may name this round: the caller sees it, by the row policies and apart from them.
create or replace function app.round_is_heard(round uuid) returns boolean language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return thing_is_seen('award_round', thing_fact('award_round', round));
end $$;

create or replace function app.round_faults(body jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select '/campaign', 'campaign_not_found', jsonb_build_object('reference', body ->> 'campaign')
   where body ->> 'campaign' is not null and not campaign_is_heard(body ->> 'campaign')
  union all
  select '/year', 'merit_round_has_a_year', '{}'::jsonb where body ->> 'reason' = 'merit' and body ->> 'year' is null
  union all
  select '/campaign', 'movement_round_has_a_campaign', '{}'::jsonb where body ->> 'reason' = 'movement' and body ->> 'campaign' is null
  union all
  select format('/award_types/%s', t.ordinal - 1), 'award_type_not_found', jsonb_build_object('award_type', t.code)
    from jsonb_array_elements_text(coalesce(body -> 'award_types', '[]')) with ordinality t(code, ordinal) where not exists (select from award_types a where a.code = t.code)
  union all
  select '/' || w.last, w.code, jsonb_build_object('from', body ->> w.first, 'to', body ->> w.last)
    from (values ('opens_on', 'closes_on', 'round_closes_after_it_opens'), ('registration_opens_on', 'registration_closes_on', 'registration_closes_after_it_opens'),
                 ('achievement_from', 'achievement_to', 'achievement_ends_after_it_begins')) w(first, last, code)
   where (body ->> w.last)::date < (body ->> w.first)::date
  union all
  select '/document', 'document_not_found', '{}'::jsonb where body ->> 'document' is not null and not document_is_seen((body ->> 'document')::uuid)
$$;

-- Award types in force on no day of a round, from its opening (today, where none is set) to its last day: nobody could be nominated
-- for one. Those of the body have their places; what a campaign offers has that of the list.
create or replace function app.round_award_faults(body jsonb, offered text[]) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  with days as (
    select d.first, greatest(d.first, coalesce((body ->> 'closes_on')::date, 'infinity')) as last
      from (select coalesce((body ->> 'opens_on')::date, least(today(), (body ->> 'closes_on')::date)) as first) d),
  said as (
    select format('/award_types/%s', t.ordinal - 1) as place, t.code from jsonb_array_elements_text(coalesce(body -> 'award_types', '[]')) with ordinality t(code, ordinal)
    union all select '/award_types', o.code from unnest(offered) o(code) where coalesce(body -> 'award_types', 'null') = 'null')
  select s.place, case when t.valid_to <= d.first then 'award_type_ends_before_round' else 'award_type_not_in_force' end,
         jsonb_strip_nulls(jsonb_build_object('award_type', t.code, 'name', award_name(t.code), 'until', t.valid_to - 1, 'from', d.first, 'today', d.last, 'citation', t.citation))
    from days d cross join said s join award_types t on t.code = s.code
   where t.valid_from > d.last or t.valid_to <= d.first
$$;

-- The day that a campaign prints, which may be a year alone.
create or replace function app.day_of_form(printed text, last boolean) returns date language sql immutable parallel safe as $$
  select case when printed ~ '^\d{4}-\d{2}-\d{2}$' then printed::date
              when printed ~ '^\d{4}$' then make_date(printed::int, case when last then 12 else 1 end, case when last then 31 else 1 end) end
$$;

-- What a campaign offers: its award types that we know, and the longest achievement period that it prints.
create or replace function app.campaign_offers(campaign uuid) returns table (award_types text[], achievement_from date, achievement_to date)
language sql stable set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct t.code) filter (where t.code is not null), '{}'), min(day_of_form(f ->> 'achievement_from', false)), max(day_of_form(f ->> 'achievement_to', true))
    from campaigns c cross join lateral jsonb_array_elements(c.award_forms) f left join award_types t on t.code = f ->> 'award_type' where c.id = campaign
$$;

create or replace function app.new_award_round(body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  made uuid;
begin
  perform raise_faults(array(select f from round_faults(body) f));
  perform raise_faults(array(select f from campaign_offers(campaign_named(body ->> 'campaign')) o, round_award_faults(body, o.award_types) f));
  insert into award_rounds(unit_id, campaign_id, reason, year, title, achievement_from, achievement_to, award_types, registration_opens_on, registration_closes_on,
                           opens_on, closes_on, window_citation, note, document_id, invented)
  select claim_unit(), campaign_named(body ->> 'campaign'), p.reason, p.year, p.title, coalesce(p.achievement_from, o.achievement_from), coalesce(p.achievement_to, o.achievement_to),
         coalesce(p.award_types, o.award_types, '{}'), d.registration_opens_on, d.registration_closes_on, p.opens_on, d.closes_on,
         case when (d.registration_closes_on, d.closes_on) is distinct from (p.registration_closes_on, p.closes_on) then w.citation end, p.note, (body ->> 'document')::uuid,
         coalesce(p.invented, false)
    from jsonb_populate_record(null::award_rounds, body) p left join lateral campaign_offers(campaign_named(body ->> 'campaign')) o on true
    left join lateral lawful_window(p.reason, p.year, claim_unit()) w on true
   cross join lateral (
     select case when asked.registers then p.registration_opens_on else w.registration_opens_on end as registration_opens_on,
            case when asked.registers then p.registration_closes_on else w.registration_closes_on end as registration_closes_on,
            case when asked.closes then p.closes_on when w.closes_on >= coalesce(p.opens_on, w.closes_on) then w.closes_on end as closes_on
       from (select body ?| '{registration_opens_on,registration_closes_on}' as registers, body ? 'closes_on' as closes) asked) d
  returning id into made;
  return made;
end $$;

-- After the last day it is the leader who gives another one, by a move.
create or replace function app.patch_award_round(wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(select f from award_rounds r, round_faults(to_jsonb(r) || jsonb_build_object('campaign', r.campaign_id, 'document', r.document_id) || body) f where r.id = wanted)
    || array(select f from award_rounds r, round_award_faults(to_jsonb(r) || body, null) f where r.id = wanted and body ?| '{award_types,opens_on,closes_on}')
    || array(select f from award_rounds r, round_window_faults(r) f
              where r.id = wanted and r.state = 'open' and r.closes_on < today() and body ? 'closes_on' and (body ->> 'closes_on')::date is distinct from r.closes_on));
  update award_rounds r
     set (title, achievement_from, achievement_to, award_types, registration_opens_on, registration_closes_on, opens_on, closes_on, window_citation, note, document_id, invented)
       = (select p.title, p.achievement_from, p.achievement_to, coalesce(p.award_types, '{}'), p.registration_opens_on, p.registration_closes_on, p.opens_on, p.closes_on,
                 case when p.closes_on is not distinct from r.closes_on then r.window_citation end, p.note,
                 case when body ? 'document' then (body ->> 'document')::uuid else r.document_id end, coalesce(p.invented, false)
            from jsonb_populate_record(r, body) p)
   where r.id = wanted;
  return wanted;
end $$;

-- The standing round of a unit for what cannot wait; there from its first proposal on.
create or replace function app.standing_round(unit int, why text) returns uuid language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  found_id uuid;
begin
  insert into award_rounds(unit_id, reason, standing, title, state) values (unit, why, true, 'Khen thưởng đột xuất', 'open')
  on conflict (unit_id, reason) where standing do nothing;
  select id into strict found_id from award_rounds where unit_id = unit and reason = why and standing;
  return found_id;
end $$;

-- The round a proposal goes to when it names none: the only one open for the same reason and campaign; ad hoc, the standing one.
create or replace function app.round_by_itself(receiver int, why text, campaign uuid) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  candidates uuid[];
begin
  if why = 'ad_hoc' then
    return standing_round(receiver, why);
  end if;
  candidates := array(select r.id from award_rounds r
                       where r.unit_id = receiver and r.reason = why and not r.standing and round_takes_proposals(r) and r.campaign_id is not distinct from campaign limit 2);
  return case when cardinality(candidates) = 1 then candidates[1] end;
end $$;

create or replace function app.seen_round(wanted uuid) returns uuid language plpgsql stable set search_path = app, pg_temp as $$
begin
  if not exists (select from award_rounds where id = wanted) or not round_is_heard(wanted) then
    perform raise_problem(404, 'not_found');
  end if;
  return wanted;
end $$;

-- Whether the caller's unit hears of what a unit has open: an engine's look, behind the row policies.
create or replace function app.hears_of(unit int) returns boolean language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return exists (select from unit_hears h where h.viewer_id = claim_unit() and h.issuer_id = unit and h.valid_from <= today() and h.valid_to > today());
end $$;

create or replace function app.award_round_shown(shown app.award_rounds)
returns table (id uuid, "unit.id" uuid, "unit.code" text, "unit.name" text, "campaign.id" uuid, "campaign.code" text, "campaign.title" text, reason text, year int,
               standing boolean, title text, achievement_from date, achievement_to date, award_types text[], registration_opens_on date, registration_closes_on date,
               opens_on date, closes_on date, window_citation text, takes_proposals boolean, takes_registrations boolean, note text, document_id uuid,
               registration_count int, proposal_count int, invented boolean, state text, version int, created_at timestamptz, changed_at timestamptz,
               allowed_actions text[], _unit_id int, _published boolean)
language plpgsql volatile rows 1 as $$
#variable_conflict use_column
begin
  return query
  select shown.id, unit_uid(shown.unit_id), unit_code_on(shown.unit_id), unit_name_on(shown.unit_id), c.id, c.code, c.title, shown.reason, shown.year, shown.standing,
         shown.title, shown.achievement_from, shown.achievement_to, shown.award_types, shown.registration_opens_on, shown.registration_closes_on, shown.opens_on,
         shown.closes_on, shown.window_citation, round_takes_proposals(shown), round_takes_registrations(shown), shown.note, shown.document_id,
         (select count(*) from award_registrations g where g.round_id = shown.id)::int, (select count(*) from proposals p where p.round_id = shown.id)::int, shown.invented,
         shown.state, shown.version, shown.created_at, shown.changed_at, allowed_actions('award_round', shown.id), shown.unit_id, shown.state <> 'planned' and hears_of(shown.unit_id)
    from (select 1) one left join campaigns c on c.id = shown.campaign_id;
end $$;

create or replace function app.award_round_made(wanted uuid) returns setof app.award_rounds language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from award_rounds where id = wanted
$$;

-- ---- quotas ----

create or replace function app.quota_faults(round uuid, body jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select format('/quotas/%s', i.ordinal - 1) || f.place, f.code, f.params
    from jsonb_array_elements(body -> 'quotas') with ordinality i(item, ordinal) cross join lateral (
      select '' as place, 'quota_is_a_number_or_a_share' as code, '{}'::jsonb as params where (i.item ->> 'at_most' is null) = (i.item ->> 'percent' is null)
      union all
      select '/unit', 'quota_names_its_unit', '{}' where (i.item ->> 'scope' = 'unit') <> (i.item ->> 'unit' is not null)
      union all
      select '/unit', 'unit_not_found', jsonb_build_object('reference', i.item ->> 'unit') where i.item ->> 'unit' is not null and unit_found(i.item ->> 'unit') is null
      union all
      select '/award_type', 'award_type_not_found', jsonb_build_object('award_type', i.item ->> 'award_type')
       where i.item ->> 'award_type' is not null and not exists (select from award_types t where t.code = i.item ->> 'award_type')
      union all
      select '/award_type', 'award_type_not_offered', jsonb_build_object('name', award_name(i.item ->> 'award_type'), 'round', r.title)
        from award_rounds r where r.id = round and cardinality(r.award_types) > 0 and i.item ->> 'award_type' <> all (r.award_types)
      union all
      select '/honouree_kind', 'honouree_kind_does_not_fit', jsonb_build_object('award_type', t.code, 'name', award_name(t.code), 'kind', i.item ->> 'honouree_kind',
             'kind_label', label('honouree_kind', i.item ->> 'honouree_kind'))
        from award_types t where t.code = i.item ->> 'award_type' and i.item ->> 'honouree_kind' <> all (t.honouree_kinds)
      union all
      select '/unit', 'unit_outside_the_area', jsonb_build_object('unit', unit_name_on(unit_found(i.item ->> 'unit')))
       where unit_found(i.item ->> 'unit') is not null and not unit_reaches(claim_unit(), unit_found(i.item ->> 'unit'))
      union all
      select '', 'quota_stands_already', '{}' where exists (
        select from jsonb_array_elements(body -> 'quotas') with ordinality b(item, ordinal) where b.ordinal < i.ordinal
           and (b.item ->> 'scope', unit_found(b.item ->> 'unit'), b.item ->> 'award_type', b.item ->> 'honouree_kind')
               is not distinct from (i.item ->> 'scope', unit_found(i.item ->> 'unit'), i.item ->> 'award_type', i.item ->> 'honouree_kind'))) f
  union all
  select format('/members/%s/unit', i.ordinal - 1), case when unit_found(i.item ->> 'unit') is null then 'unit_not_found' else 'not_unique' end, jsonb_build_object('reference', i.item ->> 'unit')
    from jsonb_array_elements(coalesce(body -> 'members', '[]')) with ordinality i(item, ordinal)
   where unit_found(i.item ->> 'unit') is null
      or exists (select from jsonb_array_elements(body -> 'members') with ordinality b(item, ordinal) where b.ordinal < i.ordinal
                    and unit_found(b.item ->> 'unit') = unit_found(i.item ->> 'unit') and b.item ->> 'honouree_kind' = i.item ->> 'honouree_kind')
$$;

-- Whether what is said of quotas, or of members, is something else than what stands.
create or replace function app.quotas_differ(round uuid, said app.award_round_quotas[]) returns boolean language sql volatile set search_path = app, pg_temp as $$
  with told as (select q.scope, q.for_unit_id, q.award_type, q.honouree_kind, q.at_most, q.percent, q.citation from unnest(said) q),
  stood as (select q.scope, q.for_unit_id, q.award_type, q.honouree_kind, q.at_most, q.percent, q.citation from award_round_quotas q where q.round_id = round)
  select exists ((table told except all table stood) union all (table stood except all table told))
$$;

create or replace function app.round_members_differ(round uuid, said app.award_round_members[]) returns boolean language sql volatile set search_path = app, pg_temp as $$
  with told as (select m.for_unit_id, m.honouree_kind, m.members, m.source from unnest(said) m),
  stood as (select m.for_unit_id, m.honouree_kind, m.members, m.source from award_round_members m where m.round_id = round)
  select exists ((table told except all table stood) union all (table stood except all table told))
$$;

-- All quotas of a round in place of those before. The round is locked by guard(), as it is by whoever sends a proposal to it; it
-- has a new version where something is said otherwise.
create or replace function app.put_round_quotas(round uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  owner int := (select unit_id from award_rounds where id = round);
  quotas award_round_quotas[];
  members award_round_members[];
  otherwise boolean;
begin
  perform raise_faults(array(select f from quota_faults(round, body) f));
  quotas := array(select jsonb_populate_record(null::award_round_quotas, i.item - 'unit' || jsonb_build_object('for_unit_id', unit_found(i.item ->> 'unit'))) from jsonb_array_elements(body -> 'quotas') i(item));
  members := array(select jsonb_populate_record(null::award_round_members, i.item - 'unit' || jsonb_build_object('for_unit_id', unit_found(i.item ->> 'unit'))) from jsonb_array_elements(body -> 'members') i(item));
  otherwise := quotas_differ(round, quotas);
  if otherwise then
    delete from award_round_quotas where round_id = round;
    insert into award_round_quotas(round_id, unit_id, scope, for_unit_id, award_type, honouree_kind, at_most, percent, citation)
    select round, owner, q.scope, q.for_unit_id, q.award_type, q.honouree_kind, q.at_most, q.percent, q.citation from unnest(quotas) q;
  end if;
  if body ? 'members' and round_members_differ(round, members) then
    delete from award_round_members where round_id = round;
    insert into award_round_members(round_id, unit_id, for_unit_id, honouree_kind, members, source)
    select round, owner, m.for_unit_id, m.honouree_kind, m.members, m.source from unnest(members) m;
    otherwise := true;
  end if;
  update award_rounds set changed_at = null where id = round and otherwise;
  return round;
end $$;

-- Every quota of a round: whether it counts for a unit, how many that leaves, and how many are sent. A proposal named in
-- `apart` is counted as if it had not been sent.
create or replace function app.round_quota_use(round uuid, unit int, apart uuid default null)
returns table (quota app.award_round_quotas, applies boolean, members int, most int, used int) language sql stable security definer set search_path = app, pg_temp as $$
  with q as (
    select x as quota, case x.scope when 'unit' then x.for_unit_id = unit when 'round' then true else not exists (
             select from award_round_quotas o where o.round_id = round and o.scope = 'unit' and o.for_unit_id = unit
                and o.award_type is not distinct from x.award_type and o.honouree_kind is not distinct from x.honouree_kind) end as applies
      from award_round_quotas x where x.round_id = round),
  sized as (
    select q.*, (select sum(m.members)::int from award_round_members m where m.round_id = round and ((q.quota).scope = 'round' or m.for_unit_id = coalesce((q.quota).for_unit_id, unit))
                    and coalesce((q.quota).honouree_kind, m.honouree_kind) = m.honouree_kind) as members from q)
  select s.quota, s.applies, case when (s.quota).percent is not null then s.members end, coalesce((s.quota).at_most, floor((s.quota).percent * s.members / 100)::int),
         (select count(*)::int from proposals p join nominations n on n.proposal_id = p.id join honourees h on h.id = n.honouree_id
           where p.round_id = round and p.id is distinct from apart and p.state not in ('draft', 'returned') and n.state not in ('draft', 'failed', 'struck_out', 'withdrawn')
             and ((s.quota).scope = 'round' or n.unit_id = coalesce((s.quota).for_unit_id, unit))
             and coalesce((s.quota).award_type, n.award_type) = n.award_type and coalesce((s.quota).honouree_kind, h.kind) = h.kind)
    from sized s
$$;

-- As replies show them for one unit; what another unit has sent is for those who reach it, and for who keeps the round.
create or replace function app.round_quotas_shown(round uuid, asked int)
returns table (round_id uuid, "unit.id" uuid, "unit.code" text, "unit.name" text, quotas jsonb, members jsonb, version int, _unit_id int, _published boolean)
language plpgsql volatile rows 1 set search_path = app, pg_temp as $$
declare
  r award_rounds;
  unit int := coalesce(asked, claim_unit());
begin
  select * into r from award_rounds x where x.id = round;
  if r.id is null or not (unit_reaches(claim_unit(), unit) or r.unit_id = claim_unit()) then
    perform raise_problem(404, 'not_found');
  end if;
  return query select r.id, unit_uid(unit), unit_code_on(unit), unit_name_on(unit),
    (select coalesce(jsonb_agg(jsonb_build_object('scope', (u.quota).scope, 'unit', unit_brief((u.quota).for_unit_id), 'award_type', (u.quota).award_type,
              'honouree_kind', (u.quota).honouree_kind, 'at_most', (u.quota).at_most, 'percent', (u.quota).percent, 'citation', (u.quota).citation, 'applies', u.applies,
              'members', u.members, 'limit', u.most, 'used', u.used)
            order by (u.quota).scope, (u.quota).honouree_kind, (u.quota).award_type, (u.quota).for_unit_id), '[]') from round_quota_use(r.id, unit) u
      where (u.quota).scope <> 'unit' or u.applies or r.unit_id = claim_unit()),
    (select coalesce(jsonb_agg(jsonb_build_object('unit', unit_brief(m.for_unit_id), 'honouree_kind', m.honouree_kind, 'members', m.members, 'source', m.source)
                               order by m.for_unit_id, m.honouree_kind), '[]')
       from award_round_members m where m.round_id = r.id and (m.for_unit_id = unit or r.unit_id = claim_unit())),
    r.version, r.unit_id, r.state <> 'planned';
end $$;

-- What of a proposal's nominations is more than the quotas leave.
create or replace function app.quota_findings(p app.proposals) returns table (code text, severity text, params jsonb) language sql stable security definer set search_path = app, pg_temp as $$
  select case when u.most is null then 'quota_base_missing' else 'quota_exceeded' end, case when u.most is null then 'warning' else 'fault' end,
         jsonb_build_object('scope', (u.quota).scope, 'round', r.title, 'limit', u.most, 'used', u.used, 'proposed', own.count, 'percent', (u.quota).percent,
                            'kind_label', coalesce(label('honouree_kind', (u.quota).honouree_kind), ''), 'name', coalesce(award_name((u.quota).award_type), ''),
                            'citation', (u.quota).citation,
                            'what', coalesce(nullif(concat_ws(', ', award_name((u.quota).award_type), label('honouree_kind', (u.quota).honouree_kind)), ''), every_award()))
    from award_rounds r cross join lateral round_quota_use(r.id, p.unit_id, p.id) u
   cross join lateral (
     select count(*)::int from nominations n join honourees h on h.id = n.honouree_id
      where n.proposal_id = p.id and n.state not in ('failed', 'struck_out', 'withdrawn')
        and coalesce((u.quota).award_type, n.award_type) = n.award_type and coalesce((u.quota).honouree_kind, h.kind) = h.kind) own
   where r.id = p.round_id and u.applies and own.count > 0 and (u.most is null or u.used + own.count > u.most)
$$;

-- ---- registrations ----

create or replace function app.registration_faults(r app.award_rounds, place text, body jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  with nominee as (select nominee_kind((body ->> 'honouree')::uuid) as kind)
  select place || '/honouree', 'honouree_not_found', '{}'::jsonb from nominee where kind is null
  union all
  select place || '/award_type', 'award_type_not_found', jsonb_build_object('award_type', body ->> 'award_type')
   where not exists (select from award_types t where t.code = body ->> 'award_type')
  union all
  select place || '/award_type', 'award_type_not_offered', jsonb_build_object('name', award_name(body ->> 'award_type'), 'round', r.title)
   where cardinality(r.award_types) > 0 and body ->> 'award_type' <> all (r.award_types)
  union all
  select place || '/award_type', 'honouree_kind_does_not_fit', jsonb_build_object('award_type', t.code, 'name', award_name(t.code), 'kind', n.kind,
         'kind_label', label('honouree_kind', n.kind), 'kinds', to_jsonb(t.honouree_kinds))
    from award_types t, nominee n where t.code = body ->> 'award_type' and n.kind <> all (t.honouree_kinds)
$$;

create or replace function app.registration_is_open(r app.award_rounds) returns void language plpgsql stable set search_path = app, pg_temp as $$
begin
  if not round_takes_registrations(r) then
    perform raise_problem(409, 'registrations_are_closed', jsonb_build_object('title', r.title, 'opens_on', r.registration_opens_on,
      'closes_on', coalesce(r.registration_closes_on, r.closes_on), 'who', desk_name('own', jsonb_build_object('unit_id', r.unit_id))));
  end if;
end $$;

create or replace function app.new_registrations(round uuid, body jsonb) returns setof uuid language plpgsql set search_path = app, pg_temp as $$
declare
  r award_rounds;
begin
  select * into r from award_rounds where id = seen_round(round);
  perform registration_is_open(r);
  if not may_receive(r.unit_id, claim_unit()) then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label('award_registration'), 'who', desk_name('own', jsonb_build_object('unit_id', r.unit_id))));
  end if;
  perform raise_faults(array(
    select f from jsonb_array_elements(body -> 'items') with ordinality i(item, ordinal), registration_faults(r, format('/items/%s', i.ordinal - 1), i.item) f
    union all
    select row(format('/items/%s/honouree', i.ordinal - 1), 'registered_twice', '{}')::fault
      from jsonb_array_elements(body -> 'items') with ordinality i(item, ordinal)
     where exists (select from award_registrations g where g.round_id = round and g.honouree_id::text = i.item ->> 'honouree' and g.award_type = i.item ->> 'award_type')
        or exists (select from jsonb_array_elements(body -> 'items') with ordinality b(item, ordinal)
                    where b.ordinal < i.ordinal and (b.item ->> 'honouree', b.item ->> 'award_type') = (i.item ->> 'honouree', i.item ->> 'award_type'))));
  return query
    insert into award_registrations(round_id, unit_id, issuer_id, honouree_id, award_type, registered_on, note)
    select round, claim_unit(), r.unit_id, (item ->> 'honouree')::uuid, item ->> 'award_type', today(), item ->> 'note'
      from jsonb_array_elements(body -> 'items') with ordinality i(item, ordinal) order by i.ordinal
    returning id;
end $$;

create or replace function app.delete_registration(wanted uuid) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  perform registration_is_open(r) from award_registrations g join award_rounds r on r.id = g.round_id where g.id = wanted;
  delete from award_registrations where id = wanted;
  return wanted;
end $$;

-- Whether it was registered for its round; null where the round asked for none.
create or replace function app.was_registered(round uuid, honouree uuid, wanted_type text) returns boolean language sql stable security definer set search_path = app, pg_temp as $$
  select case when r.registration_opens_on is not null then exists (
           select from award_registrations g where g.round_id = r.id and g.honouree_id = honouree and g.award_type = wanted_type) end
    from award_rounds r where r.id = round
$$;

create or replace function app.registration_shown(shown app.award_registrations)
returns table (id uuid, round_id uuid, "unit.id" uuid, "unit.code" text, "unit.name" text, "honouree.id" uuid, "honouree.kind" text, "honouree.name" text, award_type text,
               award_type_name text, registered_on date, note text, proposed boolean, version int, created_at timestamptz, changed_at timestamptz,
               allowed_actions text[], _unit_id int, _issuer_id int)
language sql volatile rows 1 security definer set search_path = app, pg_temp as $$
  select shown.id, shown.round_id, unit_uid(shown.unit_id), unit_code_on(shown.unit_id), unit_name_on(shown.unit_id), h.id, h.kind, h.name, shown.award_type,
         award_name(shown.award_type), shown.registered_on, shown.note,
         exists (select from proposals p join nominations n on n.proposal_id = p.id where p.round_id = shown.round_id and p.state not in ('draft', 'returned')
                    and n.honouree_id = shown.honouree_id and n.award_type = shown.award_type),
         shown.version, shown.created_at, shown.changed_at, allowed_actions('award_registration', shown.id), shown.unit_id, shown.issuer_id
    from honourees h where h.id = shown.honouree_id
$$;

create or replace function app.registration_made(wanted uuid) returns setof app.award_registrations language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from award_registrations where id = wanted
$$;

select app.by_engine('app.hears_of(int)', 'app.round_is_heard(uuid)', 'app.reopen_round(uuid,uuid)', 'app.round_window_faults(app.award_rounds)', 'app.standing_round(int,text)', 'app.round_quota_use(uuid,int,uuid)', 'app.quota_findings(app.proposals)',
  'app.was_registered(uuid,uuid,text)', 'app.registration_shown(app.award_registrations)');
revoke execute on function app.reopen_round(uuid, uuid) from thidua_service;
