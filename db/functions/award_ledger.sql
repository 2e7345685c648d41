-- The ledger of awards: its bonus, what later decisions do to an entry, what is handed over, paid, issued again and taken back.

-- ---- the bonus that is due ----

-- Whether the bonus of each award is due beside those of the same honouree: of several titles of one period, and of several
-- forms for one achievement, the highest only; what was paid already for a lower one counts towards it.
create or replace function app.bonus_standings(asked app.awards[]) returns table (award_id uuid, due boolean, amount numeric, reason text, beside text, citation text)
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  with a as materialized (select x.*, award_counts(x) as counts, t.class from unnest(asked) x join award_types t on t.code = x.award_type),
  met as materialized (
    select a.id as award_id, a.issuer_id, a.decided_on, o.id, o.award_type, o.decision_number, o.bonus, (o.bonus, a.decided_on, a.id) > (a.bonus, o.decided_on, o.id) as higher,
           case when t.class <> a.class then 'title_and_form' when t.class = 'title' then 'titles' else 'forms' end as meeting
      from a join awards o on o.honouree_id = a.honouree_id and o.id <> a.id and award_counts(o) and o.bonus is not null and (a.hidden or not o.hidden)
      join award_types t on t.code = o.award_type
     where case when t.class = 'form' and a.class = 'form' then achievement_told(o.achievement) = achievement_told(a.achievement) else o.year = a.year end),
  law as materialized (
    select m.*, r.value, r.citation from (select distinct met.issuer_id, met.decided_on from met) m cross join lateral award_rule('bonus_overlap', null, null, null, m.issuer_id, m.decided_on) r),
  ruled as materialized (select m.*, l.citation as article from met m join law l using (issuer_id, decided_on) where l.value ->> m.meeting <> 'both'),
  best as (select distinct on (r.award_id) r.* from ruled r where r.higher order by r.award_id, r.bonus desc),
  paid as (select l.award_id, sum(kept_of(l.id)) as amount from ruled l where not l.higher group by l.award_id)
  select a.id, w.why is null, case when w.why is null then greatest(a.bonus - coalesce(p.amount, 0), 0) else 0 end, w.why,
         case when w.why in ('higher_title_of_period', 'higher_form_of_achievement', 'higher_of_both') then format('%s, %s', award_name(b.award_type), b.decision_number) end,
         coalesce(case when w.why is not null then b.article end, a.bonus_citation)
    from a left join best b on b.award_id = a.id left join paid p on p.award_id = a.id
    cross join lateral (select case when not a.counts then 'award_is_revoked' when a.bonus is null then 'no_factor' when b.id is null then null
                                    when b.meeting = 'titles' then 'higher_title_of_period' when b.meeting = 'forms' then 'higher_form_of_achievement' else 'higher_of_both' end as why) w;
end $$;

create or replace function app.bonus_standing(a app.awards) returns table (due boolean, amount numeric, reason text, beside text, citation text)
language plpgsql stable security definer rows 1 set search_path = app, pg_temp as $$
begin
  return query select b.due, b.amount, b.reason, b.beside, b.citation from bonus_standings(array[a]) b;
end $$;

create or replace function app.paid_for(award uuid) returns numeric language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (select coalesce(sum(amount), 0) from award_payments where award_id = award);
end $$;

-- What of it the honouree has: what came back after a revocation is due anew once the award stands again.
create or replace function app.kept_of(award uuid) returns numeric language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return paid_for(award) - (select coalesce(sum(amount), 0) from award_recoveries where award_id = award and what = 'bonus');
end $$;

-- ---- correction ----

-- The name as it should have read stands beside the name as decided; every later reader is shown the right one, and who is
-- still entered under the wrong one is not proposed under it again.
create or replace function app.correct_awards(d app.award_decisions) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  update honourees h set name = x.name
    from award_decision_awards x join awards a on a.id = x.award_id
   where x.decision_id = d.id and h.id = a.honouree_id and h.name = coalesce(a.corrected_name, a.honouree_name);
  update awards a set corrected_name = x.name, correction_id = d.id from award_decision_awards x where x.decision_id = d.id and a.id = x.award_id;
  insert into moves(thing, thing_id, to_state) select 'award', award_id, 'corrected' from award_decision_awards where decision_id = d.id order by ordinal;
end $$;

-- ---- revocation and restoration ----

