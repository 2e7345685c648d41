-- restored.sql: what must be true of a database that came back; each row printed is a fault. Run as a superuser.
\set QUIET on
set client_min_messages = warning;

create temp table faults (place text, fault text);

-- References are guarded by triggers while rows are written, and by nothing when files are copied.
do $$
declare
  held record;
  lost bigint;
begin
  for held in
    select c.conname, c.conrelid::regclass as child, c.confrelid::regclass as parent,
           string_agg(format('p.%I = c.%I', pa.attname, ca.attname), ' and ') as matched,
           string_agg(format('c.%I is not null', ca.attname), ' and ') as given
      from pg_constraint c
      join unnest(c.conkey, c.confkey) as k(child, parent) on true
      join pg_attribute ca on ca.attrelid = c.conrelid and ca.attnum = k.child
      join pg_attribute pa on pa.attrelid = c.confrelid and pa.attnum = k.parent
     where c.contype = 'f' and c.connamespace = 'app'::regnamespace
     group by c.oid, c.conname, c.conrelid, c.confrelid
  loop
    execute format('select count(*) from %s c where %s and not exists (select from %s p where %s)',
                   held.child, held.given, held.parent, held.matched) into lost;
    if lost > 0 then
      insert into faults values (held.child::text, format('%s rows point to nothing (%s)', lost, held.conname));
    end if;
  end loop;
end $$;

-- A sequence that is behind hands out numbers that are taken.
do $$
declare
  counted record;
  behind boolean;
begin
  for counted in
    select s.oid::regclass as sequence, d.refobjid::regclass as owner, a.attname
      from pg_class s
      join pg_depend d on d.objid = s.oid and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')
      join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
     where s.relkind = 'S' and s.relnamespace = 'app'::regnamespace
  loop
    execute format('select coalesce((select max(%I) from %s), 0) > (select last_value from %s)',
                   counted.attname, counted.owner, counted.sequence) into behind;
    if behind then
      insert into faults values (counted.sequence::text, 'is behind the rows of ' || counted.owner);
    end if;
  end loop;
end $$;

insert into faults
select c.oid::regclass::text, 'row security is not forced'
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = 'app' and c.relkind = 'r' and c.relrowsecurity and not c.relforcerowsecurity
union all
select i.indexrelid::regclass::text, 'the index is not valid' from pg_index i where not i.indisvalid
union all
select c.conrelid::regclass::text, 'the constraint ' || c.conname || ' is not validated'
  from pg_constraint c where not c.convalidated and c.connamespace = 'app'::regnamespace
union all
select 'app.schema_migrations', 'is empty' where not exists (select from app.schema_migrations);

select place, fault from faults order by place, fault;
