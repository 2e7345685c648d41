-- What each row policy keeps from whom, table by table: a row of a commune, or of the city above it, is planted in every
-- table that the service may touch, and nobody else's account sees, inserts, changes or deletes it. Triggers and
-- constraints are out of the way meanwhile, so that nothing but the policies can refuse.
begin;
\ir cast.psql
select plan(12);

-- One person with every role that could see or write, and those who only oversee or only sit in a council.
create function pg_temp.many(slug text, held text, variadic roles text[]) returns void language sql as $$
  insert into users(unit_id, username, display_name) values (pg_temp.id_of(slug), slug || '.' || held, 'Người ' || held);
  insert into assignments(user_id, unit_id, role, valid_from) select u.id, u.unit_id, r, '2020-01-01' from users u, unnest(roles) r where username = slug || '.' || held
$$;
select pg_temp.many(slug, 'all', 'reporter', 'reviewer', 'leader', 'admin') from unnest('{t-doan-ket,t-hieu,t-kon-plong,t-phong-noi-vu,t-hoa-binh,t-tp}'::text[]) slug \g /dev/null
select pg_temp.many('t-tp', 'oversight', 'oversight'), pg_temp.many('t-tp', 'council', 'council') \g /dev/null

-- ---- what lies open: everybody signed in reads it ----
create temp table open_tables(name text primary key, why text);
insert into open_tables select unnest(string_to_array('action_rules transitions things catalogues award_types award_rules legal_acts statutory_lines units_of_measure work_terms'
  ' calendars periods holidays certificate_layouts library_indicators schema_migrations', ' ')), 'rules, words and days';
insert into open_tables select unnest(string_to_array('units unit_names unit_codes unit_parents unit_labels unit_events unit_successions unit_tree unit_reach unit_hears unit_root structure_version', ' ')), 'the tree';
insert into open_tables select unnest(string_to_array('audit_heads audit_roots audit_seals', ' ')), 'hashes that prove the audit';

select set_eq($$select tablename::text from pg_policies where schemaname = 'app' and roles @> '{thidua_service}' and cmd in ('SELECT', 'ALL') and qual = 'true'$$,
  $$select name from open_tables where name <> 'library_indicators'$$, 'no other table lies open');

-- ---- planting ----
create temp table planted(name text, owner text, mark uuid, marked text);
grant select on planted to thidua_service;
create function pg_temp.value_of(col pg_attribute, owner int, mark uuid) returns text language sql as $$
  select case when col.attname in ('uid', 'id') and col.atttypid = 'uuid'::regtype then quote_literal(mark) || '::uuid'
              when col.attname ~ 'unit_id$|^(issuer|granting|viewer|parent|predecessor|successor|judging|holder|held_by|keeper)_id$' and col.atttypid = 'int'::regtype then owner::text
              when col.atttypid = 'uuid'::regtype then quote_literal(mark) || '::uuid'
              when col.attname = 'state' then quote_literal('draft')
              when col.attname = 'period' then quote_literal('2025-Q1')
              when col.atttypid = 'bool'::regtype then 'false'
              when col.atttypid in ('text'::regtype, 'bytea'::regtype) then quote_literal('chim-yen-' || owner) || '::' || col.atttypid::regtype
              when col.atttypid in ('int'::regtype, 'int2'::regtype, 'int8'::regtype, 'numeric'::regtype) then (1000 + owner)::text
              when col.atttypid in ('date'::regtype, 'timestamptz'::regtype) then 'now()'
              when col.atttypid = 'daterange'::regtype then quote_literal('[2031-01-01,2031-01-02)') || '::daterange'
              when col.atttypid in ('jsonb'::regtype) then quote_literal('{}') || '::jsonb'
              when format_type(col.atttypid, null) like '%[]' then quote_literal('{}') || '::' || format_type(col.atttypid, null)
              else 'null' end
