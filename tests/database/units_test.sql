-- Units through time: who reaches and hears whom before and after 2025-07-01, and what a code means on which day.
begin;
\ir cast.psql
select plan(44);

create function pg_temp.reached(slug text, day date, writable boolean default null) returns text language sql as $$
  select string_agg(distinct unit_code_on(unit_id), ',' order by unit_code_on(unit_id)) from unit_reach
   where viewer_id = pg_temp.id_of(slug) and valid_from <= day and valid_to > day and writes is not distinct from coalesce(writable, writes)
$$;
create function pg_temp.heard(slug text, day date) returns text language sql as $$
  select string_agg(distinct unit_code_on(issuer_id), ',' order by unit_code_on(issuer_id)) from unit_hears
   where viewer_id = pg_temp.id_of(slug) and valid_from <= day and valid_to > day
$$;
create function pg_temp.seen(slug text) returns text language sql as $$
  select string_agg(unit_code_on(s), ',' order by unit_code_on(s)) from unit_sight((select uid from units where id = pg_temp.id_of(slug))) s
$$;

-- ---- before ----
select is(pg_temp.reached('t-doan-ket', '2025-06-16'), 't23302', 'a commune reaches itself');
select is(pg_temp.reached('t-kon-plong', '2025-06-16'), 't23473,t23476,t23479,t613', 'a district its communes');
select is(pg_temp.reached('t-tp', '2025-06-16'), 't-phong-noi-vu,t23302,t23317,t608', 'a city its communes and agencies');
select is(pg_temp.reached('t-kon-tum', '2025-06-16'), 't-phong-noi-vu,t23302,t23317,t23473,t23476,t23479,t608,t613,t62', 'a province all of them');
select is(pg_temp.heard('t-hieu', '2025-06-16'), 't-viet-nam,t23476,t613,t62', 'a commune hears those above');
select is(pg_temp.reached('t-xa-kon-plong', '2025-06-30'), null, 'who is not yet reaches nothing');

-- ---- after: what was merged in is read, not written ----
select is(pg_temp.reached('t-xa-kon-plong', '2025-07-01', true), 't23476', 'the new commune writes its own');
select is(pg_temp.reached('t-xa-kon-plong', '2025-07-01', false), 't23476,t23479', 'and reads its predecessors'' dossiers, not the district''s');
select is((select count(distinct unit_id) from unit_reach where viewer_id = pg_temp.id_of('t-xa-kon-plong') and not writes), 2::bigint, 'two of them');
select is(pg_temp.reached('t-quang-ngai', '2025-07-01', false), 't-phong-noi-vu,t23302,t23317,t23473,t23476,t23479,t608,t613,t62', 'the new province reads what passed to it, agencies of closed units too');
select is(pg_temp.reached('t-quang-ngai', '2025-07-01', true), 't23476,t51', 'and writes to the living');
select is(pg_temp.reached('t-kon-tum', '2025-07-01'), null, 'the closed province reaches nothing any more');
select is(pg_temp.heard('t-xa-kon-plong', '2025-07-01'), 't-viet-nam,t23476,t23479,t51,t613,t62', 'the new commune still hears the issuers of the old');
select is((select string_agg(unit_code_on(w), ',' order by w) from with_predecessors(pg_temp.id_of('t-quang-ngai')) w), 't51', 'sums never follow tasks');
select is((select count(*) from with_predecessors(pg_temp.id_of('t-xa-kon-plong'))), 4::bigint, 'but territory: itself, two communes, part of a district');

-- ---- the second wall agrees with the first, by another path ----
select is(pg_temp.seen('t-tp'), 't-phong-noi-vu,t23302,t23317,t608', 'sight on 2025-06-16');
select is(pg_temp.seen('t-xa-kon-plong'), null, 'none for who is not yet');
select is((select count(*) from unit_sight((select uid from units where id = pg_temp.id_of('t-viet-nam')))), (select count(*) from units), 'the root sees all, always');
select pg_temp.stand_on('2025-07-02') \g /dev/null
select is(pg_temp.seen('t-xa-kon-plong'), 't23476,t23476,t23479', 'sight on 2025-07-02: its predecessors');
select results_eq($$select unit_sight((select uid from units where id = pg_temp.id_of('t-quang-ngai'))) order by 1$$,
  $$select distinct unit_id from unit_reach where viewer_id = pg_temp.id_of('t-quang-ngai') and valid_from <= today() and valid_to > today() order by 1$$, 'sight equals reach');
