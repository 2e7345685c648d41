-- The law on awards by its dates: who votes how, which steps a case takes, how long it may take, and what a province's own
-- rule may change of it. Bonus and authority have their vectors in awards_test.sql.
begin;
\ir cast.psql
select plan(28);

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

-- ---- every row has its article, and weak ones say why ----
select is_empty($$select rule, award_type from award_rules where confidence = 'weak' and source is null and rule not in ('factor', 'base_salary', 'rounding', 'time_limit')$$, 'what is weak says why');
select * from finish();
rollback;
