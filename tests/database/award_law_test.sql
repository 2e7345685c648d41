-- The law on awards by its dates: who votes how, which steps a case takes, how long it may take, and what a province's own
-- rule may change of it. Bonus and authority have their vectors in awards_test.sql.
begin;
\ir cast.psql
select plan(45);

-- ---- votes needed, in integers ----
select is(votes_needed(percent, more, total), wanted, format('%s of %s are %s %s percent', wanted, total, case when more then 'more than' else 'at least' end, percent))
  from (values (90, false, 17, 16), (80, false, 17, 14), (90, false, 10, 9), (80, false, 9, 8), (50, true, 17, 9), (50, true, 10, 6), (100, false, 7, 7), (90, false, 1, 1)) v(percent, more, total, wanted);
select ok(not (15 >= votes_needed(90, false, 17)) and not (13 >= votes_needed(80, false, 17)), '15 of 17 are not 90 percent, nor 13 of 17 80 percent');

-- ---- how a council votes ----
create function pg_temp.vote(award text, why text, day date) returns text language sql as $$
  select concat_ws(' ', v.percent, case when v.more_than then 'more' end, v.of, v.quorum_numerator || '/' || v.quorum_denominator, v.ballots_at_most, v.recused, v.modes)
    from vote_rule(award, 'individual', why, pg_temp.id_of('t-kon-tum'), day) v
$$;
select is(pg_temp.vote('CSTDT', 'merit', '2025-06-16'), '90 all_members 2/3 2 stay_in_base {paper,electronic_secret}', 'a fighter of the province: 90 of 100 of all members, in secret');
select is(pg_temp.vote('CSTDCS', 'merit', '2025-06-16'), '80 all_members 2/3 2 stay_in_base {paper,electronic_secret}', 'a grassroots fighter: 80');
select is(pg_temp.vote('BK_T', 'movement', '2025-06-16'), '50 more all_members 2/3 2 stay_in_base {show_of_hands,paper,electronic_open,electronic_secret}', 'a diploma: more than half');
select is(pg_temp.vote('BK_T', 'movement', '2023-02-01'), '50 more all_members 2/3 2 stay_in_base {show_of_hands,paper,electronic_open,electronic_secret}', 'as in 2023');
select is(pg_temp.vote('BK_T', 'ad_hoc', '2025-06-16'), null, 'none ad hoc');
select is(pg_temp.vote('GK_H', 'movement', '2025-06-16'), null, 'none for a certificate of merit: minutes suffice');

-- ---- steps ----
create function pg_temp.route(award text, why text, day date) returns text language sql as $$
  select string_agg(step, ' ' order by ordinal) from route_of(award, 'individual', why, pg_temp.id_of('t-kon-tum'), day)
$$;
select is(pg_temp.route(award, why, day::date), wanted, format('steps of %s, %s, %s', award, why, day)) from (values
  ('CSTDTQ', 'merit', '2025-06-16', 'consultation publicity party_opinion council'), ('CSTDT', 'merit', '2025-06-16', 'council'),
  ('BK_T', 'movement', '2023-02-01', 'standing_committee'), ('BK_T', 'ad_hoc', '2025-06-16', null), ('LDTT', 'merit', '2025-06-16', null)) v(award, why, day, wanted);

-- ---- time, which a unit may only shorten ----
create function pg_temp.days(award text, slug text, day date) returns text language sql as $$
  select format('%s of %s', working_days, statutory_days) from time_limit_on(award, 'merit', pg_temp.id_of(slug), day)
$$;
select is(pg_temp.days('CSTDCS', 't-xa-kon-plong', '2025-07-02'), '20 of 20', 'twenty days at a commune');
select is(pg_temp.days('CSTDT', 't-kon-tum', '2025-06-16'), '25 of 25', 'twenty-five at the province');
select is(pg_temp.days('CSTDT', 't-doan-ket', '2025-06-16'), null, 'none where another level judges');
insert into award_rules(rule, award_type, value, valid_from, citation, confidence, unit_id)
select 'time_limit', v.award, v.value::jsonb, '2025-01-01', 'Quyết định của tỉnh', 'strong', pg_temp.id_of('t-kon-tum')
  from (values ('CSTDT', '{"working_days": 12}'), ('BK_T', '{"working_days": 40}'), ('GK_H', '{"working_days": 8}')) v(award, value);
select is(pg_temp.days('CSTDT', 't-kon-tum', '2025-06-16'), '12 of 25', 'the province shortens it for itself');
select is(pg_temp.days('BK_T', 't-kon-tum', '2025-06-16'), '25 of 25', 'and never lengthens it');
select is(pg_temp.days('GK_H', 't-tp', '2025-06-16'), '8 of ', 'its districts keep to what it says where the law is silent');
select is(pg_temp.days('CSTDT', 't-quang-ngai', '2025-07-02'), '25 of 25', 'another province does not');

