-- Initiatives: recognised ideas that ground an award, once for each of their authors (Công văn 5007/BNV-TĐKT 2023).

-- Does a unit judge a nomination that rests on it?
create or replace function app.judges_initiative(initiative uuid, unit int) returns boolean language sql stable security definer set search_path = app, pg_temp as $$
  select exists (select from initiative_uses u join nominations n on n.id = u.nomination_id
                  where u.initiative_id = initiative and n.issuer_id = unit and n.state <> 'draft')
$$;

-- Does a use still count? A nomination that came to nothing gives its initiatives back.
create or replace function app.use_stands(nomination uuid) returns boolean language sql stable security definer set search_path = app, pg_temp as $$
  select exists (select from nominations n join proposals p on p.id = n.proposal_id
                  where n.id = nomination and n.state not in ('failed', 'struck_out', 'withdrawn') and p.state <> 'returned')
$$;

-- Within the caller's sight, as rows of the table are? For ids named in bodies: a wall of its own.
create or replace function app.initiative_is_seen(initiative uuid) returns boolean language sql stable security definer set search_path = app, pg_temp as $$
  select exists (select from initiatives i where i.id = initiative and (unit_reaches(claim_unit(), i.unit_id) or judges_initiative(i.id, claim_unit())))
$$;

create or replace function app.initiative_faults(initiative uuid, body jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  with author as (
    select a.item, a.ordinal - 1 as n, (a.item ->> 'honouree')::uuid as id
      from jsonb_array_elements(coalesce(nullif(body -> 'authors', 'null'), '[]')) with ordinality a(item, ordinal))
  select format('/authors/%s/honouree', n), 'honouree_not_found', '{}'::jsonb from author where nominee_kind(id) is null
  union all
  select format('/authors/%s/honouree', n), 'author_named_twice', '{}'::jsonb from author a where exists (select from author o where o.id = a.id and o.n < a.n)
  union all
  select '/authors', 'shares_above_all', jsonb_build_object('sum', sum((item ->> 'share')::numeric)) from author having sum((item ->> 'share')::numeric) > 100
  union all
  select '/' || told.name, 'recognition_is_told_whole', '{}'::jsonb
    from unnest('{scope,recognised_on,decision_number}'::text[]) told(name)
   where body ->> told.name is null and coalesce(body ->> 'scope', body ->> 'recognised_on', body ->> 'decision_number') is not null
  union all
  select '/recognised_on', 'issue_date_in_the_future', jsonb_build_object('date', body ->> 'recognised_on', 'today', today()) where (body ->> 'recognised_on')::date > today()
  union all
  select '/document', 'document_not_found', '{}'::jsonb where body ->> 'document' is not null and not document_is_seen((body ->> 'document')::uuid)
  union all
  select '/authors', 'initiative_is_in_use', jsonb_build_object('name', (honouree_named(u.honouree_id)).name)
    from initiative_uses u where u.initiative_id = initiative and use_stands(u.nomination_id) and body ? 'authors' and not exists (select from author where id = u.honouree_id)
$$;

-- Replaces the authors of an initiative of the caller's unit; one that stood before gets a new version.
create or replace function app.put_authors(initiative uuid, authors jsonb, fresh boolean default false) returns void
language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  delete from initiative_authors where initiative_id = initiative and not honouree_id::text = any (array(select a ->> 'honouree' from jsonb_array_elements(authors) a));
  insert into initiative_authors(initiative_id, honouree_id, unit_id, ordinal, share)
  select initiative, (item ->> 'honouree')::uuid, claim_unit(), ordinality, (item ->> 'share')::numeric from jsonb_array_elements(authors) with ordinality a(item, ordinality)
  on conflict (initiative_id, honouree_id) do update set ordinal = excluded.ordinal, share = excluded.share;
  update initiatives set changed_at = null where id = initiative and not fresh;       -- null: touched, a new version
end $$;

create or replace function app.new_initiative(body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  made uuid;
begin
  perform raise_faults(array(select f from initiative_faults(null, body) f));
  insert into initiatives(unit_id, honouree_id, title, kind, scope, summary, applied_from, decision_number, recognised_on, recognised_by, document_id, invented)
  select claim_unit(), (body #>> '{authors,0,honouree}')::uuid, p.title, coalesce(p.kind, 'initiative'), p.scope, p.summary, p.applied_from, p.decision_number,
         p.recognised_on, p.recognised_by, (body ->> 'document')::uuid, coalesce(p.invented, false)
    from jsonb_populate_record(null::initiatives, body) p
  returning id into made;
  perform put_authors(made, body -> 'authors', true);
  return made;
end $$;

create or replace function app.patch_initiative(wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(select f from initiatives i, initiative_faults(i.id, to_jsonb(i) || body) f where i.id = wanted));
  update initiatives i
     set (title, kind, scope, summary, applied_from, decision_number, recognised_on, recognised_by, document_id, invented, honouree_id)
       = (select p.title, p.kind, p.scope, p.summary, p.applied_from, p.decision_number, p.recognised_on, p.recognised_by,
                 case when body ? 'document' then (body ->> 'document')::uuid else i.document_id end, coalesce(p.invented, false),
                 coalesce((body #>> '{authors,0,honouree}')::uuid, i.honouree_id)
            from jsonb_populate_record(i, body) p)
   where i.id = wanted;
  if body ? 'authors' then
    perform put_authors(wanted, body -> 'authors');
  end if;
  return wanted;
end $$;

create or replace function app.delete_initiative(wanted uuid) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  if exists (select from initiative_uses u where u.initiative_id = wanted) then
    perform raise_problem(409, 'initiative_is_in_use', jsonb_build_object('name', (select title from initiatives where id = wanted)));
  end if;
  delete from initiatives where id = wanted;
  return wanted;
end $$;

-- ---- what a nomination rests on ----

-- {"initiatives": [id…]} of a nomination for an honouree: recognised, theirs, and not used for another award before.
create or replace function app.initiatives_faults(place text, honouree uuid, nomination uuid, body jsonb) returns setof app.fault
language sql stable security definer set search_path = app, pg_temp as $$
  with named as (
    select format('%s/initiatives/%s', place, a.ordinal - 1) as pointer, a.id::uuid as id, a.ordinal
      from jsonb_array_elements_text(coalesce(nullif(body -> 'initiatives', 'null'), '[]')) with ordinality a(id, ordinal)),
  found as (select n.*, i.title, i.scope from named n join initiatives i on i.id = n.id and initiative_is_seen(i.id))
  select n.pointer, 'initiative_not_found', '{}'::jsonb from named n where not exists (select from found f where f.id = n.id)
  union all
  select f.pointer, 'initiative_not_recognised', jsonb_build_object('title', f.title) from found f where f.scope is null
  union all
  select f.pointer, 'initiative_of_others', jsonb_build_object('title', f.title)
    from found f where not exists (select from initiative_authors a join honouree_through_time(honouree) w on w.honouree_id = a.honouree_id and not w.predecessor
                                    where a.initiative_id = f.id)
  union all
  select f.pointer, 'initiative_is_used', jsonb_strip_nulls(jsonb_build_object('title', f.title, 'award', award_name(n.award_type),
           'proposal', case when unit_reaches(claim_unit(), n.unit_id) or (n.issuer_id = claim_unit() and n.state <> 'draft') then p.title end))
    from found f join initiative_uses u on u.initiative_id = f.id and u.honouree_id = honouree and u.nomination_id is distinct from nomination and use_stands(u.nomination_id)
    join nominations n on n.id = u.nomination_id join proposals p on p.id = n.proposal_id
$$;

-- Replaces what a nomination rests on, after initiatives_faults(); null leaves it.
create or replace function app.use_initiatives(nomination uuid, ids jsonb) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  n nominations;
begin
  if ids is null then
    return;
  end if;
  select * into strict n from nominations where id = nomination;
  delete from initiative_uses where nomination_id = nomination and not (coalesce(nullif(ids, 'null'), '[]') ? initiative_id::text and honouree_id = n.honouree_id);
  -- Two who name it at once: the second waits for the first, and is refused by the key.
  delete from initiative_uses u where u.honouree_id = n.honouree_id and coalesce(nullif(ids, 'null'), '[]') ? u.initiative_id::text and not use_stands(u.nomination_id);
  insert into initiative_uses(initiative_id, honouree_id, nomination_id, unit_id)
  select distinct id::uuid, n.honouree_id, n.id, n.unit_id from jsonb_array_elements_text(coalesce(nullif(ids, 'null'), '[]')) i(id)
   where not exists (select from initiative_uses u where u.nomination_id = n.id and u.initiative_id = i.id::uuid);
end $$;

-- What a nomination rests on, for whoever sees the nomination.
create or replace function app.initiatives_of(nomination uuid) returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'title', i.title, 'scope', i.scope, 'recognised_on', i.recognised_on, 'decision_number', i.decision_number)
                            order by i.recognised_on, i.id), '[]')
    from initiative_uses u join initiatives i on i.id = u.initiative_id where u.nomination_id = nomination
$$;

-- ---- what replies show ----

-- Where it was used: the award always, the proposal only within the caller's sight.
create or replace function app.uses_of_initiative(initiative uuid) returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('honouree', h.name, 'award_type', n.award_type, 'award_type_name', award_name(n.award_type), 'state', n.state,
                                               'nomination_id', case when seen.it then n.id end, 'proposal_title', case when seen.it then p.title end) order by n.created_at, n.id), '[]')
    from initiative_uses u join nominations n on n.id = u.nomination_id join proposals p on p.id = n.proposal_id join honourees h on h.id = u.honouree_id
    cross join lateral (select unit_reaches(claim_unit(), n.unit_id) or (n.issuer_id = claim_unit() and n.state <> 'draft') as it) seen
   where u.initiative_id = initiative and use_stands(n.id)
