-- Refusals of functions that other tests meet behind a policy or a handler only: each beside its success.
begin;
\ir cast.psql
select plan(44);

-- ---- keeper_named: whose calendars and holidays one keeps ----
select is(pg_temp.asked('t-kon-tum.admin', $$select code from new_calendar('{"code": "THU-1", "name": "Lịch thử", "valid_from": "2025-01-01", "citation": "Quyết định thử"}')$$), 'THU-1',
  'an administrator keeps calendars of his own unit');
select is(pg_temp.asked('t-viet-nam.admin', $$select code from new_calendar('{"code": "THU-2", "name": "Lịch thử", "unit": "code:t-kon-tum", "valid_from": "2025-01-01", "citation": "Quyết định thử"}')$$), 'THU-2',
  'and of a unit of his area');
select is(pg_temp.asked('t-kon-tum.admin', $$select code from new_calendar('{"code": "THU-3", "name": "Lịch thử", "unit": "code:t-viet-nam", "valid_from": "2025-01-01"}')$$), 'PT403 not_allowed',
  'of the unit above he keeps none');
select is(pg_temp.told() -> 'params' ->> 'who', 'Người quản trị – Nước Việt Nam thử', 'and is told who does');

-- ---- known_honouree: who a member of a council may be said to be ----
insert into honourees(unit_id, kind, name) values (pg_temp.id_of('t-doan-ket'), 'individual', 'A Thử') returning id as near \gset
insert into honourees(unit_id, kind, name) values (pg_temp.id_of('t-hieu'), 'individual', 'A Xa') returning id as far \gset
create function pg_temp.member_faults(body jsonb) returns text language sql as $$
  select pg_temp.asked('t-tp.reviewer', format('select coalesce(string_agg(format(''%%s %%s'', f.pointer, f.code), '', ''), ''none'') from council_member_faults(null, null, '''', %L) f', body))
$$;
select is(pg_temp.member_faults(jsonb_build_object('name', 'Ủy viên', 'honouree', :'near')), 'none', 'a person of the area is known');
select is(pg_temp.member_faults(jsonb_build_object('name', 'Ủy viên', 'honouree', :'far')), '/honouree honouree_not_found', 'one of another district is not');
select is(pg_temp.member_faults(jsonb_build_object('name', 'Ủy viên', 'relatives', jsonb_build_array(:'near', :'far'))), '/relatives/1 honouree_not_found', 'nor as a relative');

-- ---- drop_unit_group: what others rest on stays ----
select is(pg_temp.asked('t-kon-tum.reviewer', $$select new_unit_group('{"kind": "custom", "code": "NHOM-THU", "name": "Nhóm thử", "valid_from": "2025-01-01"}') is not null$$), 'true', 'a group is made');
select id as grp from unit_groups where code = 'NHOM-THU' \gset
insert into ranking_methods(campaign_id, unit_id, code, name, peers, criteria) select id, pg_temp.id_of('t-kon-tum'), 'PP-THU', 'Cách chấm thử', '{"group": "code:NHOM-THU"}', '[]' from campaigns order by id limit 1;
select is(pg_temp.asked('t-kon-tum.reviewer', format('select drop_unit_group(%L)', :'grp')), 'PT409 group_in_use', 'while a ranking compares its members it stays');
select is(pg_temp.told() -> 'params' ->> 'group', 'Nhóm thử', 'and is named');
delete from ranking_methods where code = 'PP-THU';
select is(pg_temp.asked('t-kon-tum.reviewer', format('select drop_unit_group(%L)', :'grp')), :'grp', 'then it goes');

-- ---- user_actions: what one may do with an account ----
select id as somebody from users where username = 't-doan-ket.reporter' \gset
select is(pg_temp.asked('t-kon-tum.admin', format('select user_actions(%L)', :'somebody')), '{create_assignment,create_password_reset,patch}', 'an administrator above keeps an account');
select is(pg_temp.asked('t-tp.reviewer', format('select user_actions(%L)', :'somebody')), '{}', 'nobody else does');

-- ---- council_results: nothing is told while a vote runs ----
select id as session from council_sessions where state = 'minutes_signed' and unit_id = (select unit_id from users where username = 'thanh-pho-kon-tum.reviewer') order by id limit 1 \gset
select ok(pg_temp.asked(pg_temp.claims('thanh-pho-kon-tum.reviewer'), format('select count(*) from council_results(%L)', :'session'))::int > 0, 'after it results are told');
set local session_replication_role = replica;
update council_sessions set state = 'voting' where id = :'session';
set local session_replication_role = origin;
select is(pg_temp.asked(pg_temp.claims('thanh-pho-kon-tum.reviewer'), format('select count(*) from council_results(%L)', :'session')), 'PT409 voting_not_closed', 'while it runs they are not');

-- ---- revoke_delegation: once ----
insert into delegations(unit_id, giver_id, holder_id, verbs, valid_from, valid_to, document)
select g.unit_id, g.id, h.id, '{move_submission:approved}', '2025-06-01', '2025-07-01', 'Giấy ủy quyền thử' from users g, users h where g.username = 't-tp.leader' and h.username = 't-tp.reviewer' returning id as given \gset
select is(pg_temp.asked('t-tp.leader', format('select (revoke_delegation(%L)).id', :'given')), :'given', 'its giver takes a delegation back');
select is(pg_temp.asked('t-tp.leader', format('select (revoke_delegation(%L)).id', :'given')), 'PT409 delegation_revoked', 'and cannot do so twice');

-- ---- council_faults: the decision that a council rests on is one the caller sees ----
select id as foreign_paper from documents order by id limit 1 \gset
select is(pg_temp.asked('t-tp.reviewer', format('select string_agg(f.code, '','') from council_faults(jsonb_build_object(''document'', %L)) f', :'foreign_paper')), 'document_not_found', 'a document out of sight is none');
select is(pg_temp.asked('t-tp.reviewer', $$select count(*) from council_faults('{"valid_from": "2025-01-01"}')$$), '0', 'a council may rest on none');

-- ---- only_one: a code that means several ----
select is(pg_temp.asked('t-tp.reviewer', $$select only_one('K', '[{"id": "00000000-0000-7000-8000-000000000001", "name": "Một"}]')$$), '00000000-0000-7000-8000-000000000001', 'a code that means one is that one');
select is(pg_temp.asked('t-tp.reviewer', $$select only_one('K', null) is null$$), 'true', 'one that means none is none');
select is(pg_temp.asked('t-tp.reviewer', $$select only_one('K', '[{"id": "00000000-0000-7000-8000-000000000001", "name": "Một"}, {"id": "00000000-0000-7000-8000-000000000002", "name": "Hai"}]')$$),
  'PT409 ambiguous_code', 'one that means two is refused');
select is(jsonb_array_length(pg_temp.told() -> 'params' -> 'candidates'), 2, 'with both');

-- ---- access_checked: only of what one sees, by role and by desk ----
select id as campaign, unit_uid(unit_id) as issuer from campaigns where code = 'KT-2025' \gset
create function pg_temp.may(account text, action text) returns text language sql as $$
  select pg_temp.asked(pg_temp.claims(account), format('select concat_ws('' '', allowed, rule) from access_checked(''campaign'', %L, %L)', (select id from campaigns where code = 'KT-2025'), action))
$$;
select is(pg_temp.may('thanh-pho-kon-tum.reviewer', 'review'), 't', 'the standing body of the issuer may begin a review');
select is(pg_temp.may('thanh-pho-kon-tum.leader', 'review'), 'f wrong_role', 'its leader has not the role');
select is(pg_temp.may('tinh-kon-tum.reviewer', 'review'), 'f wrong_desk', 'who holds the role above sits at another desk');
select is(pg_temp.may('thanh-pho-kon-tum.reviewer', 'patch'), 'f wrong_state', 'what is launched is not changed');
select is(pg_temp.asked('t-hieu.reporter', format('select allowed from access_checked(''campaign'', %L, ''patch'')', :'campaign')), 'PT404 not_found', 'what one does not see is not there');

-- ---- put_baselines: who says them ----
select i.id as indicator, i.unit_id as issuing from indicators i where i.campaign_id = :'campaign' and i.value_type <> 'rank' order by i.code limit 1 \gset
create function pg_temp.said_baseline(account text, indicator uuid) returns text language sql as $$
  select pg_temp.asked(pg_temp.claims(account), format('select put_baselines(%L, ''{"items": [{"unit": "code:xa-doan-ket", "year": 2024, "value": 5, "source": "Niên giám thử"}]}'')', indicator))
$$;
select is(pg_temp.said_baseline('thanh-pho-kon-tum.reviewer', :'indicator'), :'indicator', 'the issuer says the baselines of all');
select is(pg_temp.said_baseline('phuong-quyet-thang.reporter', :'indicator'), 'PT403 not_allowed', 'a unit does not say those of another');
select ok(pg_temp.told() -> 'params' ->> 'who' <> '', 'and is told who does');

-- ---- what the engine asks for a caller: no policy stands before it ----
insert into documents(unit_id, kind, abstract) select pg_temp.id_of('t-hieu'), kind, 'Giấy thử' from documents limit 1 returning id as letter \gset
create function pg_temp.hinted(account text, paper uuid) returns text language sql as $$
  select pg_temp.engine_asked(account, format('select _published from document_shown(%L)', paper))
$$;
select is(pg_temp.hinted('t-hieu.reporter', :'letter'), 'true', 'a document is marked as seen for its unit');
select is(pg_temp.hinted('t-doan-ket.reporter', :'letter'), 'false', 'for another it is not, which the second wall wants to know');
create function pg_temp.unsigned(account text, paper uuid) returns text language sql as $$
  select pg_temp.engine_asked(account, format('select coalesce(string_agg(f.code, '',''), ''none'') from review_cannot_be_signed(null, jsonb_build_object(''document'', %L)) f', paper))
$$;
select is(pg_temp.unsigned('t-hieu.reporter', :'letter'), 'none', 'a review is signed with a document one sees');
select is(pg_temp.unsigned('t-doan-ket.reporter', :'letter'), 'document_not_found', 'and with no other');
select r.id as round, u.code as granting from award_rounds r join unit_codes u on u.unit_id = r.unit_id and u.scheme = 'slug' order by r.id limit 1 \gset
select is(pg_temp.engine_asked(:'granting' || '.reviewer', format('select round_is_heard(%L)', :'round')), 'true', 'a round is heard by who holds it');
select is(pg_temp.engine_asked('t-hieu.reporter', format('select round_is_heard(%L)', :'round')), 'false', 'not by a unit that has no part in it');

-- ---- observations, agendas, letters, votes and identifiers: whose they are ----
create function pg_temp.observed(unit text) returns text language sql as $$
  select pg_temp.asked('t-tp.reviewer', format('select name from new_observation(%L)', jsonb_build_object('unit', unit, 'name', 'Số thử', 'value', 5, 'as_of', '2025-01-01', 'source_ref', 'Báo cáo thử')))
$$;
select is(pg_temp.observed('code:t-tp'), 'Số thử', 'a unit notes what was observed of it');
select is(pg_temp.observed('code:t-doan-ket'), 'PT403 not_allowed', 'of another it notes nothing');
select is(pg_temp.asked('t-tp.reviewer', format('select put_agenda(%L, ''[]'')', :'session')), 'PT404 not_found', 'an agenda is put by the unit of the council');
create function pg_temp.attended(session uuid, paper uuid) returns text language sql as $$
  select pg_temp.asked(pg_temp.claims('thanh-pho-kon-tum.reviewer'), format('select put_attendance(%L, %L)', session, jsonb_build_object('items', jsonb_build_array(
    jsonb_build_object('member', (select member_id from council_attendance a where a.session_id = session order by member_id limit 1), 'status', 'absent', 'letter', paper)))))
$$;
select ok(pg_temp.attended(:'session', :'letter') is not null and pg_temp.told()::text ~ 'document_not_found', 'a letter out of sight excuses nobody');
select is(pg_temp.engine_asked('t-tp.reviewer', 'select mark_voter(i, null, gen_random_uuid()) from council_session_items i limit 1'), 'PT403 not_a_voter', 'who has no seat has no vote');
insert into honourees(unit_id, kind, name) values (unit_named('code:thanh-pho-kon-tum'), 'individual', 'A Không Số') returning id as nameless \gset
select is(pg_temp.asked(pg_temp.claims('thanh-pho-kon-tum.reviewer'), format('select read_identity(%L, ''Đối chiếu hồ sơ'')', :'nameless')), 'PT409 identifier_not_recorded', 'a number that was never recorded is not read');
select is(pg_temp.asked(pg_temp.claims('thanh-pho-kon-tum.reviewer'), format('select read_identity(%L, ''Đối chiếu hồ sơ'')', :'far')), 'PT404 not_found', 'nor that of somebody out of sight');

select * from finish();
rollback;
