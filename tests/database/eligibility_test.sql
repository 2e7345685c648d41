-- Eligibility: every rule with each of its results, over people, titles and holds made here; and the results of units in the
-- campaigns of the demo.
begin;
\ir cast.psql
select plan(111);

-- ---- what cases are made of ----
create function pg_temp.somebody(slug text, full_name text, sort text default 'individual', more jsonb default '{}') returns uuid language sql as $$
  insert into honourees(unit_id, kind, name, collective_unit_id, members)
  values (pg_temp.id_of(slug), sort, full_name, pg_temp.id_of(more ->> 'unit'), (more ->> 'members')::int) returning id
$$;

-- A nomination of somebody for an award, for a reason and an achievement that ends in 2024 unless `more` says otherwise.
create function pg_temp.nominated(who uuid, award text, why text default 'merit', more jsonb default '{}') returns uuid language plpgsql as $$
declare
  home int := (select unit_id from honourees where id = who);
  proposal uuid := coalesce((more ->> 'proposal')::uuid, uuid_v7());
  made uuid;
begin
  insert into proposals(id, unit_id, issuer_id, title, reason, campaign_id, round_id)
  values (proposal, home, nearest_desk_above(home), 'Tờ trình', why, (more ->> 'campaign')::uuid, (more ->> 'round')::uuid) on conflict (id) do nothing;
  insert into nominations(proposal_id, unit_id, issuer_id, ordinal, honouree_id, award_type, achievement, achievement_from, achievement_to, state)
  values (proposal, home, nearest_desk_above(home), 1 + (select count(*) from nominations where proposal_id = proposal), who, award,
          coalesce(more ->> 'achievement', 'Thành tích của năm'), case when more ? 'from' then (more ->> 'from')::date else '2024-01-01' end,
          case when more ? 'to' then (more ->> 'to')::date else '2024-12-31' end, coalesce(more ->> 'state', 'draft'))
  returning id into made;
  return made;
end $$;

-- An award of the ledger for a year.
create function pg_temp.honoured(who uuid, award text, about int, why text default 'merit', what text default null, standing text default 'active', slug text default null) returns uuid
language plpgsql as $$
declare
  h honourees;
  home int;
  nomination uuid;
  decision uuid;
begin
  select * into h from honourees where id = who;
  home := coalesce(pg_temp.id_of(slug), h.unit_id);
  nomination := pg_temp.nominated(who, award, why, jsonb_build_object('achievement', coalesce(what, format('%s %s', award, about)), 'from', make_date(about, 1, 1),
    'to', make_date(about, 12, 31), 'state', 'decided'));
  insert into award_decisions(unit_id, reference, title, number, decided_on, state) values (home, nomination::text, 'Quyết định', nomination::text, make_date(about, 12, 25), 'published') returning id into decision;
  insert into awards(unit_id, issuer_id, decision_id, nomination_id, honouree_id, honouree_name, honouree_kind, award_type, reason, achievement, decision_number, decided_on,
                     register_year, register_number, authority_citation, state, year)
  select home, home, decision, nomination, who, h.name, h.kind, award, why, coalesce(what, format('%s %s', award, about)), about || '/QĐ', make_date(about, 12, 25), about,
         coalesce(max(a.register_number), 0) + 1, 'Luật', standing, about from awards a where a.issuer_id = home and a.register_year = about;
  return nomination;
end $$;

create function pg_temp.says(nomination uuid, wanted text, day date default '2025-06-16') returns text language sql as $$
  select string_agg(result || case when result = 'not_met' then ' ' || severity else '' end, ', ') from eligibility_of(nomination, day) where rule = wanted
$$;

-- ---- what the award is, and who grants it ----
select pg_temp.somebody('t-doan-ket', 'A Brôl') as brol \gset
select pg_temp.somebody('t-doan-ket', 'Hộ Y Blưt', 'household') as household \gset
select pg_temp.nominated(:'brol', 'GK_H', 'ad_hoc') as certificate \gset
select is(pg_temp.says(:'certificate', 'honouree_kind'), 'met', 'a certificate is given to a person');
select is(pg_temp.says(pg_temp.nominated(:'household', 'LDTT'), 'honouree_kind'), 'not_met fault', 'a title of labour to no household');
select is(pg_temp.says(:'certificate', 'award_in_force'), 'met', 'a district''s certificate is in force');
select is(pg_temp.says(:'certificate', 'award_in_force', '2025-07-01'), 'not_met fault', 'and ended with the districts');
select is(pg_temp.says(:'certificate', 'authority'), 'met', 'the city grants it');
select is(pg_temp.says(pg_temp.nominated(:'brol', 'BK_T', 'ad_hoc'), 'authority'), 'not_met warning', 'a diploma is for the province above it');
select is(pg_temp.says(:'certificate', 'authority', '2025-07-01'), 'not_met fault', 'nobody grants a district''s certificate from July on');
select is((select params ->> 'who' from eligibility_of(:'certificate', '2025-07-01') where rule = 'authority'), 'không còn ai', 'which is said');

