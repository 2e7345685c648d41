-- Merging: one honouree entered twice. Who may be the same, what stands against it, and what follows whom.

-- ---- who may be the same ----

-- Do their identifiers say that they are two? Hashes under two keys cannot be compared, but what people see of them can.
create or replace function app.identifiers_differ(one uuid, other uuid) returns boolean language sql stable security definer set search_path = app, pg_temp as $$
  select coalesce((select i.masked <> j.masked or (i.key_id = j.key_id and i.hash <> j.hash)
                     from honouree_identities i join honouree_identities j on j.honouree_id = other and j.scheme = i.scheme where i.honouree_id = one), false)
$$;

create or replace function app.same_identifier(one uuid, other uuid) returns boolean language sql stable security definer set search_path = app, pg_temp as $$
  select exists (select from honouree_identities i join honouree_identities j on j.honouree_id = other and j.hash = i.hash where i.honouree_id = one)
$$;

-- Whether what was entered of two people says that they are two; nothing entered says nothing.
create or replace function app.entries_differ(one app.honourees, other app.honourees) returns boolean language sql immutable parallel safe as $$
  select one.birth_year <> other.birth_year is true or one.birth_date <> other.birth_date is true or one.gender <> other.gender is true
$$;

-- Whoever of the same unit has the same name, and nothing that tells them apart. Told when one is entered.
create or replace function app.look_alikes(h app.honourees) returns setof app.honourees language sql stable security definer set search_path = app, pg_temp as $$
  select o.* from honourees o
   where o.unit_id = h.unit_id and folded(o.name) = folded(h.name) and o.merged_into is null and h.merged_into is null and o.id <> h.id and o.kind = h.kind
     and not entries_differ(h, o) and not identifiers_differ(h.id, o.id)
$$;

create or replace function app.look_alike_warnings(h app.honourees) returns jsonb language sql stable set search_path = app, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('pointer', '/name', 'code', 'looks_like_another', 'params', jsonb_build_object('honouree', o.id, 'name', o.name, 'unit', unit_name_on(o.unit_id)))
                            order by o.created_at, o.id), '[]')
    from look_alikes(h) o where reads_honouree(h.id) and not only_sits_in_council()
$$;

-- Pairs of the caller's area: the same identifier wherever they were entered, or look-alikes of one unit.
create or replace function app.duplicates_in_sight() returns table (pair text, one_id uuid, other_id uuid, name text, reason text, unit_id int, other_unit_id int)
language sql stable security definer set search_path = app, pg_temp as $$
  with people as materialized (
    select h.* from honourees h
     where h.merged_into is null
       and ((select reaches_everything()) or h.unit_id in (select r.unit_id from unit_reach r where r.viewer_id = (select claim_unit()) and r.valid_from <= today() and r.valid_to > today()))),
  pairs as (
    select a as one, b as other, 'same_identifier' as reason
      from people a join honouree_identities i on i.honouree_id = a.id join honouree_identities j on j.hash = i.hash and j.honouree_id > a.id join people b on b.id = j.honouree_id
    union all
    select a, b, 'same_name'
      from people a join people b on b.unit_id = a.unit_id and folded(b.name) = folded(a.name) and b.kind = a.kind and b.id > a.id
     where not entries_differ(a, b) and not identifiers_differ(a.id, b.id) and not same_identifier(a.id, b.id))
  select (one).id || ' ' || (other).id, (one).id, (other).id, (one).name, reason, (one).unit_id, (other).unit_id from pairs
$$;

-- ---- what stands against it ----

create or replace function app.differing(one app.honourees, other app.honourees) returns table (said text, left_value text, right_value text) language sql stable security definer set search_path = app, pg_temp as $$
  select d.said, d.left_value, d.right_value
    from (values ('kind', label('honouree_kind', one.kind), label('honouree_kind', other.kind)),
                 ('gender', label('gender', one.gender), label('gender', other.gender)),
                 ('birth_year', one.birth_year::text, other.birth_year::text),
                 ('birth_date', to_char(one.birth_date, 'DD/MM/YYYY'), to_char(other.birth_date, 'DD/MM/YYYY')),
                 ('collective_unit', unit_name_on(one.collective_unit_id), unit_name_on(other.collective_unit_id))) d(said, left_value, right_value)
   where d.left_value <> d.right_value
  union all
  select 'citizen_identifier', i.masked, j.masked from honouree_identities i join honouree_identities j on j.honouree_id = other.id where i.honouree_id = one.id and identifiers_differ(one.id, other.id)
$$;