$$;

create or replace function app.authors_of_initiative(initiative uuid) returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('honouree', jsonb_build_object('id', h.id, 'kind', h.kind, 'name', h.name), 'share', a.share) order by a.ordinal), '[]')
    from initiative_authors a join honourees h on h.id = a.honouree_id where a.initiative_id = initiative
$$;

create or replace function app.initiative_shown(shown app.initiatives)
returns table (id uuid, "unit.id" uuid, "unit.code" text, "unit.name" text, title text, kind text, summary text, applied_from date, scope text, decision_number text,
               recognised_on date, recognised_by text, document_id uuid, authors jsonb, uses jsonb, invented boolean, version int, created_at timestamptz,
               changed_at timestamptz, allowed_actions text[], _unit_id int, _issuer_id int)
language sql volatile rows 1 as $$
  select shown.id, unit_uid(shown.unit_id), unit_code_on(shown.unit_id), unit_name_on(shown.unit_id), shown.title, shown.kind, shown.summary, shown.applied_from,
         shown.scope, shown.decision_number, shown.recognised_on, shown.recognised_by, shown.document_id, authors_of_initiative(shown.id),
         uses_of_initiative(shown.id), shown.invented, shown.version, shown.created_at, shown.changed_at, allowed_actions('initiative', shown.id), shown.unit_id,
         case when judges_initiative(shown.id, claim_unit()) then claim_unit() end
$$;

create or replace function app.initiative_made(wanted uuid) returns setof app.initiatives language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from initiatives where id = wanted
$$;

select app.by_engine('app.judges_initiative(uuid,int)', 'app.put_authors(uuid,jsonb,boolean)', 'app.use_stands(uuid)', 'app.initiative_is_seen(uuid)', 'app.initiatives_faults(text,uuid,uuid,jsonb)',
  'app.use_initiatives(uuid,jsonb)', 'app.initiatives_of(uuid)', 'app.uses_of_initiative(uuid)', 'app.authors_of_initiative(uuid)');