-- ---- consecutive titles ----
select pg_temp.nominated(:'brol', 'CSTDT') as fighter \gset
select is(pg_temp.says(:'certificate', 'consecutive'), null, 'a certificate asks for no titles before it');
select is(pg_temp.says(:'fighter', 'consecutive'), 'unknown', 'where the ledger tells of no title of the unit nothing is known');
select pg_temp.honoured(:'brol', 'CSTDCS', 2022), pg_temp.honoured(:'brol', 'CSTDCS', 2024) \g /dev/null
select is((select evidence -> 'missing_years' from eligibility_of(:'fighter', '2025-06-16') where rule = 'consecutive'), '[2023]', 'the year that is missing is named');
select is(pg_temp.says(:'fighter', 'consecutive'), 'unknown', 'one year without any title in the unit stays unknown');
select pg_temp.somebody('t-doan-ket', 'Y Thương') as colleague \gset
select pg_temp.honoured(:'colleague', 'CSTDCS', 2023) \g /dev/null
select is(pg_temp.says(:'fighter', 'consecutive'), 'not_met fault', 'where others of the unit got it in that year, it is missing');
select pg_temp.honoured(:'brol', 'CSTDCS', 2023, 'merit', null, 'revoked') \g /dev/null
select is(pg_temp.says(:'fighter', 'consecutive'), 'not_met fault', 'a revoked one does not fill it');
select pg_temp.honoured(:'brol', 'CSTDCS', 2023, 'movement') \g /dev/null
select is(pg_temp.says(:'fighter', 'consecutive'), 'not_met fault', 'nor one for a movement');
select pg_temp.honoured(:'brol', 'CSTDCS', 2023, 'merit', null, 'active', 't-hoa-binh') \g /dev/null
select is(pg_temp.says(:'fighter', 'consecutive'), 'met', 'one of the unit they worked at before does');
select is((select jsonb_array_length(evidence -> 'awards') from eligibility_of(:'fighter', '2025-06-16') where rule = 'consecutive'), 4, 'the awards it rests on are told, the revoked one among them');
select is(pg_temp.says(pg_temp.nominated(:'brol', 'CSTDT', 'merit', '{"from": "2025-01-01", "to": "2025-06-01"}'), 'consecutive'), 'met', 'the year before counts while this one has not ended');
select is(pg_temp.says(pg_temp.nominated(:'brol', 'CSTDT', 'merit', '{"from": "2026-01-01", "to": "2026-12-31"}'), 'consecutive'), 'unknown', 'two years later it does not');
select pg_temp.somebody('t-doan-ket', 'A Vương') as national \gset
select pg_temp.honoured(:'national', 'CSTDT', 2023), pg_temp.honoured(:'national', 'CSTDT', 2024) \g /dev/null
select is(pg_temp.says(pg_temp.nominated(:'national', 'CSTDTQ'), 'consecutive'), 'met', 'two of the province in a row ground one of the nation');
-- Xã Kon Plông followed Xã Hiếu: the ledger of the one tells of the other.
select pg_temp.somebody('t-xa-kon-plong', 'Y Lan') as successor \gset
select pg_temp.nominated(:'successor', 'CSTDT') as succeeding \gset
select is(pg_temp.says(:'succeeding', 'consecutive', '2025-07-02'), 'unknown', 'a new commune''s ledger tells nothing');
select pg_temp.somebody('t-hieu', 'A Thiu') as predecessor \gset
select pg_temp.honoured(:'predecessor', 'CSTDCS', y) from generate_series(2022, 2024) y \g /dev/null
select is(pg_temp.says(:'succeeding', 'consecutive', '2025-07-02'), 'not_met fault', 'but that of the commune before it does');