create or replace function app.merge_faults(gone app.honourees, stays app.honourees, body jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  select '/into', 'merged_into_another', '{}'::jsonb where gone.id = stays.id
  union all
  select '/into', 'honouree_is_merged', merged_params(stays) where stays.merged_into is not null
  union all
  select '/into', 'merged_ones_differ', jsonb_build_object('property', d.said, 'one', d.left_value, 'other', d.right_value) from differing(gone, stays) d
  union all
  select '/into', 'identifiers_under_two_keys', '{}'::jsonb
    from honouree_identities i join honouree_identities j on j.honouree_id = stays.id and j.scheme = i.scheme and j.key_id <> i.key_id and j.masked = i.masked where i.honouree_id = gone.id
  union all
  select '/into', 'both_in_one_proposal', jsonb_build_object('title', p.title)
    from nominations a join nominations b on b.proposal_id = a.proposal_id and b.award_type = a.award_type and b.honouree_id = stays.id join proposals p on p.id = a.proposal_id where a.honouree_id = gone.id
  union all
  select '/into', 'ratings_differ', jsonb_build_object('year', a.year, 'one', label('honouree_rating', a.rating), 'other', label('honouree_rating', b.rating))
    from honouree_ratings a join honouree_ratings b on b.honouree_id = stays.id and b.year = a.year and b.rating <> a.rating where a.honouree_id = gone.id
  union all
  select '/note', 'identifier_belongs_elsewhere', '{}'::jsonb where holds_identifier(body ->> 'note')
  union all
  select '/document', 'document_not_found', '{}'::jsonb where body ->> 'document' is not null and not document_is_seen((body ->> 'document')::uuid)
$$;

create or replace function app.merged_params(h app.honourees) returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select jsonb_build_object('name', h.name, 'into', o.id, 'into_name', o.name, 'unit', unit_name_on(o.unit_id)) from honourees o where o.id = h.merged_into
$$;

-- Nothing new is written of who points elsewhere. The lock makes a merging that is under way be waited for.
create or replace function app.refuse_merged() returns trigger language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  h honourees;
begin
  select * into h from honourees x where x.id = new.honouree_id for key share;
  if h.merged_into is not null then
    perform raise_problem(409, 'honouree_is_merged', merged_params(h));
  end if;
  return new;
end $$;

create or replace function app.leave_merged() returns trigger language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  if old.merged_into is not null and new.merged_into is not distinct from old.merged_into then
    perform raise_problem(409, 'honouree_is_merged', merged_params(old));
  end if;
  return new;
end $$;

do $$
declare
  kept text;
begin
  foreach kept in array '{nominations,honouree_ratings,honouree_transfers,holds,award_registrations,initiatives,initiative_authors}'::text[] loop
    execute format('drop trigger if exists a_refuse_merged on app.%I', kept);
    execute format('create trigger a_refuse_merged before insert or update of honouree_id on app.%I for each row execute function app.refuse_merged()', kept);
  end loop;
end $$;
drop trigger if exists a_leave_merged on app.honourees;
create trigger a_leave_merged before update on app.honourees for each row execute function app.leave_merged();

-- ---- what follows ----

-- Rows that are theirs, with what would stand twice then: that stays with who points elsewhere, since nothing is deleted.
create or replace function app.let_follow(gone uuid, stays uuid) returns jsonb language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  kept record;
  ids jsonb;
  followed jsonb := '{}';
begin
  for kept in select * from (values
    ('nominations',         'id',            null),
    ('awards',              'id',            null),
    ('holds',               'id',            null),
    ('award_registrations', 'id',            'o.round_id = t.round_id and o.award_type = t.award_type'),
    ('honouree_ratings',    'id',            'o.year = t.year'),
    ('honouree_transfers',  'id',            'o.transferred_on = t.transferred_on'),
    ('initiatives',         'id',            null),
    ('initiative_authors',  'initiative_id', 'o.initiative_id = t.initiative_id'),
    ('initiative_uses',     'initiative_id', 'o.initiative_id = t.initiative_id'),
    ('council_members',     'id',            null),
    ('honouree_identities', 'id',            'true')) k(name, key, twice)
  loop
    execute format('with moved as (update app.%1$I t set honouree_id = $2 where t.honouree_id = $1 %2$s returning t.%3$I as id) select coalesce(jsonb_agg(id order by id), ''[]'') from moved',
                   kept.name, case when kept.twice is not null then format('and not exists (select from app.%I o where o.honouree_id = $2 and %s)', kept.name, kept.twice) else '' end, kept.key)
       into ids using gone, stays;
    followed := followed || case when ids <> '[]' then jsonb_build_object(kept.name, ids) else '{}' end;
  end loop;
  update honouree_identities i set unit_id = h.unit_id from honourees h where h.id = stays and i.honouree_id = stays and i.unit_id <> h.unit_id;
  update council_members set relatives = array_replace(relatives, gone, stays) where gone = any (relatives);
  return followed;
end $$;

-- guard() has judged the one, here the other is; both are locked in one order. Who wrote what follows stays its maker.
create or replace function app.merge_honouree(wanted uuid, body jsonb) returns uuid language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  gone honourees;
  stays honourees;
  made uuid;
begin
  perform from honourees h where h.id in (wanted, (body ->> 'into')::uuid) order by h.id for update;
  select * into strict gone from honourees where id = wanted;
  select * into stays from honourees h where h.id = (body ->> 'into')::uuid and unit_reaches(claim_unit(), h.unit_id);
  if gone.merged_into is not null then
    perform raise_problem(409, 'honouree_is_merged', merged_params(gone));
  end if;
  perform raise_faults(array(select row('/into', 'honouree_not_found', '{}')::fault where stays.id is null));
  perform raise_faults(array(select f from merge_faults(gone, stays, body) f));
  perform set_config('app.maker_stays', 'on', true);
  insert into honouree_merges(honouree_id, unit_id, into_id, into_unit_id, merged_on, note, document_id, followed)
  values (gone.id, gone.unit_id, stays.id, stays.unit_id, today(), body ->> 'note', (body ->> 'document')::uuid, let_follow(gone.id, stays.id)) returning id into made;
  perform set_config('app.maker_stays', '', true);
  update honourees set merged_into = stays.id where id = gone.id or merged_into = gone.id;
  update honourees set changed_at = null where id = stays.id;              -- null: touched, a new version
  if exists (select from hold_on(stays.id, today())) then
    perform suspend_nominations(stays.id);
  end if;
  return made;
end $$;

-- Those whom somebody of the own area became: as after a change of unit, they are known there.
create or replace function app.known_by_merging() returns setof uuid language sql stable security definer set search_path = app, pg_temp as $$
  select x.merged_into from honourees x where x.merged_into is not null and unit_reaches(claim_unit(), x.unit_id)
$$;

create or replace function app.merge_made(wanted uuid) returns setof app.honouree_merges language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from honouree_merges where id = wanted
$$;

create or replace function app.merge_shown(shown app.honouree_merges)
returns table (id uuid, "honouree.id" uuid, "honouree.kind" text, "honouree.name" text, "unit.id" uuid, "unit.code" text, "unit.name" text, "into.id" uuid, "into.kind" text, "into.name" text,
               "into_unit.id" uuid, "into_unit.code" text, "into_unit.name" text, merged_on date, note text, document_id uuid, followed jsonb, "by.id" uuid, "by.name" text, version int,
               created_at timestamptz, _unit_id int, _issuer_id int)
language sql volatile rows 1 as $$
  select shown.id, h.id, h.kind, h.name, unit_uid(shown.unit_id), unit_code_on(shown.unit_id), unit_name_on(shown.unit_id), o.id, o.kind, o.name,
         unit_uid(shown.into_unit_id), unit_code_on(shown.into_unit_id), unit_name_on(shown.into_unit_id), shown.merged_on, shown.note, shown.document_id,
         (select coalesce(jsonb_object_agg(f.key, jsonb_array_length(f.value)), '{}') from jsonb_each(shown.followed) f), shown.created_by, person_name(shown.created_by), shown.version,
         shown.created_at, shown.unit_id, shown.into_unit_id
    from honouree_named(shown.honouree_id) h, honouree_named(shown.into_id) o
$$;

select app.by_engine('app.identifiers_differ(uuid,uuid)', 'app.same_identifier(uuid,uuid)', 'app.look_alikes(app.honourees)', 'app.duplicates_in_sight()', 'app.differing(app.honourees,app.honourees)',
  'app.merge_faults(app.honourees,app.honourees,jsonb)', 'app.merged_params(app.honourees)', 'app.refuse_merged()', 'app.leave_merged()', 'app.let_follow(uuid,uuid)', 'app.merge_honouree(uuid,jsonb)',
  'app.known_by_merging()');
revoke execute on function app.let_follow(uuid, uuid), app.merged_params(app.honourees), app.differing(app.honourees, app.honourees), app.merge_faults(app.honourees, app.honourees, jsonb),
  app.same_identifier(uuid, uuid), app.identifiers_differ(uuid, uuid) from thidua_service;
