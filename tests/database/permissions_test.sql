-- What a function lets one do and another not, asked as the engine asks it: "the answer of one | of the other".
begin;
\ir cast.psql
select plan(69);

create function pg_temp.both(near text, far text, question text) returns text language sql as $$
  select concat_ws(' | ', coalesce(pg_temp.engine_asked(near, question), 'nothing'), coalesce(pg_temp.engine_asked(far, question), 'nothing'))
$$;
select id as campaign, unit_id as issuer from campaigns where code = 'KT-2025' \gset
select n.id as nomination, n.honouree_id as person, n.unit_id as own from nominations n where n.unit_id = pg_temp.id_of('xa-doan-ket') and n.state = 'passed' order by n.id limit 1 \gset
select id as reporter from users where username = 't-doan-ket.reporter' \gset
select id as session from council_sessions where unit_id = pg_temp.id_of('thanh-pho-kon-tum') order by id limit 1 \gset

-- ---- accounts: kept by the administrator above ----
select pg_temp.person('t-viet-nam', 'reporter', '2020-01-01', '2021-01-01') \g /dev/null
select id as former from users where username = 't-viet-nam.reporter' \gset
select is(pg_temp.both('t-viet-nam.admin', 't-kon-tum.admin', format('select administers_person(%L)', :'former')), 'true | false', 'whoever held an office above is not administered from below');
select is(pg_temp.both('t-kon-tum.admin', 't-tp.reviewer', format('select ''may'' from insist_on_person(%L, false)', :'reporter')), 'may | PT403 not_allowed', 'who sees an account does not keep it');
select is(pg_temp.both('t-kon-tum.admin', 't-hieu.reporter', format('select (update_user(%L, ''{}'')).username', :'reporter')), 't-doan-ket.reporter | PT404 not_found', 'who does not see it is told of none');
select is(pg_temp.both('t-kon-tum.admin', 't-tp.reviewer', format('select count(*) from create_reset(%L, %L)', :'reporter', repeat('0', 64))), '1 | PT403 not_allowed', 'nor resets its password');
select is(pg_temp.both('t-kon-tum.admin', 't-doan-ket.reporter', format('select ''may'' from insist_on_person(%L, false)', :'reporter')), 'may | PT403 own_account', 'nobody does with his own what another must do');
select is(pg_temp.both('t-kon-tum.admin', 't-viet-nam.admin', format('select (create_assignment(%L, ''{"unit": "code:t-tp", "role": "reporter"}'')).role', :'former')), 'PT404 not_found | reporter', 'nor is somebody from outside given an office');
select is(pg_temp.both('t-kon-tum.admin', 't-tp.reviewer', format('select ''may'' from insist_on_assignment(%L, %s, ''reporter'')', :'reporter', pg_temp.id_of('t-doan-ket'))), 'may | PT403 not_allowed', 'offices are given by administrators');
select is(pg_temp.both('t-viet-nam.admin', 't-viet-nam.admin', format('select ''may'' from insist_on_assignment((select id from users where username = ''t-viet-nam.admin''), %s, ''reporter'')', pg_temp.id_of('t-tp'))), 'PT403 own_account | PT403 own_account', 'not to themselves');
select is(pg_temp.both('t-viet-nam.admin', 't-viet-nam.admin', format('select ''may'' from insist_on_assignment(%L, %s, ''admin'')', :'reporter', pg_temp.id_of('t-viet-nam'))), 'PT403 made_on_the_machine | PT403 made_on_the_machine', 'nor the highest one through the service');
select is(pg_temp.engine_asked('t-kon-tum.admin', format('select (update_assignment(%L, gen_random_uuid(), ''{}'')).id', :'reporter')), 'PT404 not_found', 'an office that nobody holds is not changed');

-- ---- an area beyond one's reach is given to nobody ----
create function pg_temp.area_faults(call text) returns text language sql as $$
  select pg_temp.both('t-kon-plong.leader', 't-tp.leader', format('select string_agg(f.pointer || '' '' || f.code, '', '') from %s f where f.pointer in (''/area'', ''/quotas/0/unit'')', call))