-- ---- members of a collective ----
select pg_temp.somebody('t-po-e', 'Tập thể xã Pờ Ê', 'collective', '{"unit": "t-po-e", "members": 10}') as collective \gset
select pg_temp.nominated(:'collective', 'TTLDTT') as advanced \gset
select pg_temp.nominated(:'collective', 'TTLDXS') as excellent \gset
select is(pg_temp.says(:'fighter', 'share'), null, 'a person has no members');
select is(pg_temp.says(:'advanced', 'share'), 'unknown', 'titles of the year are not known');
select is(pg_temp.says(:'excellent', 'member_titles'), 'unknown', 'nor fighters among them');
select pg_temp.honoured(pg_temp.somebody('t-po-e', 'Người ' || i), 'LDTT', 2024) from generate_series(1, 6) i \g /dev/null
select is(pg_temp.says(:'advanced', 'share'), 'not_met fault', 'six of ten are not 70 percent');
select pg_temp.somebody('t-po-e', 'Người 7') as seventh \gset
select pg_temp.honoured(:'seventh', 'LDTT', 2024) \g /dev/null
select is(pg_temp.says(:'advanced', 'share'), 'met', 'seven are');
update honourees set members = null where id = :'collective';
select is(pg_temp.says(:'advanced', 'share'), 'unknown', 'of an unknown number nothing is 70 percent');
select pg_temp.honoured(:'seventh', 'CSTDCS', 2024) \g /dev/null
select is(pg_temp.says(:'excellent', 'member_titles'), 'met', 'one fighter suffices');
insert into award_rules(rule, award_type, value, valid_from, citation, confidence, source) values ('member_titles', 'TTLDXS', '{"award_type":"CSTDCS","at_least":2}', '2025-05-01', 'Luật (thử)', 'weak', 'Thử');
select is(pg_temp.says(:'excellent', 'member_titles'), 'not_met warning', 'not where a later row asks for two; what is weak only warns');

-- ---- ratings and initiatives ----
select pg_temp.nominated(:'colleague', 'CSTDCS') as rated \gset
select is(pg_temp.says(:'certificate', 'rating'), null, 'a certificate asks for no rating');
select is(pg_temp.says(:'rated', 'rating'), 'unknown', 'without a rating nothing is known');
select is((select severity from eligibility_of(:'rated', '2025-06-16') where rule = 'rating'), 'warning', 'what nobody has entered warns');
select is((select severity from eligibility_beyond_check(:'rated', '2025-06-16') where code = 'eligibility_unknown' and params ->> 'rule' = 'rating'), 'warning', 'in the check of the dossier too');
select alike((select text from eligibility_explained(:'rated', '2025-06-16', true) where rule = 'rating'), '%Hãy nhập kết quả xếp loại, hoặc sáng kiến cùng quyết định công nhận.', 'and it is said what would settle it');
insert into honouree_ratings(honouree_id, unit_id, year, rating) values (:'colleague', pg_temp.id_of('t-doan-ket'), 2024, 'good');
select is(pg_temp.says(:'rated', 'rating'), 'not_met fault', 'good is not excellent');
insert into initiatives(id, unit_id, honouree_id, title, scope, decision_number, recognised_on) values
  ('00000000-0000-7000-8000-0000000000b1', pg_temp.id_of('t-doan-ket'), :'colleague', 'Tổ tự quản phòng cháy', 'grassroots', '5/QĐ', '2024-11-01');