-- Titles whose law asks for consecutive ones before them, and that counted a given one among these; and what rests on those.
create or replace function app.awards_resting_on(fallen uuid) returns setof uuid language sql stable security definer set search_path = app, pg_temp as $$
  with recursive resting(id) as (
    select fallen
    union
    select l.id from resting s join awards e on e.id = s.id join awards l on l.honouree_id = e.honouree_id and l.decided_on >= e.decided_on and l.id <> e.id
     cross join lateral award_rule('consecutive', l.award_type, l.honouree_kind, l.reason, l.issuer_id, l.decided_on) r
     where r.value ->> 'award_type' = e.award_type and l.year - e.year between 0 and (r.value ->> 'count')::int)
  select id from resting where id <> fallen
$$;

create or replace function app.revoke_award(fallen uuid, decision uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  insert into moves(thing, thing_id, to_state) values ('award', fallen, 'revoked');
  update awards set revocation_id = decision, restoration_id = null where id = fallen;
  update awards set relies_on_revoked = fallen where id in (select awards_resting_on(fallen)) and award_counts(awards) and relies_on_revoked is null;
end $$;

create or replace function app.revoke_awards(d app.award_decisions) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  perform revoke_award(award_id, d.id) from award_decision_awards where decision_id = d.id order by ordinal;
end $$;

-- The way back: the award stands again, and with it what rests on it.
create or replace function app.restore_awards(d app.award_decisions) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  raised awards;
begin
  for raised in select a.* from award_decision_awards x join awards a on a.id = x.award_id where x.decision_id = d.id order by x.ordinal loop
    update awards set restoration_id = d.id where id = raised.id;
    insert into moves(thing, thing_id, to_state) values ('award', raised.id, case when raised.correction_id is null then 'active' else 'corrected' end);
    update awards set relies_on_revoked = null where relies_on_revoked = raised.id;
  end loop;
end $$;

-- What a revoked award leaves to take back: the artefact until it is returned, was never given or cannot be had; the money
-- until all that was paid has come back or is written off.
create or replace function app.recovery_of(a app.awards) returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select case when a.state = 'revoked' then jsonb_build_object('artefact', s.artefact, 'bonus_paid', s.paid, 'bonus_recovered', s.back, 'bonus', s.bonus,
                                                              'done', s.artefact <> 'due' and s.bonus <> 'due') end
    from (select coalesce((select outcome from award_recoveries r where r.award_id = a.id and r.what = 'artefact' order by r.recovered_on desc, r.id desc limit 1), 'due') as artefact,
                 p.paid, p.back,
                 case when p.paid = 0 then 'not_given' when p.back >= p.paid then 'recovered' when p.dropped then 'written_off' else 'due' end as bonus
            from (select paid_for(a.id) as paid, (select coalesce(sum(amount), 0) from award_recoveries r where r.award_id = a.id and r.what = 'bonus') as back,
                         exists (select from award_recoveries r where r.award_id = a.id and r.what = 'bonus' and r.outcome = 'written_off') as dropped) p) s
$$;

-- ---- what is recorded of an award ----

-- Whose award it is for the guard: under embargo the granting unit's, else that of its honouree.
create or replace function app.award_owner(wanted uuid) returns int language sql stable security definer set search_path = app, pg_temp as $$
  select case when hidden then issuer_id else unit_id end from awards where id = wanted
$$;

create or replace function app.award_record_faults(a app.awards, place text, on_day date, document text) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select place, 'date_after_today', jsonb_build_object('date', on_day, 'today', today()) where on_day > today()
  union all
  select place, 'before_the_decision', jsonb_build_object('date', on_day, 'decided_on', a.decided_on) where on_day < a.decided_on
  union all
  select '/document', 'document_not_found', '{}'::jsonb where document is not null and not document_is_seen(document::uuid)
$$;

create or replace function app.new_presentation(wanted uuid, body jsonb) returns setof app.award_presentations language plpgsql set search_path = app, pg_temp as $$
declare
  a awards;
begin
  select * into strict a from awards where id = wanted;
  perform raise_faults(array(select f from award_record_faults(a, '/presented_on', (body ->> 'presented_on')::date, null) f)
    || array(select row('', 'award_is_not_published', '{}')::fault where a.hidden));
  return query
    insert into award_presentations(award_id, unit_id, issuer_id, presented_on, place, presented_by, ceremony, recorded_by_unit_id)
    select a.id, a.unit_id, a.issuer_id, p.presented_on, p.place, p.presented_by, p.ceremony, claim_unit() from jsonb_populate_record(null::award_presentations, body) p
    returning *;
end $$;

-- As much as is due, or a word why not.
create or replace function app.new_payment(wanted uuid, body jsonb) returns setof app.award_payments language plpgsql set search_path = app, pg_temp as $$
declare
  a awards;
  left_to_pay numeric;
  s record;
begin
  select * into strict a from awards where id = wanted;
  select * into strict s from bonus_standing(a);
  left_to_pay := greatest(s.amount - kept_of(a.id), 0);
  perform raise_faults(array(select f from award_record_faults(a, '/paid_on', (body ->> 'paid_on')::date, body ->> 'document') f)
    || array(select row('/amount', 'payment_differs_from_due', jsonb_strip_nulls(jsonb_build_object('due', left_to_pay, 'due_said', amount_said(left_to_pay),
                        'amount', (body ->> 'amount')::numeric, 'why', label('bonus_reason', s.reason), 'citation', coalesce(s.citation, a.bonus_citation))))::fault
              where (body ->> 'amount')::numeric <> left_to_pay and coalesce(body ->> 'reason', '') = ''));
  return query
    insert into award_payments(award_id, unit_id, issuer_id, paid_on, amount, due, reason, fund, number, document_id)
    select a.id, a.unit_id, a.issuer_id, p.paid_on, p.amount, left_to_pay, p.reason, coalesce(p.fund, unit_name_on(a.issuer_id, p.paid_on)), p.number, (body ->> 'document')::uuid
      from jsonb_populate_record(null::award_payments, body) p
    returning *;
end $$;

-- A copy has the days that the rule gives; without a rule it has none.
create or replace function app.new_copy(wanted uuid, body jsonb) returns setof app.award_copies language plpgsql set search_path = app, pg_temp as $$
declare
  a awards;
  asked date := coalesce((body ->> 'asked_on')::date, today());
begin
  select * into strict a from awards where id = wanted;
  perform raise_faults(array(select f from award_record_faults(a, '/asked_on', asked, body ->> 'document') f)
    || array(select row('', 'copy_is_under_way', '{}')::fault where exists (select from award_copies c where c.award_id = wanted and c.state = 'asked')));
  return query
    insert into award_copies(award_id, unit_id, issuer_id, kind, asked_on, due_on, citation, reason, request_document_id)
    select a.id, a.unit_id, a.issuer_id, body ->> 'kind', asked, working_day_after(asked, (r.value ->> 'working_days')::int, a.issuer_id), r.citation, body ->> 'reason',
           (body ->> 'document')::uuid
      from (select 1) one left join award_rule('copy', a.award_type, a.honouree_kind, a.reason, a.issuer_id, asked) r on true
    returning *;
end $$;

create or replace function app.copy_issue_is_wrong(wanted uuid, details jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  select '/details/issued_on', 'date_after_today', jsonb_build_object('date', details ->> 'issued_on', 'today', today()) where (details ->> 'issued_on')::date > today()
  union all
  select '/details/issued_on', 'copy_is_issued_after_it_is_asked', jsonb_build_object('asked_on', c.asked_on) from award_copies c where c.id = wanted and (details ->> 'issued_on')::date < c.asked_on
  union all
  select '/details/document', 'document_not_found', '{}'::jsonb where details ->> 'document' is not null and not document_is_seen((details ->> 'document')::uuid)
$$;

create or replace function app.issue_copy(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  update award_copies c set number = m.details ->> 'number', issued_on = (m.details ->> 'issued_on')::date, document_id = (m.details ->> 'document')::uuid
    from moves m where c.id = wanted and m.id = move;
end $$;

create or replace function app.new_recovery(wanted uuid, body jsonb) returns setof app.award_recoveries language plpgsql set search_path = app, pg_temp as $$
declare
  a awards;
  standing jsonb;
begin
  select * into strict a from awards where id = wanted;
  standing := recovery_of(a);
  perform raise_faults(array(select f from award_record_faults(a, '/recovered_on', (body ->> 'recovered_on')::date, body ->> 'document') f)
    || array(select row('/what', 'nothing_to_recover', jsonb_build_object('what', label('award_recovery', body ->> 'what')))::fault where standing ->> (body ->> 'what') <> 'due')
    || array(select row('/amount', 'recovery_names_its_amount', '{}')::fault where ((body ->> 'amount') is not null) <> (body ->> 'what' = 'bonus' and body ->> 'outcome' = 'recovered'))
    || array(select row('/amount', 'recovered_more_than_paid', jsonb_build_object('left', (standing ->> 'bonus_paid')::numeric - (standing ->> 'bonus_recovered')::numeric,
                        'left_said', amount_said((standing ->> 'bonus_paid')::numeric - (standing ->> 'bonus_recovered')::numeric)))::fault
              where body ->> 'what' = 'bonus' and (body ->> 'amount')::numeric > (standing ->> 'bonus_paid')::numeric - (standing ->> 'bonus_recovered')::numeric)
    || array(select row('/outcome', 'award_was_given', '{}')::fault
              where body ->> 'outcome' = 'not_given' and standing ->> (body ->> 'what') = 'due'
                and (body ->> 'what' = 'bonus' or exists (select from award_presentations p where p.award_id = wanted)))
    || array(select row('/note', 'required', '{}')::fault where body ->> 'outcome' = 'written_off' and coalesce(body ->> 'note', '') = ''));
  return query
    insert into award_recoveries(award_id, unit_id, issuer_id, what, outcome, recovered_on, amount, note, document_id)
    select a.id, a.unit_id, a.issuer_id, p.what, p.outcome, p.recovered_on, p.amount, p.note, (body ->> 'document')::uuid from jsonb_populate_record(null::award_recoveries, body) p
    returning *;
end $$;

-- Is something of a bonus still to be paid? What bonus_standing says in full, cheap enough to ask of a whole ledger.
drop function if exists app.award_to_do(app.awards);
create or replace function app.bonus_is_open(a app.awards) returns boolean language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  kept numeric;
begin
  if a.bonus is null or not award_counts(a) then
    return false;
  end if;
  kept := case when exists (select from award_payments p where p.award_id = a.id) then kept_of(a.id) else 0 end;
  if kept >= a.bonus then
    return false;
  elsif not exists (select from awards o where o.honouree_id = a.honouree_id and o.id <> a.id and o.bonus is not null and (o.year = a.year or achievement_told(o.achievement) = achievement_told(a.achievement))) then
    return true;
  end if;
  return (select s.amount from bonus_standing(a) s) > kept;
end $$;

-- What a council's vote on a nomination came to, for who proposed it; null where none was taken.
create or replace function app.vote_said(nomination uuid) returns text language sql stable security definer set search_path = app, pg_temp as $$
  select format(case claim_language() when 'en' then '%s of %s votes, %s were needed (%s)' else '%s trên %s phiếu tán thành, cần %s phiếu (%s)' end, r.yes, r.base, r.needed, r.citation)
    from council_result(nomination) r where r.yes is not null
$$;

-- ---- what replies show ----

-- The award when the caller sees it, 404 otherwise: for lists of what belongs to it.
create or replace function app.seen_award(wanted uuid) returns uuid language sql stable set search_path = app, pg_temp as $$
  select found_or_404(wanted::text, (select id from awards where id = wanted))
$$;

create or replace function app.decision_named_in_ledger(decision uuid) returns table (id uuid, number text, decided_on date) language sql stable strict security definer set search_path = app, pg_temp as $$
  select d.id, d.number, d.decided_on from award_decisions d where d.id = decision
$$;

create or replace function app.ground_of(decision uuid, award uuid) returns table (ground text, note text) language sql stable strict security definer set search_path = app, pg_temp as $$
  select x.ground, x.note from award_decision_awards x where x.decision_id = decision and x.award_id = award
$$;

-- Awards that the caller has read, in the order given.
drop function if exists app.award_shown(app.awards);
drop function if exists app.awards_shown(app.awards[]);
create or replace function app.awards_shown(shown app.awards[])
returns table (id uuid, "unit.id" uuid, "unit.code" text, "unit.name" text, "granting_unit.id" uuid, "granting_unit.code" text, "granting_unit.name" text,
               "honouree.id" uuid, "honouree.kind" text, "honouree.name" text, name_as_decided text, award_type text, award_type_name text, award_class text, "campaign.id" uuid,
               "campaign.code" text, "campaign.title" text, reason text, year int, achievement text, citation_text text, decision_id uuid, decider text, nomination_id uuid,
               decision_number text, decided_on date, register_year int, register_number int, authority_citation text, factor numeric, base_salary numeric,
               bonus numeric, bonus_citation text, bonus_due boolean, amount_due numeric, bonus_reason text, bonus_beside text, bonus_reason_citation text, fund text,
               amount_paid numeric, paid_on date, presented_on date, "correction.id" uuid, "correction.number" text, "correction.decided_on" date,
               "revocation.id" uuid, "revocation.number" text, "revocation.decided_on" date, revocation_ground text, revocation_note text,
               "restoration.id" uuid, "restoration.number" text, "restoration.decided_on" date, recovery jsonb, relies_on_revoked uuid, check_code text, embargoed boolean, published boolean,
               published_at timestamptz, invented boolean, state text, version int, created_at timestamptz, changed_at timestamptz, _unit_id int, _issuer_id int, _nth int)
language plpgsql stable set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
    with a as materialized (select x.* from unnest(shown) with ordinality x)
    select a.id, unit_uid(a.unit_id), unit_code_on(a.unit_id, a.decided_on), unit_name_on(a.unit_id, a.decided_on), unit_uid(a.issuer_id), unit_code_on(a.issuer_id, a.decided_on),
           g.name, a.honouree_id, a.honouree_kind, coalesce(a.corrected_name, a.honouree_name), a.honouree_name, a.award_type, award_name(a.award_type), t.class, c.id, c.code, c.title, a.reason,
           a.year, a.achievement, a.citation_text, a.decision_id, a.decider, a.nomination_id, a.decision_number, a.decided_on, a.register_year, a.register_number, a.authority_citation,
           a.factor, a.base_salary, a.bonus, a.bonus_citation, b.due, b.amount, b.reason, b.beside, case when not b.due then b.citation end, coalesce(a.decider, g.name), p.amount, p.day,
           s.presented_on, k.id, k.number, k.decided_on, v.id, v.number, v.decided_on, w.ground, w.note, o.id, o.number, o.decided_on,
           case when a.state = 'revoked' then recovery_of(shown[a.ordinality]) end, a.relies_on_revoked, a.check_code, a.hidden, a.published, a.published_at, a.invented, a.state,
           a.version, a.created_at, a.changed_at, case when a.hidden then a.issuer_id else a.unit_id end, a.issuer_id, a.ordinality::int
      from a join award_types t on t.code = a.award_type join bonus_standings(shown) b on b.award_id = a.id left join campaigns c on c.id = a.campaign_id
     cross join lateral (select unit_name_on(a.issuer_id, a.decided_on) as name offset 0) g
     cross join lateral (select coalesce(sum(x.amount), 0) as amount, max(x.paid_on) as day from award_payments x where x.award_id = a.id) p
      left join award_presentations s on s.award_id = a.id
      left join lateral decision_named_in_ledger(a.correction_id) k on true
      left join lateral decision_named_in_ledger(a.revocation_id) v on true left join lateral ground_of(a.revocation_id, a.id) w on true
      left join lateral decision_named_in_ledger(a.restoration_id) o on true
     order by a.ordinality;
end $$;

-- What awards come to: how many, what of their bonuses is due, was paid and came back, and what is left to pay and to take back.
-- Of a revoked one nothing is due, and what was written off is no longer asked back.
-- Whether one of these is still to be done: present, pay, recover, review.
create or replace function app.award_waits_for(a app.awards, asked text[]) returns boolean language sql stable as $$
  select case when a.state = 'revoked' then 'recover' = any (asked) and not (recovery_of(a) ->> 'done')::boolean
              else ('present' = any (asked) and (a.published or a.decider is not null) and not exists (select from award_presentations p where p.award_id = a.id))
                or ('pay' = any (asked) and bonus_is_open(a)) or ('review' = any (asked) and a.relies_on_revoked is not null) end
$$;

create or replace function app.awards_totalled(asked app.awards[])
returns table (awards int, revoked int, bonus_due numeric, bonus_paid numeric, bonus_recovered numeric, bonus_to_pay numeric, bonus_to_recover numeric)
language plpgsql stable set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  with paid as (
    select p.award_id, sum(p.amount) as amount from award_payments p where p.award_id in (select a.id from unnest(asked) a) group by p.award_id),
  back as (
    select r.award_id, coalesce(sum(r.amount), 0) as amount, bool_or(r.outcome = 'written_off') as dropped
      from award_recoveries r where r.what = 'bonus' and r.award_id in (select a.id from unnest(asked) a) group by r.award_id),
  each as (
    select a.state = 'revoked' as revoked, b.amount as due, coalesce(p.amount, 0) as paid, coalesce(r.amount, 0) as back, coalesce(r.dropped, false) as dropped
      from unnest(asked) a join bonus_standings(asked) b on b.award_id = a.id left join paid p on p.award_id = a.id left join back r on r.award_id = a.id)
  select count(*)::int, count(*) filter (where e.revoked)::int, coalesce(sum(e.due), 0), coalesce(sum(e.paid), 0), coalesce(sum(e.back), 0),
         coalesce(sum(greatest(e.due - (e.paid - e.back), 0)), 0), coalesce(sum(e.paid - e.back) filter (where e.revoked and not e.dropped), 0)
    from each e;
end $$;

create or replace function app.presentation_shown(p app.award_presentations)
returns table (id uuid, award uuid, presented_on date, place text, presented_by text, ceremony text, "recorded_by.id" uuid, "recorded_by.name" text, created_at timestamptz, version int, _unit_id int, _issuer_id int)
language sql stable rows 1 as $$
  select p.id, p.award_id, p.presented_on, p.place, p.presented_by, p.ceremony, unit_uid(p.recorded_by_unit_id), unit_name_on(p.recorded_by_unit_id), p.created_at, p.version, p.unit_id, p.issuer_id
$$;

create or replace function app.payment_shown(p app.award_payments)
returns table (id uuid, award uuid, paid_on date, amount numeric, due numeric, reason text, fund text, number text, document_id uuid, created_at timestamptz, version int, _unit_id int, _issuer_id int)
language sql stable rows 1 as $$
  select p.id, p.award_id, p.paid_on, p.amount, p.due, p.reason, p.fund, p.number, p.document_id, p.created_at, p.version, p.unit_id, p.issuer_id
$$;

drop function if exists app.copy_shown(app.award_copies);
create or replace function app.copy_shown(c app.award_copies)
returns table (id uuid, award uuid, kind text, asked_on date, due_on date, citation text, overdue boolean, reason text, request_document_id uuid, number text, issued_on date, document_id uuid,
               state text, created_at timestamptz, version int, allowed_actions text[], _unit_id int, _issuer_id int)
language sql volatile rows 1 as $$
  select c.id, c.award_id, c.kind, c.asked_on, c.due_on, c.citation, coalesce(c.state = 'asked' and c.due_on < today(), false), c.reason, c.request_document_id, c.number, c.issued_on, c.document_id,
         c.state, c.created_at, c.version, allowed_actions('award_copy', c.id), c.unit_id, c.issuer_id
$$;

create or replace function app.recovery_shown(r app.award_recoveries)
returns table (id uuid, award uuid, what text, outcome text, recovered_on date, amount numeric, note text, document_id uuid, created_at timestamptz, version int, _unit_id int, _issuer_id int)
language sql stable rows 1 as $$
  select r.id, r.award_id, r.what, r.outcome, r.recovered_on, r.amount, r.note, r.document_id, r.created_at, r.version, r.unit_id, r.issuer_id
$$;

-- A unit and all below it on any day, with what was merged into them when asked: whose awards a list is about.
create or replace function app.units_under(unit int, predecessors boolean) returns setof int language sql stable security definer set search_path = app, pg_temp as $$
  with recursive line(unit_id) as (
    select t.unit_id from unit_tree t where t.ancestor_id = unit
    union
    select s.predecessor_id from line join unit_successions s on predecessors and s.successor_id = line.unit_id and s.extent <> 'tasks'
      join unit_events e on e.id = s.event_id and e.reversed_on is null)
  select unit_id from line
$$;

select app.by_engine('app.bonus_standings(app.awards[])', 'app.bonus_standing(app.awards)', 'app.paid_for(uuid)', 'app.kept_of(uuid)', 'app.correct_awards(app.award_decisions)', 'app.awards_resting_on(uuid)', 'app.revoke_award(uuid,uuid)', 'app.revoke_awards(app.award_decisions)',
  'app.restore_awards(app.award_decisions)', 'app.recovery_of(app.awards)', 'app.bonus_is_open(app.awards)', 'app.vote_said(uuid)', 'app.award_owner(uuid)', 'app.copy_issue_is_wrong(uuid,jsonb)', 'app.issue_copy(uuid,uuid)',
  'app.decision_named_in_ledger(uuid)', 'app.ground_of(uuid,uuid)', 'app.units_under(int,boolean)');
revoke execute on function app.correct_awards(app.award_decisions), app.revoke_award(uuid, uuid), app.revoke_awards(app.award_decisions), app.restore_awards(app.award_decisions), app.issue_copy(uuid, uuid) from thidua_service;
