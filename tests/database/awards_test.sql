-- Awards: what the law says on a day, the money that follows from it, who sees a proposal, and the ledger that only a
-- signature writes.
begin;
\ir cast.psql
select plan(70);

-- ---- bonus: factor × base salary of the day, rounded up to 10,000 đồng ----
select is((select bonus from bonus_on(award, kind, '2025-07-02')), wanted::numeric, format('bonus of %s, %s: %s', award, kind, wanted)) from (values
  ('LDTT', 'individual', 710000), ('GK_X', 'individual', 710000), ('GK_X', 'collective', 1410000), ('GK_X', 'household', 1060000), ('BK_T', 'household', 5270000),
  ('TTLDTT', 'collective', 1880000), ('CSTDTQ', 'individual', 10530000), ('CTDCP', 'collective', 28080000)) v(award, kind, wanted);
select is(4 * (select bonus from bonus_on('CTDCP', 'collective', '2025-12-01')) + (select bonus from bonus_on('CSTDTQ', 'individual', '2025-12-01')), 122850000::numeric,
  'four flags and one title: 122,850,000');
select is((select bonus from bonus_on('GK_H', 'individual', '2025-06-15')), 710000::numeric, 'a district''s certificate in June 2025');
select is((select bonus from bonus_on('GK_X', 'individual', '2025-06-30')), 360000::numeric, 'a commune''s was half of it until 2025-06-30');
select is((select base_salary from bonus_on('LDTT', 'individual', day::date)), wanted::numeric, 'base salary on ' || day)
  from (values ('2023-06-30', 1490000), ('2023-07-01', 1800000), ('2024-06-30', 1800000), ('2024-07-01', 2340000)) v(day, wanted);
select is((select bonus from bonus_on(award, kind, '2023-02-08')), wanted::numeric, format('bonus of %s, %s in February 2023: %s', award, kind, wanted)) from (values
  ('GK_X', 'individual', 230000), ('GK_X', 'collective', 450000), ('BK_T', 'individual', 1490000)) v(award, kind, wanted);
select is((select string_agg(d ->> 'decider', '; ') from jsonb_array_elements(deciders_on(award, '2023-12-31')) d), wanted, format('%s was decided in 2023 by %s', award, wanted))
  from (values ('BK_TTG', 'Thủ tướng Chính phủ'), ('HC_LD_3', 'Chủ tịch nước')) v(award, wanted);
select is_empty($$select * from bonus_on('GDVH', 'household', '2025-07-02')$$, 'a cultural family has no bonus: the law names no factor');

-- ---- councils: no act of the courts is theirs, and what is weak is told to who signs and in the minutes ----
select is_empty($$select * from award_rules where citation like '%TANDTC%'$$, 'no rule rests on a circular of the courts');
select s.id as session from council_sessions s join council_session_items i on i.session_id = s.id where i.rule_confidence = 'weak' limit 1 \gset
select isnt_empty(format('select * from vote_rules_are_weak(%L, null)', :'session'), 'who signs minutes is warned of a share that was not verified');
select alike(weak_rules_noted(:'session')::text, '%chưa đối chiếu với nguyên văn%', 'and the minutes note it');

-- ---- authority by level and date ----
create function pg_temp.may(slug text, award text, day date) returns boolean language sql as $$ select allowed from authority_on(award, pg_temp.id_of(slug), day) $$;
select is(pg_temp.may(slug, award, day::date), wanted, format('%s may%s decide %s on %s', slug, case when wanted then '' else ' not' end, award, day)) from (values
  ('t-xa-kon-plong', 'CSTDCS', '2025-07-01', true), ('t-hieu', 'CSTDCS', '2025-06-30', false), ('t-tp', 'CSTDCS', '2025-06-30', true),
  ('t-tp', 'GK_H', '2025-06-30', true), ('t-tp', 'GK_H', '2025-07-01', false), ('t-tp', 'LDTT', '2025-07-01', false), ('t-tp', 'BK_T', '2025-06-30', false),
  ('t-hieu', 'GK_X', '2025-06-30', true), ('t-hieu', 'GDVH', '2025-06-30', true), ('t-hieu', 'TVH', '2025-06-30', false), ('t-xa-kon-plong', 'TVH', '2025-07-01', true),
  ('t-kon-tum', 'BK_T', '2025-06-30', true), ('t-quang-ngai', 'BK_T', '2025-07-01', true), ('t-kon-tum', 'CSTDTQ', '2025-06-30', false),
  ('t-viet-nam', 'CSTDTQ', '2025-07-01', true), ('t-phong-noi-vu', 'GK_SO', '2025-06-30', false), ('t-tp', 'TVH', '2023-12-31', true)) v(slug, award, day, wanted);