insert into initiative_authors(initiative_id, honouree_id, unit_id, ordinal) values ('00000000-0000-7000-8000-0000000000b1', :'colleague', pg_temp.id_of('t-doan-ket'), 1);
select is(pg_temp.says(:'rated', 'rating'), 'met', 'a recognised initiative of the year is as good');
select alike((select text from eligibility_explained(:'rated', '2025-06-16', true) where rule = 'rating'), '%Tổ tự quản phòng cháy%', 'and is named');
update honouree_ratings set rating = 'excellent' where honouree_id = :'colleague';
select is((select text from eligibility_explained(:'rated', '2025-06-16', true) where rule = 'rating'), 'Xếp loại năm 2024: Hoàn thành xuất sắc nhiệm vụ.', 'excellent is told as such');
select pg_temp.nominated(:'colleague', 'CSTDT', 'merit', '{"achievement": "Khác"}') as provincial \gset
select is(pg_temp.says(:'fighter', 'initiative'), 'unknown', 'nobody knows of an initiative');
select is(pg_temp.says(:'provincial', 'initiative'), 'not_met fault', 'one of the grassroots is not one of the province');
update initiatives set scope = 'province' where id = '00000000-0000-7000-8000-0000000000b1';
select is(pg_temp.says(:'provincial', 'initiative'), 'met', 'one of the province is');
select is(pg_temp.says(:'provincial', 'initiative_use'), null, 'that nothing rests on yet');
insert into initiative_uses(initiative_id, honouree_id, nomination_id, unit_id) values ('00000000-0000-7000-8000-0000000000b1', :'colleague', :'rated', pg_temp.id_of('t-doan-ket'));
select is(pg_temp.says(:'rated', 'initiative_use'), 'met', 'it grounds one nomination');
select is(pg_temp.says(:'provincial', 'initiative'), 'not_met fault', 'and no other');
insert into initiatives(id, unit_id, honouree_id, title, scope, decision_number, recognised_on) values
  ('00000000-0000-7000-8000-0000000000b2', pg_temp.id_of('t-doan-ket'), :'colleague', 'Tổ tự quản phòng cháy', 'province', '6/QĐ', '2024-12-01');
insert into initiative_authors(initiative_id, honouree_id, unit_id, ordinal) values ('00000000-0000-7000-8000-0000000000b2', :'colleague', pg_temp.id_of('t-doan-ket'), 1);
insert into initiative_uses(initiative_id, honouree_id, nomination_id, unit_id) values ('00000000-0000-7000-8000-0000000000b2', :'colleague', :'provincial', pg_temp.id_of('t-doan-ket'));
select is(pg_temp.says(:'provincial', 'initiative_use'), 'not_met warning', 'the same idea under another entry is the same');

-- ---- the achievement ----
select is(pg_temp.says(:'certificate', 'grounds'), null, 'only merit rests on the year''s work');
select is(pg_temp.says(:'rated', 'grounds'), 'met', 'an achievement not honoured before grounds merit');
select pg_temp.honoured(:'colleague', 'GK_H', 2024, 'ad_hoc', 'Thành tích của năm') \g /dev/null
select is(pg_temp.says(:'rated', 'grounds'), 'not_met warning', 'one honoured ad hoc does not; the row of that time is weak');
select is(pg_temp.says(:'rated', 'grounds', '2025-07-02'), 'not_met fault', 'that of July 2025 is not');
select is(pg_temp.says(:'certificate', 'one_achievement'), 'met', 'an achievement honoured once');
select pg_temp.nominated(:'colleague', 'GK_H', 'ad_hoc') as again \gset
select is(pg_temp.says(:'again', 'one_achievement'), 'not_met fault', 'is not honoured by the same again');
select is((select code from eligibility_of(:'again', '2025-06-16') where rule = 'one_achievement'), 'already_awarded', 'with the decision that did');
insert into nomination_overrides(nomination_id, unit_id, issuer_id, rule, reason) values (:'again', pg_temp.id_of('t-doan-ket'), pg_temp.id_of('t-tp'), 'one_achievement', 'Hai việc khác nhau');
select is(pg_temp.says(:'again', 'one_achievement'), 'overridden', 'unless who judges sets it aside');
select is((select text from eligibility_explained(:'again', '2025-06-16', true) where rule = 'one_achievement'), 'Nơi thẩm định đã cho xét riêng: Hai việc khác nhau', 'with the reason');
insert into award_rounds(id, unit_id, reason, year, title, achievement_from, achievement_to)
  values ('00000000-0000-7000-8000-0000000000c1', pg_temp.id_of('t-tp'), 'merit', 2024, 'Xét năm 2024', '2024-01-01', '2024-12-31');
select is(pg_temp.says(:'rated', 'round_period'), null, 'without a round no period is asked');
select is(pg_temp.says(pg_temp.nominated(:'brol', 'LDTT', 'merit', more || '{"round": "00000000-0000-7000-8000-0000000000c1"}'), 'round_period'), wanted, 'the round''s period: ' || wanted)
  from (values ('{}'::jsonb, 'met'), ('{"from": "2023-12-01"}', 'not_met fault'), ('{"from": null}', 'unknown')) v(more, wanted);

