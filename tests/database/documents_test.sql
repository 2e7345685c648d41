-- Documents: seen by their unit and those above, with what they belong to, and by both walls alike; parts are written only
-- in the transaction that makes the document.
begin;
\ir cast.psql
select plan(18);

-- The commune's document; asked() runs each question in one transaction, which here is the test's own.
create function pg_temp.made(account text, told text) returns uuid language sql as $$
  select pg_temp.asked(account, format('select new_document(%L, %L)', '{"kind":"evidence","abstract":"Biên bản nghiệm thu"}'::jsonb
    || told::jsonb, '{}'))::uuid
$$;
create function pg_temp.sees(account text, document uuid) returns text language sql as $$
  select pg_temp.asked(account, format('select count(*) from documents where id = %L', document)) || ' '
      || pg_temp.asked(account, format('select document_is_seen(%L)', document))
$$;
create temp table cast_of as select pg_temp.made('t-doan-ket.reporter', '{}') as evidence;

select is(pg_temp.sees('t-doan-ket.reporter', evidence), '1 true', 'its unit sees it') from cast_of;
select is(pg_temp.sees('t-tp.reviewer', evidence), '1 true', 'and the city above') from cast_of;
select is(pg_temp.sees('t-kon-tum.leader', evidence), '1 true', 'and the province') from cast_of;
select is(pg_temp.sees('t-viet-nam.admin', evidence), '1 true', 'and the country') from cast_of;
select is(pg_temp.sees('t-hoa-binh.reporter', evidence), '0 false', 'not the commune beside it') from cast_of;
select is(pg_temp.sees('t-kon-plong.leader', evidence), '0 false', 'not another district') from cast_of;

-- a report to a campaign of a district that is not above the commune; whether it is owed is no matter here
set local session_replication_role = replica;
insert into campaigns(id, unit_id, level, code, title, kind, state)
values ('0197b0c2-0000-7000-8000-000000000001', pg_temp.id_of('t-kon-plong'), 'district', 'T-KP', 'Thi đua liên huyện', 'movement', 'launched');
insert into submissions(id, campaign_id, unit_id, issuer_id, period, state)
values ('0197b0c2-0000-7000-8000-000000000002', '0197b0c2-0000-7000-8000-000000000001', pg_temp.id_of('t-doan-ket'), pg_temp.id_of('t-kon-plong'), '2025-Q1', 'draft');
set local session_replication_role = origin;

select matches(pg_temp.asked('t-doan-ket.reporter', format('select link_document(%L, %L)', evidence,
  '{"thing":"submission","thing_id":"0197b0c2-0000-7000-8000-000000000002","purpose":"evidence"}')), '^[0-9a-f-]{36}$', 'linked as evidence to its report') from cast_of;
select is(pg_temp.sees('t-kon-plong.leader', evidence), '1 true', 'evidence is seen by the issuer of the campaign') from cast_of;
select is(pg_temp.sees('t-hoa-binh.reporter', evidence), '0 false', 'still not by the commune beside it') from cast_of;
select is(pg_temp.asked('t-kon-plong.leader', format('select count(*) from document_links where document_id = %L', evidence)), '1', 'who sees the report sees the link') from cast_of;

-- the other way round: nobody hangs a document on what is another's
select is(pg_temp.asked('t-hoa-binh.reporter', format('select link_document(%L, %L)', pg_temp.made('t-hoa-binh.reporter', '{}'),
  '{"thing":"submission","thing_id":"0197b0c2-0000-7000-8000-000000000002","purpose":"evidence"}')), 'PT422 validation_failed', 'a report out of sight cannot be linked to');
select is(pg_temp.asked('t-tp.reviewer', format('select link_document(%L, %L)', pg_temp.made('t-tp.reviewer', '{}'),
  '{"thing":"submission","thing_id":"0197b0c2-0000-7000-8000-000000000002","purpose":"evidence"}')), 'PT403 not_allowed', 'nor one that is only read');
select is(pg_temp.asked('t-hoa-binh.reporter', format(
  $$insert into document_links(document_id, thing, thing_id, purpose) values (%L, 'campaign', gen_random_uuid(), 'other') returning 1$$, evidence)),
  '42501 new row violates row-level security policy for table "document_links"', 'nor a document of another unit be linked') from cast_of;

-- official or not
select matches(pg_temp.asked('t-doan-ket.reporter', format('select delete_document(%L)', pg_temp.made('t-doan-ket.reporter', '{}'))), '^[0-9a-f-]{36}$', 'what nothing relies on is deleted');
set local session_replication_role = replica;
update submissions set state = 'submitted' where id = '0197b0c2-0000-7000-8000-000000000002';
set local session_replication_role = origin;
select is(pg_temp.asked('t-doan-ket.reporter', format('select delete_document(%L)', evidence)), 'PT409 document_in_use', 'evidence of a submitted report stays') from cast_of;

-- parts
select is(pg_temp.asked('t-doan-ket.reporter', format($$insert into document_parts values (%L, 0, '\x41') returning part$$, evidence)), '0', 'parts come with the document') from cast_of;
set local session_replication_role = replica;
update documents set created_at = now() - interval '1 second' where id = (select evidence from cast_of);
set local session_replication_role = origin;
select is(pg_temp.asked('t-doan-ket.reporter', format($$insert into document_parts values (%L, 1, '\x42') returning part$$, evidence)),
  '42501 new row violates row-level security policy for table "document_parts"', 'and never later') from cast_of;
select is(pg_temp.asked('t-hoa-binh.reporter', format('select count(*) from document_parts where document_id = %L', evidence)), '0', 'bytes are seen with their document') from cast_of;

select * from finish();
rollback;