select is((select citation from authority_on('CSTDCS', pg_temp.id_of('t-hieu'), '2025-06-30')), 'Luật 06/2022/QH15 Điều 80', 'a commune''s limit is cited');
select is((select citation from authority_on('CSTDCS', pg_temp.id_of('t-xa-kon-plong'), '2025-07-01')), 'Nghị định 129/2025/NĐ-CP Điều 59', 'and its new authority');
select alike((select citation from authority_on('GK_H', pg_temp.id_of('t-tp'), '2025-07-01')), 'Nghị định 129/2025/NĐ-CP Điều 59%', 'and the end of districts');
select is_empty($$select rule, award_type from award_rules where citation = '' or valid_to <= valid_from$$, 'every rule has its article and its dates');
select is_empty($$select a.award_type, a.granting_level, a.unit_kind from award_rules a join award_rules b on b.rule = a.rule and b.award_type = a.award_type
  and b.granting_level is not distinct from a.granting_level and b.unit_kind is not distinct from a.unit_kind and b.honouree_kind is not distinct from a.honouree_kind
  and b.id > a.id and daterange(a.valid_from, a.valid_to) && daterange(b.valid_from, b.valid_to)
  where a.unit_id is null and b.unit_id is null and a.reason is null and b.reason is null$$, 'no two rules speak of the same on the same day');

-- A province's own row comes before the nation's.
insert into award_rules(rule, reason, value, valid_from, citation, confidence, unit_id)
select 'document', 'ad_hoc', '{"proposal": [], "nomination": []}', '2025-01-01', 'Quyết định của tỉnh', 'strong', pg_temp.id_of('t-kon-tum');
select is((select citation from award_rule('document', 'GK_H', 'individual', 'ad_hoc', pg_temp.id_of('t-doan-ket'), '2025-06-16')), 'Quyết định của tỉnh', 'the province''s own rule');
select is((select citation from award_rule('document', 'GK_H', 'individual', 'ad_hoc', pg_temp.id_of('t-xa-kon-plong'), '2025-07-02')), 'Luật 06/2022/QH15 Điều 85', 'is not another''s');

-- ---- a proposal and who sees it ----
select pg_temp.asked('t-doan-ket.reporter', $$select new_proposal('{"title":"Khen thưởng đột xuất","reason":"ad_hoc"}')$$) as proposal \gset
select is((select pg_temp.id_of('t-tp')), (select issuer_id from proposals where id = :'proposal'), 'goes to the nearest committee above');
select pg_temp.asked('t-doan-ket.reporter', format($$select new_nominations(%L, '{"items":[{"new_honouree":{"kind":"individual","name":"A Brôl"},"award_type":"GK_H","achievement":"Cứu người"}]}')$$, :'proposal')) as nomination \gset
select format('select count(*) from proposals p join nominations n on n.proposal_id = p.id join honourees h on h.id = n.honouree_id where p.id = %L', :'proposal') as sees \gset
select is(pg_temp.asked('t-doan-ket.reporter', :'sees'), '1', 'its unit sees it');
select is(pg_temp.asked('t-hoa-binh.reporter', :'sees'), '0', 'a sibling does not');
select is(pg_temp.asked('t-kon-plong.leader', :'sees'), '0', 'nor does another district');
select is(pg_temp.asked('t-kon-tum.leader', :'sees'), '1', 'the province does');
select is(pg_temp.asked('t-hoa-binh.reporter', format($$with c as (update proposals set title = 'x' where id = %L returning 1) select count(*) from c$$, :'proposal')), '0', 'a sibling changes nothing');
select is(pg_temp.asked('t-tp.reviewer', format($$with c as (update nominations set achievement = 'x' where id = %L returning 1) select count(*) from c$$, :'nomination')), '0', 'nor does the judge');
select is(pg_temp.asked('t-hoa-binh.reporter', format($$select new_nominations(%L, '{"items":[{"new_honouree":{"kind":"individual","name":"A Thiu"},"award_type":"GK_H","achievement":"Khác"}]}')$$, :'proposal')), null, 'nor is it added to');
select is(pg_temp.asked('t-hoa-binh.reporter', format($$select (nominee_kind(honouree_id)) from (select %L::uuid as honouree_id) h$$, (select honouree_id from nominations where id = :'nomination'))), null, 'somebody of another commune is nobody to nominate');