-- ---- what a province asks for itself, until the nation asks for more ----
insert into award_rules(rule, award_type, value, valid_from, citation, confidence, unit_id) values
  ('threshold', 'CSTDCS', '{"percent": 85, "of": "all_members"}', '2025-01-01', 'Quyết định của tỉnh', 'strong', pg_temp.id_of('t-kon-tum')),
  ('threshold', 'CSTDCS', '{"percent": 90, "of": "all_members"}', '2025-06-01', 'Nghị định (thử)', 'strong', null);
select is((select format('%s, %s', percent, citation) from vote_rule('CSTDCS', 'individual', 'merit', pg_temp.id_of(slug), day::date)), wanted, format('%s on %s: %s', slug, day, wanted))
  from (values ('t-tp', '2025-05-16', '85, Quyết định của tỉnh'), ('t-tp', '2025-06-16', '90, Nghị định (thử)'), ('t-xa-kon-plong', '2025-07-02', '90, Nghị định (thử)')) v(slug, day, wanted);

-- ---- every row has its article, and weak ones say why ----
select is_empty($$select rule, award_type from award_rules where confidence = 'weak' and source is null and rule not in ('factor', 'base_salary', 'rounding', 'time_limit')$$, 'what is weak says why');

-- ---- the nation's rows are entered at the root, and the one before them ends the day before ----
select is_empty($$select a.id from award_rules a join award_rules b on b.rule = a.rule and b.id <> a.id
  and (b.award_type, b.granting_level, b.unit_kind, b.honouree_kind, b.reason, b.unit_id) is not distinct from (a.award_type, a.granting_level, a.unit_kind, a.honouree_kind, a.reason, a.unit_id)
  and a.citation not like '%(thử)' and b.citation not like '%(thử)' and daterange(a.valid_from, a.valid_to) && daterange(b.valid_from, b.valid_to)$$, 'no two rows speak of the same on the same day');
insert into documents(id, unit_id, kind, number, issued_on, abstract, is_public) values
  ('00000000-0000-7000-8000-0000000000aa', pg_temp.id_of('t-viet-nam'), 'decision', '161/2026/NĐ-CP', '2025-06-10', 'Nghị định (giả định)', true);
create function pg_temp.entered(account text, more jsonb) returns text language sql as $$
  select pg_temp.asked(account, format('select valid_from from new_award_rule(%L)', '{"rule":"base_salary","value":{"amount":2530000},"valid_from":"2026-07-01","citation":"Nghị định (giả định)","document":"00000000-0000-7000-8000-0000000000aa"}'::jsonb || more))
$$;
select is(pg_temp.entered('t-kon-tum.admin', '{}'), 'PT422 validation_failed', 'no province sets the base salary');
select is(jsonb_path_query_first(pg_temp.told(), '$.errors[*].code'), '"rule_is_not_local"', 'it is told so');
select is(pg_temp.entered('t-tp.leader', '{}'), 'PT403 not_allowed', 'nor does a district');
select is(pg_temp.entered('t-viet-nam.admin', '{}'), 'PT409 award_rule_overlaps', 'the root finds what stands from that day');
select is(pg_temp.entered('t-viet-nam.admin', '{"valid_from":"2026-07-02","valid_to":"2026-08-01"}'), 'PT409 award_rule_leaves_a_gap', 'and leaves no day without a base salary');
select is(pg_temp.entered('t-viet-nam.admin', '{"valid_from":"2026-07-02"}'), '2026-07-02', 'and enters its own from the next');
select is((select valid_to from award_rules where rule = 'base_salary' and valid_from = '2026-07-01'), '2026-07-02'::date, 'the one before it ends then');
select is((select bonus from bonus_on(award, 'individual', '2026-07-02')), wanted::numeric, format('bonus of %s at 2,530,000: %s', award, wanted))
  from (values ('CSTDTQ', 11390000), ('LDTT', 760000)) v(award, wanted);
select is((select bonus from bonus_on('LDTT', 'individual', '2026-06-30')), 710000::numeric, 'and as before on 2026-06-30');
select is(pg_temp.asked('t-viet-nam.admin', $$with c as (update award_rules set value = '{"amount": 1}' where rule = 'base_salary' returning 1) select count(*) from c$$),
  '42501 permission denied for table award_rules', 'nobody edits what a row says');
select is(pg_temp.asked('t-kon-tum.admin', $$with c as (update award_rules set valid_to = '2025-01-01' where rule = 'base_salary' returning 1) select count(*) from c$$), '0', 'nor ends the nation''s');
select is(pg_temp.asked('t-viet-nam.admin', $$with c as (delete from award_rules where rule = 'base_salary' and valid_from < today() returning 1) select count(*) from c$$), '0', 'nor takes back what has begun');
select * from finish();
rollback;