$$;
create function pg_temp.columns_of(t regclass, owner int, mark uuid, privilege text, out names text, out vals text) language sql as $$
  select string_agg(quote_ident(a.attname), ', ' order by a.attnum), string_agg(pg_temp.value_of(a, owner, mark), ', ' order by a.attnum)
    from pg_attribute a where a.attrelid = t and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attidentity <> 'a'
     and (privilege is null or has_column_privilege('thidua_service', t, a.attnum, privilege))
$$;
-- The column by which a planted row is known again.
create function pg_temp.mark_of(t regclass) returns text language sql as $$
  select quote_ident(attname) from pg_attribute where attrelid = t and attnum > 0 and not attisdropped and attgenerated = '' and atttypid = 'uuid'::regtype
   order by attname = 'id' desc, attname = 'uid' desc, attnotnull desc, attnum limit 1
$$;
do $$
declare
  kept record;
  owner text;
  row_mark uuid;
  made record;
begin
  perform set_config('session_replication_role', 'replica', true);
  for kept in select c.oid, c.relname from pg_class c where relnamespace = 'app'::regnamespace and relkind in ('r', 'p') and not relispartition
                 and has_any_column_privilege('thidua_service', c.oid, 'select, insert, update') and (relname not in (select name from open_tables) or has_any_column_privilege('thidua_service', c.oid, 'insert, update'))
                 and pg_temp.mark_of(c.oid) is not null loop
    declare
      rule record;
    begin
      for rule in select conname from pg_constraint where conrelid = kept.oid and contype = 'c' loop
        execute format('alter table app.%I drop constraint %I', kept.relname, rule.conname);
      end loop;
      for rule in select attname from pg_attribute where attrelid = kept.oid and attnum > 0 and not attisdropped and attnotnull and attgenerated = ''
                     and not exists (select from pg_index where indrelid = kept.oid and indisprimary and attnum = any (indkey)) loop
        execute format('alter table app.%I alter column %I drop not null', kept.relname, rule.attname);
      end loop;
    end;
    foreach owner in array '{t-hoa-binh,t-tp}'::text[] loop
      row_mark := uuid_v7();
      select * into made from pg_temp.columns_of(kept.oid, pg_temp.id_of(owner), row_mark, null);
      execute format('insert into app.%I(%s) values (%s)', kept.relname, made.names, made.vals);
      insert into planted values (kept.relname, owner, row_mark, pg_temp.mark_of(kept.oid));
    end loop;
  end loop;
end $$;
select cmp_ok((select count(distinct name)::int from planted), '>', 70, 'a row is planted in every table');
select is_empty($$select relname from pg_class c where relnamespace = 'app'::regnamespace and relkind in ('r', 'p') and not relispartition
  and has_any_column_privilege('thidua_service', c.oid, 'select, insert, update') and relname not in (select name from open_tables) and relname not in (select name from planted)
  and relname not in ('submission_values', 'submission_narratives')$$, 'none is left out');

