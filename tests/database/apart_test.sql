-- Functions that keep people apart by themselves: the engine asks them, so that no policy stands before them.
begin;
\ir cast.psql
select plan(27);

-- ---- a document proves something only to who sees it ----
insert into documents(unit_id, kind, abstract) select pg_temp.id_of('t-hieu'), kind, 'Giấy thử' from documents limit 1 returning id as letter \gset
create temp table proofs(call text);   -- %1$L: the document; %2$L: a body that names it
insert into proofs values
  ('award_record_faults(null, '''', null, %1$L)'), ('consultation_answer_is_wrong(null, %2$L)'), ('copy_issue_is_wrong(null, %2$L)'), ('council_faults(%2$L)'),
  ('decision_cannot_be_signed(null, %2$L)'), ('decision_faults(null, %2$L)'), ('dossier_faults('''', jsonb_build_array(%2$L::jsonb))'), ('forwarding_cannot_move(null, %2$L)'),
  ('forwarding_faults(null, %2$L)'), ('hold_faults(%2$L)'), ('initiative_faults(null, %2$L)'), ('merge_faults(null, null, %2$L)'), ('minutes_cannot_be_signed(null, %2$L)'),
  ('nomination_cannot_end(null, %2$L)'), ('objection_answer_is_wrong(null, %2$L)'), ('paper_faults(%2$L)'), ('rating_faults('''', null, %2$L)'),
  ('review_cannot_be_signed(null, %2$L)'), ('round_faults(%2$L)'), ('transfer_faults(null, %2$L)');
create function pg_temp.doubting(account text, paper uuid) returns text language sql as $$
  select coalesce(string_agg(split_part(call, '(', 1), ' ' order by call), 'none') from proofs
   where pg_temp.engine_asked(account, format('select count(*) from ' || call || ' where code = ''document_not_found''', paper, jsonb_build_object('document', paper, 'minutes_document', paper))) <> '0'
$$;
select is(pg_temp.doubting('t-hieu.reporter', :'letter'), 'none', 'its unit proves by a document whatever a document proves');
select is(pg_temp.doubting('t-doan-ket.reporter', :'letter'), (select string_agg(split_part(call, '(', 1), ' ' order by call) from proofs), 'for another unit there is no such document');
select is((select string_agg(proname, ' ' order by proname) from pg_proc where pronamespace = 'app'::regnamespace and prosrc ~ '\mdocument_is_seen\(' and proname not in (select split_part(call, '(', 1) from proofs)),
  'document_shown link_paper new_objection put_attendance', 'no other function asks for a document but those with tests of their own');
select is(pg_temp.engine_asked('t-doan-ket.reporter', format('select new_objection(null, jsonb_build_object(''document'', %L))', :'letter')), 'PT422 validation_failed', 'nobody objects by a document out of sight');
select pg_temp.engine_asked('t-doan-ket.reporter', format('select link_paper(%L, ''round'', gen_random_uuid())', :'letter')) \g /dev/null
select is((select count(*)::int from document_links where document_id = :'letter'), 0, 'nor is it put to a thing of his');
select pg_temp.engine_asked('t-hieu.reporter', format('select link_paper(%L, ''round'', gen_random_uuid())', :'letter')) \g /dev/null
select is((select count(*)::int from document_links where document_id = :'letter'), 1, 'its unit may put it there');

-- ---- what is a unit's own is answered to it, and to its neighbour as if it were not there ----
-- "theirs | the neighbour's": the answers of the unit and of one beside it
create function pg_temp.both(question text, near text default 'xa-doan-ket.reporter', far text default 'phuong-quyet-thang.reporter') returns text language sql as $$
  select concat_ws(' | ', coalesce(pg_temp.engine_asked(near, question), 'nothing'), coalesce(pg_temp.engine_asked(far, question), 'nothing'))
$$;
select n.id as nomination, n.honouree_id as person, n.unit_id as own, h.name, h.kind
  from nominations n join honourees h on h.id = n.honouree_id where n.unit_id = pg_temp.id_of('xa-doan-ket') and n.state = 'passed' order by n.id limit 1 \gset
