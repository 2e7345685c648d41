-- Units: the derived tree, reach and hearing; what a unit is called and coded on a day; references of the API.

-- Provinces, communes and what was between them: each has its people's committee. Agencies and other bodies are none.
create or replace function app.is_area(kind text) returns boolean language sql immutable parallel safe as $$
  select kind in ('province', 'district', 'city', 'town', 'township', 'commune', 'ward', 'special_zone')
$$;

-- Heirs of a closed unit's dossiers: of a district or province, whoever took over its tasks; of others, whoever took
-- over any of it; of those nobody succeeds (an agency of an abolished district), the last parent.
create or replace function app.unit_heirs() returns table (predecessor_id int, successor_id int, since date)
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  with named as (
    select distinct s.predecessor_id, s.successor_id, e.effective_on as since
      from unit_successions s join unit_events e on e.id = s.event_id and e.reversed_on is null
      join units u on u.id = s.predecessor_id
     where s.extent = 'tasks' or not (u.level in ('province', 'district') and u.kind in ('province', 'district', 'city', 'town')))
  select * from named
  union
  select u.id, p.parent_id, upper(u.existence)
    from units u join unit_parents p on p.unit_id = u.id and upper(p.valid) = upper(u.existence)
   where not upper_inf(u.existence) and not exists (select from named where named.predecessor_id = u.id);
end $$;

-- Rebuilds unit_tree, unit_reach, unit_hears, unit_labels and unit_root from the dated rows. Runs at the commit of whatever changed
-- the structure (trigger below), and at once where the same transaction reads the result.
create or replace function app.derive_structure() returns bigint language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  new_version bigint;
begin
  perform pg_advisory_xact_lock(hashtext('structure'));
  delete from unit_tree;
  insert into unit_tree(ancestor_id, unit_id, depth, valid_from, valid_to)
  with recursive up(unit_id, ancestor_id, depth, valid) as (
    select id, id, 0, existence from units
    union all
    select up.unit_id, p.parent_id, up.depth + 1, up.valid * p.valid
      from up join unit_parents p on p.unit_id = up.ancestor_id and p.valid && up.valid where up.depth < 20)
  select ancestor_id, unit_id, depth, coalesce(lower(valid), '-infinity'), coalesce(upper(valid), 'infinity') from up;

  delete from unit_reach;
  insert into unit_reach(viewer_id, unit_id, writes, valid_from, valid_to)
  with recursive reach(viewer_id, unit_id, writes, valid_from, valid_to) as (
    select ancestor_id, unit_id, true, valid_from, valid_to from unit_tree
    union
    select r.viewer_id, h.predecessor_id, false, greatest(r.valid_from, h.since), r.valid_to
      from reach r join unit_heirs() h on h.successor_id = r.unit_id and h.since < r.valid_to)
  select viewer_id, unit_id, writes, min(valid_from), valid_to from reach group by 1, 2, 3, 5;

  delete from unit_hears;
  insert into unit_hears(viewer_id, issuer_id, valid_from, valid_to)
  with recursive follows(viewer_id, unit_id, since) as (   -- a unit and all that was merged into it, territory only
    select id, id, coalesce(lower(existence), '-infinity') from units
    union
    select f.viewer_id, s.predecessor_id, greatest(f.since, e.effective_on)
      from follows f join unit_successions s on s.successor_id = f.unit_id and s.extent <> 'tasks'
      join unit_events e on e.id = s.event_id and e.reversed_on is null)
  select f.viewer_id, t.ancestor_id, min(greatest(f.since, t.valid_from)), coalesce(upper(v.existence), 'infinity')
    from follows f join unit_tree t on t.unit_id = f.unit_id join units v on v.id = f.viewer_id
   group by 1, 2, 4;

  delete from unit_labels;
  insert into unit_labels(unit_id, name, short_name, type, code, valid_from, valid_to)
  with edges as (   -- every day on which a name or a code begins; what has no beginning began with the state
    select unit_id, coalesce(lower(valid), '1945-09-02') as at from unit_names
    union
    select unit_id, coalesce(lower(valid), '1945-09-02') from unit_codes where scheme in ('official', 'slug')),
  spans as (
    select unit_id, at, row_number() over w = 1 as first, coalesce(lead(at) over w, 'infinity') as next from edges window w as (partition by unit_id order by at))
  select s.unit_id, n.name, n.short_name, n.type, c.code, case when s.first then '-infinity' else s.at end, s.next
    from spans s
    join lateral (select x.name, x.short_name, x.type, coalesce(lower(x.valid), '1945-09-02') as since from unit_names x where x.unit_id = s.unit_id
                   order by coalesce(lower(x.valid), '1945-09-02') > s.at, abs(s.at - coalesce(lower(x.valid), '1945-09-02')) limit 1) n on true
    left join lateral (select x.code from unit_codes x where x.unit_id = s.unit_id and x.scheme in ('official', 'slug')
                        order by x.scheme, coalesce(lower(x.valid), '1945-09-02') > s.at, abs(s.at - coalesce(lower(x.valid), '1945-09-02')) limit 1) c on true;

  delete from unit_root;
  insert into unit_root(unit_id, valid_from, valid_to)
  select id, coalesce(lower(existence), '-infinity'), coalesce(upper(existence), 'infinity') from units where kind = 'country';

  update structure_version set version = version + 1, changed_at = now() returning version into new_version;
  perform set_config('app.structure_dirty', '', true);
  return new_version;