-- ---- moves ----
create function pg_temp.moved(account text, thing text, id text, target text, more jsonb default '{}') returns text language sql as $$
  select pg_temp.asked(account, format('select from_state || ''>'' || to_state from make_move(%L, %L, %L)', thing, id, more || jsonb_build_object('to', target)))
$$;
select is(pg_temp.moved('t-doan-ket.reporter', 'proposal', :'proposal', 'submitted'), 'draft>submitted', 'submitted: the province wants no papers');
select is((select state from nominations where id = :'nomination'), 'submitted', 'its nomination goes along');
select is(pg_temp.moved('t-tp.reviewer', 'proposal', :'proposal', 'received'), 'submitted>received', 'received');
select is(pg_temp.moved('t-kon-tum.reviewer', 'proposal', :'proposal', 'appraised', '{"note":"x"}'), 'PT403 wrong_desk', 'by no other desk');
select is(pg_temp.moved('t-tp.reviewer', 'proposal', :'proposal', 'appraised', '{"note":"Đủ"}'), 'received>appraised', 'appraised');
select is(pg_temp.moved('t-tp.reviewer', 'nomination', :'nomination', 'decided'), 'PT409 move_not_possible', 'nobody decides by asking');
select is(pg_temp.asked('t-tp.reviewer', $$insert into awards(unit_id) values (1) returning 1$$), '42501 permission denied for table awards', 'nobody writes the ledger');
insert into documents(id, unit_id, kind, abstract) values ('00000000-0000-7000-8000-00000000000d', pg_temp.id_of('t-tp'), 'minutes', 'Biên bản');
select is(pg_temp.moved('t-tp.reviewer', 'nomination', :'nomination', 'passed', '{"details":{"minutes_document":"00000000-0000-7000-8000-00000000000d"}}'), 'appraised>passed', 'passed with its minutes');
select pg_temp.asked('t-tp.reviewer', format($$select new_award_decision('{"title":"Khen thưởng","nominations":["%s"],"signer":{"name":"A","position":"Chủ tịch"}}')$$, :'nomination')) as decision \gset
select is(pg_temp.moved('t-tp.leader', 'award_decision', :'decision', 'signed', '{"details":{"number":"1/QĐ-UBND","decided_on":"2025-07-01","file_sha256":"0000000000000000000000000000000000000000000000000000000000000000"}}'), 'PT422 validation_failed', 'a decision of 2025-07-01 is refused on 2025-06-16');
select is(jsonb_path_query_array(pg_temp.told(), '$.errors[*].code'), '["decision_date_after_today", "authority_missing"]', 'with both faults at once');
select is(pg_temp.moved('t-tp.leader', 'award_decision', :'decision', 'signed', '{"details":{"number":"1/QĐ-UBND","decided_on":"2025-06-15","file_sha256":"0000000000000000000000000000000000000000000000000000000000000000"}}'), 'drafted>signed', 'that of 2025-06-15 is signed');
select is((select format('%s %s %s/%s %s %s', award_type, honouree_name, register_number, register_year, bonus, authority_citation) from awards where nomination_id = :'nomination'),
  'GK_H A Brôl 1/2025 710000 Luật 06/2022/QH15 Điều 80', 'the ledger says what the law of the day said');
select is((select p.state || ' ' || n.state from proposals p join nominations n on n.proposal_id = p.id where p.id = :'proposal'), 'decided decided', 'the proposal ends with its last nomination');

select * from finish();
rollback;
