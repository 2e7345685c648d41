-- first-units.sql: the country and one province in an empty database, beneath which an administrator imports all other units:
--     psql --set province='Tỉnh Quảng Ngãi' --set code=51 --set since=2025-07-01 --file first-units.sql thidua
-- as a superuser. `since` is the day from which this province is one; nothing happens where there are units already.
\set ON_ERROR_STOP 1
begin;
set local role thidua_owner;
set local search_path = app, extensions, pg_temp;
set local client_min_messages = warning;
select exists (select from units) as entered \gset
\if :entered
    \warn 'There are units already; nothing was done.'
    rollback;
    \quit
\endif
with given(kind, level, name, type, scheme, code, period) as (values
    ('country', null, 'Việt Nam', '', 'slug', 'viet-nam', daterange('1945-09-02', null)),
    ('province', 'province', normalize(:'province'), lower(substring(normalize(:'province') from '^(Tỉnh|Thành phố) ')), 'official', :'code', daterange(:'since', null))
), numbered as materialized (
    select nextval(pg_get_serial_sequence('app.units', 'id'))::int as id, * from given
), entered as (
    insert into units(id, kind, level, existence) select id, kind, level, period from numbered
), named as (
    insert into unit_names(unit_id, name, type, valid) select id, name, type, period from numbered
), coded as (
    insert into unit_codes(unit_id, scheme, code, valid) select id, scheme, code, period from numbered
)
insert into unit_parents(unit_id, parent_id, valid)
select p.id, c.id, p.period from numbered p, numbered c where p.kind = 'province' and c.kind = 'country';
commit;