select is(pg_temp.asked('t-xa-kon-plong.reporter', 'select unit_name_on(claim_unit())'), 'Xã Kon Plông', 'the new commune''s officer signs in');
select is(pg_temp.asked('t-tp.reviewer', 'select 1'), 'PT401 assignment_ended', 'an officer of the closed city does not');
select pg_temp.stand_on('2025-06-16') \g /dev/null

-- ---- references ----
select is(unit_named('code:t23476'), pg_temp.id_of('t-hieu'), 'a code means what it means today');
select is(unit_named('code:t23476@2025-06-30'), pg_temp.id_of('t-hieu'), 'on 2025-06-30 Xã Hiếu');
select is(unit_named('code:t23476@2025-07-01'), pg_temp.id_of('t-xa-kon-plong'), 'on 2025-07-01 Xã Kon Plông');
select is(unit_named('code:t-phong-noi-vu'), pg_temp.id_of('t-phong-noi-vu'), 'a slug where there is no official code');
select is(unit_named((select uid::text from units where id = pg_temp.id_of('t-tp'))), pg_temp.id_of('t-tp'), 'an id');
select throws_ok($$select unit_named('code:t51')$$, 'PT404', 'unit_not_found', 'a code that is not in force today');
select throws_ok($$select unit_named('code:t51@2025-02-30')$$, 'PT404', 'unit_not_found', 'a day that is none');
select throws_ok($$select unit_named('Xã Hiếu')$$, 'PT404', 'unit_not_found', 'nothing is matched by name');
select is(unit_found('code:nothing'), null, 'in a body it is a fault, not a 404');
insert into unit_codes(unit_id, scheme, code, valid) values (pg_temp.id_of('t-tp'), 'tax', 't9', '[2020-01-01,)'), (pg_temp.id_of('t-hieu'), 'budget', 't9', '[2020-01-01,)');
select throws_ok($$select unit_named('code:t9')$$, 'PT409', 'ambiguous_code', 'two meanings on one day');

-- ---- what the rows themselves refuse ----
select throws_ok(format($$insert into unit_codes values (%s, 'official', 't608', '[2025-01-01,2025-02-01)')$$, pg_temp.id_of('t-hieu')), '23P01', null, 'a code means one unit at a time');
select throws_ok(format($$insert into unit_parents values (%s, %s, '[2025-01-01,2025-02-01)')$$, pg_temp.id_of('t-hieu'), pg_temp.id_of('t-tp')), '23P01', null, 'a unit has one parent at a time');

-- ---- names and search ----
select is(unit_name_on(pg_temp.id_of('t-kon-tum'), '2026-01-01'), 'Tỉnh Kon Tum', 'a closed unit keeps its last name');
select is((select short_name from unit_names where unit_id = pg_temp.id_of('t-mang-den')), 'Măng Đen', 'the name without its kind');
select ok(pg_temp.id_of('t-mang-den') in (select found_units('mang den')), 'mang den finds Măng Đen');
select ok(pg_temp.id_of('t-mang-den') in (select found_units('MĂNG đen')), 'with marks and capitals as well');
select is((select count(*) from found_units('%')), 0::bigint, 'a percent sign is itself');

-- ---- derived by itself at the end of the transaction that changes the structure ----
select version as before from structure_version \gset
select pg_temp.unit('t-moi', 'Xã Mới', 'xã', 'commune', 'commune', 't-tp', 't99999', '[2025-01-01,2025-07-01)') \g /dev/null
select is(pg_temp.reached('t-moi', '2025-06-16'), null, 'not before');
set constraints all immediate;
select is(pg_temp.reached('t-moi', '2025-06-16'), 't99999', 'a new unit is reached');
select is(pg_temp.reached('t-tp', '2025-06-16'), 't-phong-noi-vu,t23302,t23317,t608,t99999', 'by those above as well');
select is((select version from structure_version), :before + 1::bigint, 'once, with a new number');
update unit_events set reversed_on = '2025-07-01' where title = 'Sắp xếp đơn vị hành chính';
select is(pg_temp.reached('t-xa-kon-plong', '2025-07-01', false), null, 'a reversed event merges nothing');

select * from finish();
rollback;