-- ---- what an account can do with them ----
-- `seen`, `inserted`, `changed` (to the caller's own, where the unit can be changed), `deleted`: an act that the policies let
-- through, on a row of that owner.
create function pg_temp.reached_by(account text) returns table(act text, name text, owner text) language plpgsql as $$
declare
  row planted;
  own jsonb := (select pg_temp.claims(account) || jsonb_build_object('roles', jsonb_agg(a.role)) from assignments a join users u on u.id = a.user_id where u.username = account);
  inserted record;
  changed text;
  done bigint;
begin
  perform begin_request(own, false);
  for row in select * from planted p where p.name ~ coalesce(nullif(current_setting('test.tables', true), ''), '') loop
    select * into inserted from pg_temp.columns_of(('app.' || row.name)::regclass, pg_temp.id_of(row.owner), uuid_v7(), 'insert');
    changed := (select case when a.attname = 'unit_id' then format('%I = %L', a.attname, pg_temp.id_of(split_part(account, '.', 1))) else format('%1$I = %1$I', a.attname) end from pg_attribute a where a.attrelid = ('app.' || row.name)::regclass and a.attnum > 0 and not a.attisdropped
                  and a.attgenerated = '' and has_column_privilege('thidua_service', a.attrelid, a.attnum, 'update')
                 order by a.attname = 'unit_id' desc, a.attnum limit 1);
    perform set_config('role', 'thidua_service', true);
    done := 0;
    begin
      execute format('select count(*) from app.%I where %s = %L', row.name, row.marked, row.mark) into done;
    exception when insufficient_privilege then null;
    end;
    if done > 0 then act := 'seen'; name := row.name; owner := row.owner; return next; end if;
    if inserted.names is not null then
      begin
        begin
          execute format('insert into app.%I(%s) values (%s)', row.name, inserted.names, inserted.vals);
        exception when insufficient_privilege then raise; when integrity_constraint_violation then null;
        end;
        act := 'inserted'; name := row.name; owner := row.owner; return next;
        raise exception using errcode = 'ZZ000';
      exception when insufficient_privilege or sqlstate 'ZZ000' then null;
      end;
    end if;
    if changed is not null then
      begin
        execute format('update app.%I set %s', row.name, changed) || format(' where %s = %L', row.marked, row.mark);
        get diagnostics done = row_count;
        if done > 0 then act := 'changed'; name := row.name; owner := row.owner; return next; end if;
      exception when insufficient_privilege then null; when integrity_constraint_violation then act := 'changed'; name := row.name; owner := row.owner; return next;
      end;
    end if;
    begin
      execute format('delete from app.%I where %s = %L', row.name, row.marked, row.mark);
      get diagnostics done = row_count;
      if done > 0 then act := 'deleted'; name := row.name; owner := row.owner; return next; end if;
      raise exception using errcode = 'ZZ000';
    exception when insufficient_privilege or sqlstate 'ZZ000' then null;
    end;
    perform set_config('role', 'none', true);
  end loop;
end $$;

-- What may be done all the same: moves are judged by their trigger, rounds and groups of units are heard below.
create function pg_temp.offences(variadic accounts text[]) returns table(account text, act text, name text, owner text) language sql as $$
  select a, r.* from unnest(accounts) a cross join lateral pg_temp.reached_by(a) r
   where (r.act, r.name) not in (('inserted', 'moves'), ('seen', 'award_rounds'), ('seen', 'unit_groups')) and not (r.act = 'seen' and r.name in (select o.name from open_tables o))
$$;

select is_empty($$select * from pg_temp.offences('t-doan-ket.all')$$, 'a sibling reaches nothing');
select is_empty($$select * from pg_temp.offences('t-hieu.all')$$, 'a commune of another district neither');
select is_empty($$select * from pg_temp.offences('t-kon-plong.all')$$, 'nor another district');
select is_empty($$select * from pg_temp.offences('t-phong-noi-vu.all')$$, 'nor an office of the city');
select is_empty($$select * from pg_temp.offences('t-hoa-binh.all') where owner = 't-tp'$$, 'who is below reaches nothing that is drafted above');
select is_empty($$select * from pg_temp.offences('t-tp.all') where owner = 't-hoa-binh' and act <> 'seen' and name not in ('calendars', 'holidays')$$,
  'who is above reads and does not write, but keeps the calendars of its area');
select is_empty($$select * from pg_temp.offences('t-tp.oversight') where act = 'seen' and name in ('proposals', 'nominations', 'submissions', 'submission_values', 'submission_narratives', 'holds')
  or act <> 'seen' and owner = 't-hoa-binh'$$, 'who only oversees reads no drafts');
select is_empty($$select * from pg_temp.offences('t-tp.council') where act <> 'seen' and owner = 't-hoa-binh' or act = 'seen' and name in ('proposals', 'nominations', 'honourees',
  'honouree_ratings', 'honouree_transfers', 'award_registrations', 'holds', 'initiatives', 'consultations', 'documents', 'document_links')$$, 'who only sits in a council reads what is put before it');
select set_has($$select name from pg_temp.offences('t-tp.all') where act = 'seen' and owner = 't-tp'$$,
  $$select t from unnest('{awards,campaigns,documents,holds,honourees,nominations,proposals,submissions,users}'::text[]) t where t ~ coalesce(current_setting('test.tables', true), '')$$, 'the rows are there for who may read them');
select finish();
rollback;