$$;
select is(pg_temp.area_faults('service_token_faults(''{"area": "code:t-hieu"}'')'), 'nothing | /area unit_outside_area', 'by a service token');
select is(pg_temp.area_faults('webhook_faults(''{"area": "code:t-hieu"}'')'), 'nothing | /area unit_outside_area', 'by a webhook');
select is(pg_temp.area_faults('delegation_faults(''{"area": "code:t-hieu", "verbs": [], "valid_to": "2025-07-01"}'', null)'), 'nothing | /area unit_outside_area', 'by a delegation');
select is(pg_temp.area_faults('quota_faults(null, ''{"quotas": [{"scope": "unit", "unit": "code:t-hieu", "at_most": 1}]}'')'), 'nothing | /quotas/0/unit unit_outside_the_area', 'by a quota');

-- ---- a campaign that is not heard is named by nobody ----
create function pg_temp.heard(question text) returns text language sql as $$ select pg_temp.both('xa-doan-ket.reporter', 't-hieu.reporter', question) $$;
select is(pg_temp.heard('select string_agg(code, '', '') from observation_faults(''{"campaign": "code:KT-2025"}'')'), 'nothing | campaign_not_found', 'in an observation');
select is(pg_temp.heard(format('select count(*) > 0 from moves_of(''campaign'', %L)', :'campaign')), 'true | PT404 not_found', 'nor are its moves told');
select is(pg_temp.heard(format('select count(*) > 0 from moves_available(''campaign'', %L)', :'campaign')), 'true | PT404 not_found', 'nor what may be done with it');
select is(pg_temp.heard(format('select count(*) > 0 from progress_rows(%1$L, %2$s, ''total'', (select report_periods from campaigns where id = %1$L), null)', :'campaign', :issuer)), 'true | false', 'nor how it goes');
select is(pg_temp.both('thanh-pho-kon-tum.reviewer', 'xa-doan-ket.reporter', format('select code from begin_dossier(%L, false)', :'campaign')), 'KT-2025 | PT403 not_allowed', 'its dossier is for its issuer');
select is(pg_temp.engine_asked('t-hieu.reporter', format('select code from begin_dossier(%L, false)', :'campaign')), 'PT404 not_found', 'and for who does not hear it there is none');
select is(pg_temp.both('thanh-pho-kon-tum.reviewer', 'tinh-kon-tum.reviewer', format('select ''may'' from only_by_the_issuer((select c from campaigns c where id = %L))', :'campaign')), 'may | PT403 not_allowed', 'its targets too');
select is(pg_temp.both('thanh-pho-kon-tum.reviewer', 'thanh-pho-kon-tum.leader', format('select enters_for_others(%L)', :'campaign')), 'true | false', 'who receives figures on paper enters them for others, and no other role');