insert into award_round_quotas(round_id, unit_id, scope, award_type, at_most) values ('00000000-0000-7000-8000-0000000000c1', pg_temp.id_of('t-tp'), 'each_unit', 'TTLDTT', 1);
insert into award_round_quotas(round_id, unit_id, scope, award_type, honouree_kind, percent) values ('00000000-0000-7000-8000-0000000000c1', pg_temp.id_of('t-tp'), 'each_unit', 'CSTDCS', 'individual', 20);
select pg_temp.nominated(pg_temp.somebody('t-doan-ket', 'Tổ 1', 'collective'), 'TTLDTT', 'merit', '{"round": "00000000-0000-7000-8000-0000000000c1", "proposal": "00000000-0000-7000-8000-0000000000d1"}') as first \gset
select is(pg_temp.says(:'rated', 'quota'), null, 'without a round no quota is asked');
select is(pg_temp.says(:'first', 'quota'), 'met', 'one collective of a unit is within one');
select pg_temp.nominated(pg_temp.somebody('t-doan-ket', 'Tổ 2', 'collective'), 'TTLDTT', 'merit', '{"round": "00000000-0000-7000-8000-0000000000c1", "proposal": "00000000-0000-7000-8000-0000000000d1"}') \g /dev/null
select is(pg_temp.says(:'first', 'quota'), 'not_met information', 'a second is more than one');
select is(pg_temp.says(pg_temp.nominated(:'brol', 'CSTDCS', 'merit', '{"round": "00000000-0000-7000-8000-0000000000c1"}'), 'quota'), 'unknown', 'a share of nobody knows how many');

-- ---- holds, discipline, service ----
select is(pg_temp.says(:'certificate', 'hold'), 'met', 'nothing suspends the case');
insert into holds(unit_id, honouree_id, kind, source, starts_on) values (pg_temp.id_of('t-tp'), :'brol', 'complaint', 'Đơn', '2025-06-10');
select is(pg_temp.says(:'certificate', 'hold'), 'not_met warning', 'a complaint does');
select is(pg_temp.says(:'certificate', 'discipline'), null, 'who was never disciplined has no term');
select pg_temp.somebody('t-doan-ket', 'Y Hồng') as punished \gset
insert into holds(unit_id, honouree_id, kind, source, starts_on, ends_on) values (pg_temp.id_of('t-tp'), :'punished', 'discipline', 'Quyết định kỷ luật', '2023-03-01', '2024-02-29');
select is(pg_temp.says(pg_temp.nominated(:'punished', 'GK_H', 'movement', more), 'discipline'), wanted, 'achievement after discipline: ' || wanted)
  from (values ('{"from": "2024-03-01"}'::jsonb, 'met'), ('{"from": "2024-02-01"}', 'not_met information'), ('{"from": null}', 'unknown')) v(more, wanted);
select is((select array_agg(result) from eligibility_explained(pg_temp.nominated(:'punished', 'GK_H', 'movement', '{"achievement": "x"}'), '2025-06-16', false) where rule = 'discipline'), '{unknown}', 'who may not read holds learns nothing of it');
select pg_temp.nominated(pg_temp.somebody('t-xa-kon-plong', 'A Mới'), 'LDTT', 'merit', '{"from": "2025-01-01", "to": "2025-12-31"}') as recruit \gset
select is(pg_temp.says(:'recruit', 'service', '2025-07-02'), null, 'until August 2025 nobody asks how long somebody worked');
select is(pg_temp.says(:'recruit', 'service', '2025-12-02'), 'unknown', 'then nobody here knows it of somebody new');
select is(pg_temp.says(pg_temp.nominated(:'successor', 'LDTT', 'merit', '{"from": "2025-01-01", "to": "2025-12-31"}'), 'service', '2025-12-02'), 'unknown', 'nor of somebody without a record');
insert into honouree_ratings(honouree_id, unit_id, year, rating) values (:'successor', pg_temp.id_of('t-xa-kon-plong'), 2024, 'good');
select is(pg_temp.says((select id from nominations where honouree_id = :'successor' and award_type = 'LDTT'), 'service', '2025-12-02'), 'met', 'a rating of the year before tells it');

-- ---- time worked in the year, leave that counts, the unit they left ----
create function pg_temp.worked(more jsonb) returns uuid language plpgsql as $$
declare
  who uuid := pg_temp.somebody('t-xa-kon-plong', 'Người ' || uuid_v7());