end $$;

create or replace function app.mark_structure() returns trigger language plpgsql set search_path = app, pg_temp as $$
begin
  perform set_config('app.structure_dirty', 'yes', true);
  return null;
end $$;

create or replace function app.derive_once() returns trigger language plpgsql security definer set search_path = app, pg_temp as $$
begin
  if current_setting('app.structure_dirty', true) = 'yes' then
    perform app.derive_structure();
  end if;
  return null;
end $$;

do $$
declare
  source text;
begin
  foreach source in array '{units,unit_names,unit_codes,unit_parents,unit_successions,unit_events}'::text[] loop
    execute format('drop trigger if exists structure_is_marked on app.%I', source);
    execute format('create trigger structure_is_marked before insert or update or delete on app.%I for each statement execute function app.mark_structure()', source);
    execute format('drop trigger if exists structure_is_derived on app.%I', source);
    execute format('create constraint trigger structure_is_derived after insert or update or delete on app.%I
                    deferrable initially deferred for each row execute function app.derive_once()', source);
  end loop;
end $$;

-- Territory and dossiers within sight of a unit, from tree and successions directly: the second wall does not lean on
-- the tables that the policies read.
create or replace function app.unit_sight(viewer uuid) returns setof int language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return query
  with recursive seen(unit_id) as (
    select t.unit_id from units v join unit_tree t on t.ancestor_id = v.id and t.valid_from <= today() and t.valid_to > today()
     where v.uid = viewer
    union
    select h.predecessor_id from seen join unit_heirs() h on h.successor_id = seen.unit_id and h.since <= today()
  )
  select unit_id from seen
  union
  select id from units where exists (select from units v where v.uid = viewer and v.kind = 'country');
end $$;

-- Does one unit reach another today? For the engine's own checks; policies use the hashed form.
create or replace function app.unit_reaches(viewer int, unit int) returns boolean language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  day date := today();                             -- worked out once, not for every row
begin
  if token_area() is not null and viewer::text = current_setting('app.unit', true) then
    viewer := token_area();                        -- reaches less than the unit that gave it
  end if;
  return (select exists (select from unit_reach where viewer_id = viewer and unit_id = unit_reaches.unit and valid_from <= day and valid_to > day)
          or exists (select from unit_root where unit_id = viewer and valid_from <= day and valid_to > day));
end $$;

-- Whom the caller reaches today, for many rows at once; null: everybody.
create or replace function app.units_reached() returns int[] language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  day date := today();
begin
  return case when not reaches_everything() then array(select unit_id from unit_reach where viewer_id = coalesce(token_area(), claim_unit()) and valid_from <= day and valid_to > day) end;
end $$;

-- Is it of the caller's living area? What was merged into another unit is read-only.
create or replace function app.unit_writes(unit int) returns boolean language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (select exists (select from unit_reach where viewer_id = coalesce(token_area(), claim_unit()) and unit_id = unit_writes.unit and writes and valid_from <= today() and valid_to > today()));
end $$;

create or replace function app.unit_is_above(upper_unit int, unit int) returns boolean language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (select exists (select from unit_tree t where t.ancestor_id = upper_unit and t.unit_id = unit_is_above.unit and t.depth > 0
                        and t.valid_from <= today() and t.valid_to > today()));
end $$;

-- What a unit was called on a day: the name of that day, else the last before it, else the first after it.
create or replace function app.unit_name_on(unit int, on_day date default null) returns text language plpgsql stable set search_path = app, pg_temp as $$
begin
  return (select name from unit_labels where unit_id = unit and valid_from <= coalesce(on_day, today()) and valid_to > coalesce(on_day, today()));
end $$;

-- One code of a unit on a day: the official one, else its slug.
create or replace function app.unit_code_on(unit int, on_day date default null) returns text language plpgsql stable set search_path = app, pg_temp as $$
begin
  return (select code from unit_labels where unit_id = unit and valid_from <= coalesce(on_day, today()) and valid_to > coalesce(on_day, today()));
end $$;

-- An agency's identifier as Decision 20/2020/QĐ-TTg writes it, `H34.05.01`: highest level first. The layout before it
-- (QCVN 102:2016/BTTTT) is the same levels turned round, three digits, two, two, and zeros for a level that is not there:
-- `000.01.05.H34`. It has room for four levels; a longer identifier exists in the newer layout only.
create or replace function app.agency_code_2016(dotted text) returns text language sql immutable parallel safe as $$
  select case when dotted ~ '^[A-Z]\d{2}(\.\d{2}(\.\d{2}(\.\d{3})?)?)?$'
              then concat_ws('.', coalesce(nullif(split_part(dotted, '.', 4), ''), '000'), coalesce(nullif(split_part(dotted, '.', 3), ''), '00'),
                                  coalesce(nullif(split_part(dotted, '.', 2), ''), '00'), split_part(dotted, '.', 1)) end
$$;

create or replace function app.agency_code(written text) returns text language sql immutable parallel safe as $$
  select coalesce((select turned from (select string_agg(part, '.' order by nth desc) as turned
                                         from unnest(string_to_array(written, '.')) with ordinality p(part, nth) where part !~ '^0+$') t
                    where app.agency_code_2016(turned) = written), written)
$$;

-- The instruments that give codes, and the days for which each list is in force.
create or replace function app.code_lists() returns table (scheme text, valid daterange, document text) language sql immutable parallel safe as $$
  values ('official', daterange(null, '2025-07-01'), '124/2004/QĐ-TTg'), ('official', daterange('2025-07-01', null), '19/2025/QĐ-TTg'),
         ('agency', daterange(null, null), '20/2020/QĐ-TTg'), ('agency_2016', daterange(null, null), 'QCVN 102:2016/BTTTT')
$$;

-- Every code of a unit with its list and days; a code that stayed when the list changed is told once for each.
create or replace function app.unit_codes_told(unit int) returns table (scheme text, code text, document text, valid daterange)
language sql stable set search_path = app, pg_temp as $$
  select c.scheme, c.code, l.document, c.valid * coalesce(l.valid, c.valid)
    from (select x.scheme, x.code, x.valid from unit_codes x where x.unit_id = unit
          union all
          select 'agency_2016', agency_code_2016(x.code), x.valid from unit_codes x where x.unit_id = unit and x.scheme = 'agency' and agency_code_2016(x.code) is not null) c
    left join code_lists() l on l.scheme = c.scheme and l.valid && c.valid
$$;

-- A reference of the API: an id, `code:23476`, `code:23476@2025-06-30`, `code:agency:H34.05`. Where no scheme is named,
-- official codes come first; an agency's identifier may be written in either layout.
create or replace function app.unit_named(reference text) returns int language plpgsql stable security definer set search_path = app, extensions, pg_temp as $$
declare
  parts text[] := regexp_match(reference, '^code:(?:(official|agency|agency_2016|slug|tax|budget):)?([^@]+?)(?:@(\d{4}-\d{2}-\d{2}))?$');
  on_day date;
  found_ids int[];
begin
  if reference is null then
    return null;
  end if;
  if reference ~ '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$' then
    select array_agg(id) into found_ids from units where uid = reference::uuid;
  elsif parts is not null then
    begin
      on_day := coalesce(parts[3]::date, today());
    exception when others then
      perform raise_problem(404, 'unit_not_found', jsonb_build_object('reference', reference));
    end;
    if coalesce(parts[1], 'official') = 'official' then
      select array_agg(distinct unit_id) into found_ids from unit_codes where scheme = 'official' and code = parts[2] and valid @> on_day;
    end if;
    if found_ids is null then
      select array_agg(distinct unit_id) into found_ids from unit_codes
       where scheme <> 'official' and scheme = coalesce(replace(parts[1], 'agency_2016', 'agency'), scheme) and code = parts[2] and valid @> on_day;
    end if;
    if found_ids is null then
      select array_agg(distinct unit_id) into found_ids from unit_codes where scheme = 'agency' and code = nullif(agency_code(parts[2]), parts[2]) and valid @> on_day;
    end if;
  end if;
  if cardinality(found_ids) > 1 then
    perform raise_problem(409, 'ambiguous_code', jsonb_build_object('code', parts[2], 'date', on_day, 'candidates',
      (select jsonb_agg(jsonb_build_object('id', u.uid, 'name', unit_name_on(u.id, on_day), 'kind', u.kind) order by u.id) from units u where u.id = any (found_ids))));
  elsif found_ids is null then
    perform raise_problem(404, 'unit_not_found', jsonb_build_object('reference', reference));
  end if;
  return found_ids[1];
end $$;

-- The same for bodies, where an unknown unit is a fault at its pointer and not a 404: null instead.
create or replace function app.unit_found(reference text) returns int language plpgsql stable set search_path = app, pg_temp as $$
begin
  return app.unit_named(reference);
exception when sqlstate 'PT404' or sqlstate 'PT409' then
  return null;
end $$;

create or replace function app.unit_uid(unit int) returns uuid language plpgsql stable set search_path = app, pg_temp as $$
begin
  return (select uid from units where id = unit);
end $$;

-- {"id","name","code"} of a unit, as replies embed it where a column per property would be too many.
create or replace function app.unit_brief(unit int, on_day date default null) returns jsonb language sql stable set search_path = app, pg_temp as $$
  select jsonb_build_object('id', uid, 'name', unit_name_on(id, on_day), 'code', unit_code_on(id, on_day)) from units where id = unit
$$;

-- active, closed or planned on a day.
create or replace function app.unit_state(existence daterange, on_day date) returns text language sql immutable parallel safe as $$
  select case when existence @> on_day then 'active' when upper(existence) <= on_day then 'closed' else 'planned' end
$$;

-- Whether a unit reads differently on a day than it did at an instant: its row or the structure was written since, or a day has come
-- on which it, or what it stands below, has another name, code, parent or state.
create or replace function app.unit_changed_after(unit app.units, on_day date, since timestamptz) returns boolean language sql stable as $$
  select coalesce(unit.changed_at > since, false) or (select changed_at > since from app.structure_version)
      or exists (select from (select ((since + (app.business_now() - transaction_timestamp())) at time zone 'Asia/Ho_Chi_Minh')::date as day) known   -- real clock: how far the day of business stands from it
                  where (upper(unit.existence) > known.day and upper(unit.existence) <= on_day)
                     or exists (select from app.unit_labels l where l.valid_from > known.day and l.valid_from <= on_day
                                   and (l.unit_id = unit.id or l.unit_id in (select p.parent_id from app.unit_parents p where p.unit_id = unit.id)))
                     or exists (select from app.unit_parents p where p.unit_id = unit.id and lower(p.valid) > known.day and lower(p.valid) <= on_day))
$$;

-- A unit with its merged predecessors, for series through time (territory: extent tasks stays out).
create or replace function app.with_predecessors(unit int) returns setof int language sql stable security definer set search_path = app, pg_temp as $$
  with recursive line(unit_id) as (
    select unit
    union
    select s.predecessor_id from line join unit_successions s on s.successor_id = line.unit_id and s.extent <> 'tasks'
      join unit_events e on e.id = s.event_id and e.reversed_on is null)
  select unit_id from line
$$;

select app.by_engine('app.unit_heirs()', 'app.derive_structure()', 'app.derive_once()', 'app.unit_sight(uuid)', 'app.unit_reaches(int,int)', 'app.units_reached()', 'app.unit_writes(int)', 'app.unit_is_above(int,int)',
  'app.unit_named(text)', 'app.with_predecessors(int)');
revoke execute on function app.derive_structure() from thidua_service;