-- ---- a person, a session, an award ----
create function pg_temp.apart(question text) returns text language sql as $$ select pg_temp.both('xa-doan-ket.reporter', 'phuong-quyet-thang.reporter', question) $$;
set local session_replication_role = replica;
insert into honouree_identities(honouree_id, unit_id, scheme, sealed, key_id, hash, masked) values (:'person', :own, 'citizen_identifier', '\x00', 'k', '\xABCD', '062*******34');
insert into honouree_transfers(honouree_id, unit_id, to_unit_id, transferred_on) values (:'person', pg_temp.id_of('phuong-quyet-thang'), :own, '2025-01-05');
insert into honourees(unit_id, kind, name, merged_into) select :own, kind, 'A Nhập', id from honourees where id = :'person' returning id as gone \gset
set local session_replication_role = origin;
select is(pg_temp.apart(format('select counted_unit(%s) is not null', :own)), 'true | PT404 not_found', 'how a unit is counted is for itself');
select is(pg_temp.apart(format('select count(*) > 0 from progress_rows(%1$L, %2$s, ''unit'', (select report_periods from campaigns where id = %1$L), null) where unit_id = %3$s', :'campaign', :issuer, :own)), 'true | false', 'so are its figures');
select is(pg_temp.apart(format('select nominee_kind(%L) is not null', :'person')), 'true | false', 'who may be nominated');
select is(pg_temp.apart(format('select keeps_honouree(%L)', :'person')), 'true | false', 'who keeps the record of a person');
select is(pg_temp.apart('select honouree_by_identifier(''{"hashes": ["abcd"]}'') is not null'), 'true | false', 'whom a number names');
select is(pg_temp.apart('select ''may'' from refuse_known(''{"citizen_identifier": {"hashes": ["abcd"]}}'')'), 'PT409 honouree_is_known | may', 'nobody is entered twice');
select is(pg_temp.apart(format('select ''may'' from keep_identity(%L, null)', :'person')), 'may | PT404 not_found', 'a number is kept by the unit of the person');
select is(pg_temp.apart(format('select record_ends(%L)', :'person')), 'nothing | 2025-01-05', 'a unit that somebody left knows of him up to that day');
select is(pg_temp.engine_asked('t-hieu.reporter', format('select record_ends(%L)', :'person')), null, 'one that he never was of has no day');
select is(pg_temp.apart(format('select honouree is not null from rating_rows(jsonb_build_object(''items'', jsonb_build_array(jsonb_build_object(''honouree'', %L))))', :'person')), 'true | false', 'a file of ratings names persons of the unit');
select is(pg_temp.apart(format('select put_rating(%L, 2024, ''{"rating": "completed"}'', ''0'') is not null', :'person')), 'true | PT403 not_allowed', 'and a rating is given there');
select is(pg_temp.both('xa-doan-ket.reviewer', 'tinh-kon-tum.reviewer', format('select count(*) from read_identity(%L, ''Đối chiếu hồ sơ'')', :'person')), 'PT409 identifier_not_recorded | PT403 not_allowed', 'a unit above does not read the numbers of citizens');
select is(pg_temp.both('thanh-pho-kon-tum.reviewer', 't-doan-ket.reporter', format('select seen_session(%L) is not null', :'session')), 'true | PT404 not_found', 'a session is seen within the area of its council');
select throws_ok(format('update honourees set name = ''B'' where id = %L', :'gone'), 'PT409', 'honouree_is_merged', 'a record that was merged is left as it is');
select throws_ok(format('insert into honouree_ratings(honouree_id, unit_id, year, rating) values (%L, %s, 2023, ''completed'')', :'gone', :own), 'PT409', 'honouree_is_merged', 'and is given nothing more');