begin
  update honourees set recruited_on = (more ->> 'since')::date where id = who;
  if more ? 'absence' then
    insert into honouree_ratings(honouree_id, unit_id, year, rating, absence, absent_months) values (who, pg_temp.id_of('t-xa-kon-plong'), 2025, 'good', more ->> 'absence', (more ->> 'months')::int);
  end if;
  return pg_temp.nominated(who, 'LDTT', 'merit', '{"from": "2025-01-01", "to": "2025-12-31"}');
end $$;
select is(pg_temp.says(pg_temp.worked(more), 'service', '2025-12-02'), wanted, format('%s is %s', more, wanted)) from (values
  ('{"since": "2010-09-01"}'::jsonb, 'met'), ('{"since": "2025-01-01"}', 'met'), ('{"since": "2025-07-01"}', 'met'), ('{"since": "2025-07-02"}', 'not_met warning'), ('{"since": "2026-01-05"}', 'not_met warning'),
  ('{"since": "2010-09-01", "absence": "maternity_leave", "months": 8}', 'met'), ('{"since": "2010-09-01", "absence": "training", "months": 12}', 'met'),
  ('{"since": "2010-09-01", "absence": "unpaid_leave", "months": 6}', 'met'), ('{"since": "2010-09-01", "absence": "unpaid_leave", "months": 7}', 'not_met warning'),
  ('{"absence": "unpaid_leave", "months": 7}', 'unknown')) v(more, wanted);
select pg_temp.worked('{"since": "2010-09-01", "absence": "maternity_leave", "months": 8}') as mother, pg_temp.worked('{"since": "2025-09-15"}') as newcomer \gset
select alike((select text from eligibility_explained(:'mother', '2025-12-02', true) where rule = 'service'),
  '%8 tháng nghỉ (nghỉ thai sản) được tính là thời gian công tác%', 'leave that counts is told as such');
select alike((select citation from eligibility_of(:'mother', '2025-12-02') where rule = 'service'),
  '%Nghị định 152/2025/NĐ-CP Điều 4%', 'with the article that counts it');
select is((select evidence from eligibility_of(:'newcomer', '2025-12-02') where rule = 'service'),
  '{"since": "2025-09-15", "recruited_on": "2025-09-15", "worked_months": 3}', 'the evidence of somebody new');
select is((select count(*)::int from eligibility_beyond_check(:'newcomer', '2025-12-02') where code = 'worked_too_short'), 1, 'the check of the dossier warns of it');

select pg_temp.somebody('t-xa-kon-plong', 'Y Chuyển') as moved \gset
select pg_temp.nominated(:'moved', 'LDTT', 'merit', '{"from": "2025-01-01", "to": "2025-12-31"}') as moving \gset
select is(pg_temp.says(:'moving', 'transfer', '2025-12-02'), null, 'who stayed needs no other unit''s opinion');
insert into honouree_transfers(honouree_id, unit_id, to_unit_id, transferred_on) values (:'moved', pg_temp.id_of('t-quang-ngai'), pg_temp.id_of('t-xa-kon-plong'), '2025-08-15');
select is(pg_temp.says(:'moving', 'transfer', '2025-12-02'), 'unknown', 'who came in the year does');
select alike((select text from eligibility_explained(:'moving', '2025-12-02', true) where rule = 'transfer'), '%Y Chuyển chuyển từ%Hãy lấy ý kiến nhận xét của đơn vị đó.', 'and it is said whose');
insert into endorsements(nomination_id, unit_id, issuer_id, kind, body, opinion, given_on, recorded_by_unit_id)
  select id, unit_id, issuer_id, 'unit_head', 'Ủy ban nhân dân tỉnh Quảng Ngãi', 'disagree', '2025-11-20', unit_id from nominations where id = :'moving';
select is(pg_temp.says(:'moving', 'transfer', '2025-12-02'), 'not_met information', 'what it gave on paper counts');
insert into consultations(nomination_id, unit_id, lead_unit_id, question, asked_on, opinion, replied_at, state)
  select id, issuer_id, pg_temp.id_of('t-quang-ngai'), 'Nhận xét?', '2025-11-21', 'agree', '2025-11-25', 'answered' from nominations where id = :'moving';
select is(pg_temp.says(:'moving', 'transfer', '2025-12-02'), 'met', 'and its later answer more');
select is(pg_temp.says(:'moving', 'transfer', '2025-07-02'), null, 'nobody asked before August 2025');