select id as campaign, unit_id as issuer from campaigns where code = 'KT-2025' \gset
select id as round from award_rounds order by id limit 1 \gset
select code as library from library_indicators order by code limit 1 \gset
set local session_replication_role = replica;
update honourees set gender = 'female' where id = :'person';
insert into honouree_identities(honouree_id, unit_id, scheme, sealed, key_id, hash, masked) values (:'person', :own, 'citizen_identifier', '\x00', 'k', '\xABCD', '062*******34');
insert into honourees(unit_id, kind, name) values (:own, :'kind', :'name') returning id as alike \gset
insert into honourees(unit_id, kind, name) values (pg_temp.id_of('t-hieu'), :'kind', 'A Nhập') returning id as merged_into \gset
insert into honourees(unit_id, kind, name, merged_into) values (:own, :'kind', 'A Nhập', :'merged_into');
insert into initiatives(unit_id, honouree_id, title) values (:own, :'person', 'Sáng kiến thử') returning id as initiative \gset
insert into initiative_uses(initiative_id, honouree_id, nomination_id, unit_id) values (:'initiative', :'person', :'nomination', :own);
insert into forecasts(campaign_id, indicator_id, unit_id, issuer_id, by_unit_id, status, reason, foreseen_at)
select campaign_id, id, :own, unit_id, :own, 'at_risk', 'Dự báo thử', now() from indicators where campaign_id = :'campaign' order by code limit 1 returning indicator_id as foreseen \gset
update indicators set library_code = :'library' where id = :'foreseen';
set local session_replication_role = origin;

select is(pg_temp.both(format('select reads_honouree(%L)', :'person')), 'true | false', 'the particulars of a person');
select is(pg_temp.both(format('select gender from honouree_shown((select h from honourees h where id = %L))', :'person')), 'female | nothing', 'which are left out for others');
select is(pg_temp.both(format('select masked from identity_shown(%L)', :'person')), '062*******34 | nothing', 'the number of a citizen, masked');
select is(pg_temp.both('select x ->> ''name'' from identity_known(''{"hashes": ["abcd"]}'', null) x'), :'name' || ' | nothing', 'whose number it is');
select is(pg_temp.both(format('select jsonb_array_length(look_alike_warnings((select h from honourees h where id = %L)))', :'alike')), '1 | 0', 'who is called alike');
select is(pg_temp.both(format('select absence from rating_shown(jsonb_populate_record(null::honouree_ratings, %L))', jsonb_build_object('honouree_id', :'person', 'unit_id', :own, 'absence', 'maternity'))),
  'maternity | nothing', 'why somebody was absent in a year');
select is(pg_temp.both(format('select count(*) from known_by_merging() k where k = %L', :'merged_into')), '1 | 0', 'into whom a person of the unit was merged');
select is(pg_temp.both(format('select knew_honouree(%L, claim_unit())', :'merged_into')), 'true | false', 'and that this one was its person');
select is(pg_temp.both('select known_account(''xa-doan-ket.reporter'') is not null'), 'true | false', 'an account of the unit');
select is(pg_temp.both(format('select initiative_is_seen(%L)', :'initiative')), 'true | false', 'an initiative');
select is(pg_temp.both(format('select x ->> ''nomination_id'' is not null from jsonb_array_elements(uses_of_initiative(%L)) x', :'initiative')), 'true | false', 'and the nomination that rests on it');
select is(pg_temp.both(format('select jsonb_array_length(nominations) from honouree_record(%L)', :'person')), '1 | 0', 'what a person is nominated for');
select is(pg_temp.both(format('select nomination_id is not null from consultation_shown(jsonb_populate_record(null::consultations, %L))', jsonb_build_object('nomination_id', :'nomination', 'unit_id', :own, 'lead_unit_id', :own))),
  'true | false', 'the nomination about which an agency was asked');
select is(pg_temp.both(format('select forecast_told(%L, %s) ->> ''reason''', :'foreseen', :own)), 'Dự báo thử | nothing', 'what a unit foresees of its target');
select is(pg_temp.both(format('select knows_names(jsonb_populate_record(null::reviews, ''{"unit_id": %s}''))', :own)), 'true | false', 'the names in a review');
select is(pg_temp.both(format('select round_id = %1$L from round_quotas_shown(%1$L, %2$s)', :'round', :own)), 'true | PT404 not_found', 'how many a unit may propose');
select is(pg_temp.both(format('select hears_comment(''{"unit_id": %s, "issuer_id": %s, "shown": true}'')', pg_temp.id_of('t-hieu'), :issuer), 't-kon-plong.leader', 't-doan-ket.reporter'), 'true | false', 'what was remarked on a report');

-- ---- a campaign, to who hears it and to who does not ----
create function pg_temp.heard(question text) returns text language sql as $$ select pg_temp.both(question, 'xa-doan-ket.reporter', 't-hieu.reporter') $$;
select is(pg_temp.heard(format('select campaign_is_within_sight(%L)', :'campaign')), 'true | false', 'a campaign is within sight');
select is(pg_temp.heard('select campaign_in_sight(''code:KT-2025'') is not null'), 'true | PT422 validation_failed', 'and may be named');
select is(pg_temp.heard(format('select linked_fact(''campaign'', %L) is not null', :'campaign')), 'true | false', 'and linked');
select is(pg_temp.heard(format('select json_array_length(library_uses((select l from library_indicators l where code = %L))) > 0', :'library')), 'true | false', 'and told of where its indicators come from');

select * from finish();
rollback;