-- ---- desks, roles and delegations ----
create function pg_temp.blocked(account text) returns text language sql as $$
  select pg_temp.engine_asked(account, format('select coalesce(move_blocked(t, jsonb_build_object(''unit_id'', %s, ''issuer_id'', %s)), ''free'') from transitions t
    where (thing, from_state, to_state, role, desk) = (''submission'', ''verified'', ''approved'', ''leader'', ''issuer'')', pg_temp.id_of('xa-doan-ket'), pg_temp.id_of('thanh-pho-kon-tum')))
$$;
select is(pg_temp.blocked('thanh-pho-kon-tum.leader'), 'free', 'the leader of the issuer approves');
select is(pg_temp.blocked('thanh-pho-kon-tum.reviewer'), 'wrong_role', 'its reviewer does not');
select is(pg_temp.blocked('tinh-kon-tum.leader'), 'wrong_desk', 'nor another leader');
select is(pg_temp.engine_asked('thanh-pho-kon-tum.leader', format('select move_blocked(t, jsonb_build_object(''unit_id'', %1$s, ''issuer_id'', %2$s)) from set_config(''app.delegation'', gen_random_uuid()::text, true), transitions t
    where (thing, from_state, to_state, role, desk) = (''submission'', ''verified'', ''approved'', ''leader'', ''issuer'')', :own, :issuer)), 'outside_delegation', 'nor he for somebody who did not give it');
select set_config('app.delegation', '', true) \g /dev/null
create function pg_temp.actions(account text) returns text language sql as $$
  select pg_temp.engine_asked(account, format('select ''review'' = any (actions) from allowed_actions_of(''campaign'', array[%L::uuid])', (select id from campaigns where code = 'KT-2025')))
$$;
select is(pg_temp.actions('thanh-pho-kon-tum.reviewer'), 'true', 'what may be done is told by desk and role');
select is(pg_temp.actions('thanh-pho-kon-tum.leader'), 'false', 'not to another role');
select is(pg_temp.actions('tinh-kon-tum.reviewer'), 'false', 'nor at another desk');

-- ---- what one said, gave or keeps oneself ----
select id as report from submissions order by id limit 1 \gset
set local session_replication_role = replica;
insert into comments(submission_id, unit_id, issuer_id, author_unit_id, edition, said_at, text, shown, created_by)
values (:'report', pg_temp.id_of('t-doan-ket'), pg_temp.id_of('t-tp'), pg_temp.id_of('t-doan-ket'), 1, now(), 'Thử', true, :'reporter') returning id as remark \gset
insert into comments(submission_id, unit_id, issuer_id, author_unit_id, edition, said_at, text, shown, answer_to, created_by)
values (:'report', pg_temp.id_of('t-doan-ket'), pg_temp.id_of('t-tp'), pg_temp.id_of('t-tp'), 1, now(), 'Thử', true, :'remark', :'reporter') returning id as answer \gset
insert into service_tokens(unit_id, name, scopes, roles, given_by, expires_at) select unit_id, 'Thử', '{campaigns:read}', '{}', id, now() + interval '1 day' from users where username = 't-tp.reviewer' returning id as token \gset
insert into calendar_feeds(user_id, unit_id, name, revoked_at) select id, unit_id, 'Thử', now() from users where id = :'reporter' returning id as feed \gset
set local session_replication_role = origin;
create function pg_temp.own_comment(account text, comment uuid) returns text language sql as $$
  select pg_temp.engine_asked(account, format('select ''may'' from insist_on_own_comment((select c from comments c where id = %L))', comment))
$$;
select is(pg_temp.own_comment('t-doan-ket.reporter', :'answer'), 'may', 'who remarked something changes it');
select is(pg_temp.own_comment('t-tp.reviewer', :'answer'), 'PT403 not_allowed', 'and nobody else');
select is(pg_temp.own_comment('t-doan-ket.reporter', :'remark'), 'PT409 comment_answered', 'nor he, once it is answered');
select is(pg_temp.both('t-tp.reviewer', 't-hieu.reporter', format('select patch_comment(%L, %L, ''{"resolved": true}'') is not null', :'report', :'answer')), 'true | PT403 not_allowed', 'a remark is settled by those who speak of it');
select is(pg_temp.both('t-tp.reviewer', 't-doan-ket.reporter', format('select ''may'' from insist_on_assigning(''submission'', %s, ''report'', null, null)', pg_temp.id_of('t-tp'))), 'may | PT403 not_allowed', 'work is given by who leads it');
select is(pg_temp.both('t-tp.reviewer', 't-hieu.reporter', format('select (revoke_service_token(%L)).name', :'token')), 'Thử | PT403 not_allowed', 'a token is taken back by who gave it');
set local session_replication_role = replica;
insert into webhooks(unit_id, owner_id, name, url) select unit_id, id, 'Thử', 'https://kho.example.vn/' from users where username in ('t-kon-tum.admin', 't-viet-nam.admin');
insert into webhook_deliveries(webhook_id, event, ordinal, type, subject, thing_id, at, state) select id, 'thu', 1, 'thu', 'thu', gen_random_uuid(), now(), 'dead' from webhooks where name = 'Thử';
set local session_replication_role = origin;
create function pg_temp.redelivered(hooked text) returns text language sql as $$
  select pg_temp.engine_asked('t-kon-tum.admin', format('select (redeliver(%L)).event', (select d.id from webhook_deliveries d join webhooks w on w.id = d.webhook_id join users u on u.id = w.owner_id where u.username = hooked)))
$$;
select is(pg_temp.redelivered('t-viet-nam.admin'), 'PT404 not_found', 'what a webhook above sends is not known below');
select is(pg_temp.both('t-viet-nam.admin', 't-kon-tum.reviewer', format('select (redeliver(%L)).event', (select d.id from webhook_deliveries d join webhooks w on w.id = d.webhook_id where w.unit_id = pg_temp.id_of('t-kon-tum')))),
  'PT403 not_allowed | PT404 not_found', 'nor sent again by anybody but its unit');
select is(pg_temp.engine_asked('t-tp.reviewer', format('select (revoke_service_token(%L)).name', :'token')), 'PT409 already_revoked', 'once');
select is(pg_temp.both('t-doan-ket.reporter', 't-hieu.reporter', format('select (revoke_calendar_feed(%L)).name', :'feed')), 'PT409 already_revoked | PT404 not_found', 'so is a feed');
select is(pg_temp.apart(format('select gone_is_told(jsonb_populate_record(null::outbox, ''{"unit_id": %s}''), (select t from things t where thing = ''proposal''))', :own)), 'true | false', 'what is gone is told where it was seen');

-- ---- decisions, imports and votes ----
create function pg_temp.certificates(account text, state text) returns text language sql as $$
  select pg_temp.engine_asked(account, format('select certificates_of(jsonb_populate_record(null::award_decisions, %L), ''a4'', null)', jsonb_build_object('unit_id', pg_temp.id_of('t-tp'), 'state', state)))
$$;
select is(pg_temp.certificates('t-hieu.reporter', 'published'), 'PT403 not_allowed', 'certificates are printed by who decided');
select is(pg_temp.certificates('t-tp.reviewer', 'drafted'), 'PT409 decision_is_not_signed', 'once it is signed');
select is(pg_temp.certificates('t-tp.reviewer', 'published'), 'PT404 not_found', 'and somebody is honoured by it');
create function pg_temp.import(account text, period text) returns text language sql as $$
  select pg_temp.engine_asked(account, format('select ''may'' from check_import(''values'', (select id from campaigns where code = ''KT-2025''), %s, %L)', pg_temp.id_of('xa-doan-ket'), period))
$$;
select is(pg_temp.import('xa-doan-ket.reporter', null), 'may', 'a unit sends figures of its own');
select is(pg_temp.import('phuong-quyet-thang.reporter', null), 'PT403 not_allowed', 'of another it sends none');
select is(pg_temp.import('xa-doan-ket.reviewer', null), 'PT403 not_allowed', 'and by who reports alone');
select is(pg_temp.import('xa-doan-ket.reporter', '1999'), 'PT404 report_not_owed', 'nor of a period that it owes nothing of');
select i as item, i.id as item_id, v.member_id as voter, gen_random_uuid() as voting from council_session_items i cross join lateral voters_on(i) v where i.session_id = :'session' order by i.id, v.member_id limit 1 \gset
create function pg_temp.marked(item uuid, voting uuid, voter uuid) returns text language sql as $$
  select pg_temp.engine_asked('thanh-pho-kon-tum.reviewer', format('select ''may'' from council_session_items i, mark_voter(i, %L, %L) where i.id = %L', voting, voter, item))
$$;
set local session_replication_role = replica;
select is(pg_temp.marked(:'item_id', :'voting', :'voter'), 'may', 'who sits in a council votes');
select is(pg_temp.marked(:'item_id', :'voting', :'voter'), 'PT409 already_voted', 'once');
insert into council_conflicts(session_id, item_id, member_id, unit_id, source, reason) select :'session', :'item_id', :'voter', unit_id, source, reason from (values (:issuer, 'declared', 'relative')) c(unit_id, source, reason);
set local session_replication_role = origin;
select is(pg_temp.marked(:'item_id', gen_random_uuid(), :'voter'), 'PT403 recused_from_case', 'and not on a case of his own');
select is(pg_temp.engine_asked('thanh-pho-kon-tum.reviewer', format('select count(*) from cast_ballots(%L, null, ''[]'')', :'session')), 'PT403 not_a_voter', 'who has no seat casts nothing');

-- ---- too late, or too early ----
set local session_replication_role = replica;
insert into initiatives(unit_id, honouree_id, title) values (:own, :'person', 'Sáng kiến thử') returning id as initiative \gset
insert into initiative_uses(initiative_id, honouree_id, nomination_id, unit_id) values (:'initiative', :'person', :'nomination', :own);
insert into webhooks(unit_id, owner_id, name, url, state, reason, stopped_at) select unit_id, id, 'Thử', 'https://kho.example.vn/', 'paused', 'Thử', now() from users where username = 't-tp.reviewer' returning id as hook \gset
insert into endorsements(nomination_id, unit_id, issuer_id, kind, body, opinion, given_on, recorded_by_unit_id) select :'nomination', :own, :issuer, e.kind, 'Thử', e.opinion, '2025-01-01', :own from endorsements e limit 1 returning id as endorsed \gset
insert into publicity_lists(unit_id, title, opens_on, closes_on, state) values (:issuer, 'Thử', '2025-01-01', '2025-01-15', 'published') returning id as list \gset
set local session_replication_role = origin;
select is(pg_temp.engine_asked('phuong-quyet-thang.reporter', format('select delete_endorsement(%L)', :'endorsed')), 'PT403 not_allowed', 'what somebody said of a nomination is taken back by who recorded it');
create temp table too_late(code text, account text, call text);
insert into too_late values
  ('initiative_is_in_use', 'xa-doan-ket.reporter', format('delete_initiative(%L)', :'initiative')),
  ('publicity_is_over', 'xa-doan-ket.reporter', format('enter_objection(%L, ''{"text": "Thử"}'', null)', :'list')),
  ('webhook_not_active', 't-tp.reviewer', format('ping_webhook(%L)', :'hook')),
  ('webhook_not_active', 't-tp.reviewer', format('replay_webhook(%L, now())', :'hook')),
  ('nomination_has_a_result', 'xa-doan-ket.reporter', format('delete_endorsement(%L)', :'endorsed')),
  ('council_has_met', 'thanh-pho-kon-tum.reviewer', format('drop_council((select council_id from council_sessions where id = %L))', :'session')),
  ('council_member_has_sat', 'thanh-pho-kon-tum.reviewer', format('drop_council_member((select member_id from council_attendance where session_id = %L and status = ''present'' limit 1))', :'session')),
  ('session_has_begun', 'thanh-pho-kon-tum.reviewer', format('patch_council_session(%L, ''{"held_on": "2025-07-01"}'')', :'session')),
  ('voting_not_closed', 'thanh-pho-kon-tum.reviewer', 'council_minutes(jsonb_populate_record(null::council_sessions, ''{"state": "voting"}''))'),
  ('no_papers_to_print', 'thanh-pho-kon-tum.reviewer', format('ballot_papers((select s from council_sessions s where id = %L))', :'session')),
  ('award_rule_has_begun', 't-viet-nam.admin', 'withdraw_award_rule((select id from award_rules where valid_from <= today() limit 1))'),
  ('library_code_in_use', 'thanh-pho-kon-tum.reviewer', 'patch_library_indicator((select id from library_indicators l where library_code_is_used(l.code) limit 1), ''{"definition_note": "Khác"}'')'),
  ('wrong_state', 'thanh-pho-kon-tum.reviewer', 'check_campaign_takes(''values'', (select id from campaigns where state = ''draft'' limit 1))'),
  ('stale_sheet', 'thanh-pho-kon-tum.reviewer', 'check_sheet(''{"version": "1"}'', ''{}'', ''Thử'', ''2'')'),
  ('job_is_over', 'thanh-pho-kon-tum.reviewer', 'hold_job(gen_random_uuid(), ''a'')'),
  ('registrations_are_closed', 'thanh-pho-kon-tum.reviewer', 'registration_is_open(jsonb_populate_record(null::award_rounds, ''{"state": "closed"}''))');
select is((select string_agg(format('%s %s', split_part(call, '(', 1), coalesce(answer, 'nothing')), ', ') from (select l.*, pg_temp.engine_asked(account, 'select count(*) from ' || call) answer from too_late l) a where answer is distinct from 'PT409 ' || code),
  null, 'what has gone too far for it is told so');

-- ---- what there is none of ----
create temp table asked_for_none(call text);
insert into asked_for_none values
  ('found_or_404(''x'', null)'), ('seen(''campaign'', gen_random_uuid())'), ('seen_award_type(''none'')'), ('seen_honouree(gen_random_uuid())'), ('seen_nomination(gen_random_uuid())'),
  ('seen_ranking(gen_random_uuid())'), ('seen_round(gen_random_uuid())'), ('delete_comment(gen_random_uuid(), gen_random_uuid())'), ('patch_comment(gen_random_uuid(), gen_random_uuid(), ''{}'')'),
  ('put_rating(gen_random_uuid(), 2024, ''{}'', ''0'')'), ('public_progress(gen_random_uuid(), null, null)'), ('public_ranking_places(gen_random_uuid())'), ('enter_objection(gen_random_uuid(), ''{}'', null)'),
  ('check_import(''values'', gen_random_uuid(), null, null)'), ('finish_import(gen_random_uuid())'), ('revoke_calendar_feed(gen_random_uuid())'), ('redeliver(gen_random_uuid())');
select is((select string_agg(distinct split_part(call, '(', 1) || ': ' || coalesce(answer, 'nothing'), ', ') from (select call, pg_temp.engine_asked('xa-doan-ket.reporter', 'select count(*) from ' || call) answer from asked_for_none) a where answer is distinct from 'PT404 not_found'),
  null, 'is answered as not found by every function that is asked for it');

select * from finish();
rollback;