-- ---- members: how they were rated, and that nobody was disciplined ----
select is(pg_temp.says(:'advanced', 'member_ratings'), null, 'an advanced collective asks for no ratings of its members');
select is(pg_temp.says(:'excellent', 'member_ratings'), 'unknown', 'an excellent one does, and they are not known');
update honourees set members = 7 where id = :'collective';
insert into honouree_ratings(honouree_id, unit_id, year, rating) select id, unit_id, 2024, 'completed' from honourees where unit_id = pg_temp.id_of('t-po-e') and kind = 'individual';
select is(pg_temp.says(:'excellent', 'member_ratings'), 'met', 'all seven completed their work');
update honouree_ratings set rating = 'not_completed' where honouree_id = :'seventh';
select is(pg_temp.says(:'excellent', 'member_ratings'), 'not_met fault', 'not when one did not');
select is(pg_temp.says(:'advanced', 'no_discipline'), 'met', 'nobody of the collective was disciplined');
select is(pg_temp.says(:'excellent', 'no_discipline'), null, 'the law of 2022 asks it of the advanced ones only');
insert into holds(id, unit_id, honouree_id, kind, measure, source, starts_on, ends_on)
  values ('00000000-0000-7000-8000-0000000000e1', pg_temp.id_of('t-kon-plong'), :'seventh', 'discipline', 'reprimand', 'Quyết định kỷ luật', '2024-05-01', '2024-08-01');
select is(pg_temp.says(:'advanced', 'no_discipline'), 'met', 'a reprimand is less than a warning');
update holds set measure = 'pay_reduction' where id = '00000000-0000-7000-8000-0000000000e1';
select is(pg_temp.says(:'advanced', 'no_discipline'), 'not_met fault', 'what is harder than a warning is not');
select is((select array_agg(result) from eligibility_explained(:'advanced', '2025-06-16', false) where rule = 'no_discipline'), '{unknown}', 'who may not read holds learns nothing of it');
insert into honouree_transfers(honouree_id, unit_id, to_unit_id, transferred_on) values (:'seventh', pg_temp.id_of('t-hieu'), pg_temp.id_of('t-po-e'), '2024-09-01');
select is(pg_temp.says(:'advanced', 'no_discipline'), 'met', 'nor is one who was elsewhere then');
-- Until 2023 more than half sufficed.
select is((select value from award_rule('share', 'TTLDTT', null, null, null, '2023-12-31')), '{"percent": 50, "more_than": true, "award_type": "LDTT"}', 'more than half until 2023');

-- ---- results of the unit in the campaign, of the demo ----
create function pg_temp.results_of(nomination uuid) returns text language sql as $$
  select x.result || ' ' || (x.evidence - 'missed_indicators')::text from eligibility_explained(nomination, '2025-06-16', true) x where x.rule = 'campaign_results'
$$;
create function pg_temp.results(campaign text, unit text) returns text language sql as $$
  select pg_temp.results_of(pg_temp.nominated(pg_temp.somebody(unit, 'Người của ' || unit), 'GK_H', 'movement', jsonb_build_object('campaign', c.id))) from campaigns c where c.code = campaign
$$;
select is(pg_temp.results('KRY-2022', 'xa-dak-pne'), 'not_met {"met": 4, "open": 3, "missed": 1}', 'an indicator that the unit missed');
select is(pg_temp.results('KPL-2024-H2', 'thi-tran-mang-den'), 'unknown {"met": 2, "open": 6, "missed": 0}', 'indicators without a result');
delete from reporters where unit_id = pg_temp.id_of('thi-tran-mang-den') and indicator_id not in (select id from indicators where code in ('KPL2024-04', 'KPL2024-06'));
select is(pg_temp.results('KPL-2024-H2', 'thi-tran-mang-den'), 'met {"met": 2, "open": 0, "missed": 0}', 'all met');
select is((select result from eligibility_explained(:'certificate', '2025-06-16', true) where rule = 'campaign_results'), 'not_applicable', 'not asked without a campaign');

select is((select count(distinct rule) from eligibility_explained(:'certificate', '2025-06-16', true)), (select count(*) from catalogues where catalogue = 'eligibility_rule'), 'every rule is told of');
select is_empty($$select rule from eligibility_explained((select id from nominations limit 1), '2025-06-16', true) where text like '%{%' or text = ''$$, 'in whole sentences');
select * from finish();
rollback;
