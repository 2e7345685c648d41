-- Documents: what is wrong with them, what they belong to, who sees them because of that.

create or replace function app.document_faults(body jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select '/issued_on', 'issue_date_in_the_future', jsonb_build_object('date', body ->> 'issued_on', 'today', today())
   where (body ->> 'issued_on')::date > today()
  union all
  select '/' || missing, 'required', '{}'::jsonb from unnest('{thing,thing_id,purpose}'::text[]) missing
   where body ?| '{thing,thing_id,purpose}' and body -> missing is null
$$;

-- ---- what they belong to ----

-- A link is its document's unit's, whoever writes it.
create or replace function app.link_of_its_document() returns trigger language plpgsql set search_path = app, pg_temp as $$
begin
  new.unit_id := (select unit_id from documents where id = new.document_id);
  return new;
end $$;
drop trigger if exists a_link_of_its_document on app.document_links;
create trigger a_link_of_its_document before insert on app.document_links for each row execute function app.link_of_its_document();

-- The thing that a link names, when the caller sees it; null otherwise.
create or replace function app.linked_fact(wanted text, wanted_id uuid) returns jsonb language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  fact jsonb;
begin
  if exists (select from things where thing = wanted) then
    fact := thing_fact(wanted, wanted_id);
  end if;
  return case when fact is not null and thing_is_seen(wanted, fact) then fact end;
end $$;

-- Is what it belongs to past its draft? Then it has been relied upon.
create or replace function app.link_is_official(wanted text, wanted_id uuid) returns boolean language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return exists (select from things where thing = wanted)
     and coalesce(thing_fact(wanted, wanted_id) ->> 'state' not in ('draft', 'drafted', 'proposed'), false);
end $$;

-- The second wall's word on a document: in reach, public, or belonging to something within sight.
create or replace function app.document_is_seen(wanted uuid) returns boolean language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return exists (select from documents d where d.id = wanted and (d.is_public or (unit_reaches(claim_unit(), d.unit_id) and not only_sits_in_council())))
      or exists (select from document_links l where l.document_id = wanted and linked_fact(l.thing, l.thing_id) is not null);
end $$;

-- Links a document of the caller's unit to a thing at whose desk the caller sits. A legal basis is public from then on.
create or replace function app.link_document(wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  fact jsonb := linked_fact(body ->> 'thing', (body ->> 'thing_id')::uuid);
  made uuid;
begin
  if fact is null then
    perform raise_faults(array[row('/thing_id', 'linked_thing_not_found', '{}')::fault]);
  elsif not (at_desk('own', fact) or at_desk('issuer', fact) or at_desk('granting', fact)) then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label(body ->> 'thing'), 'who', desk_name('own', fact)));
  end if;
  insert into document_links(document_id, thing, thing_id, purpose)
  values (wanted, body ->> 'thing', (body ->> 'thing_id')::uuid, body ->> 'purpose')
  returning id into made;
  update documents set is_public = true where id = wanted and not is_public and body ->> 'purpose' = 'legal_basis';
  return made;
end $$;

drop function if exists app.link_documents(uuid[], text, uuid, text, text);

-- What documents can belong to of a campaign. Whether the caller sees a link to it is said by the policies of links.
create or replace function app.things_of_campaign(campaign uuid) returns setof uuid language sql stable security definer set search_path = app, pg_temp as $$
  with cases as materialized (select n.id from nominations n join proposals p on p.id = n.proposal_id where p.campaign_id = campaign)
  select campaign
  union all select id from submissions where campaign_id = campaign
  union all select id from reviews where campaign_id = campaign
  union all select id from award_rounds where campaign_id = campaign
  union all select id from proposals where campaign_id = campaign
  union all select id from cases
  union all select id from endorsements where nomination_id in (select id from cases)
  union all select id from consultations where nomination_id in (select id from cases)
  union all select id from nomination_overrides where nomination_id in (select id from cases)
  union all select session_id from council_session_items where nomination_id in (select id from cases)
  union all select decision_id from award_decision_nominations where nomination_id in (select id from cases)
$$;

-- ---- writing ----

create or replace function app.new_document(body jsonb, file jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  made uuid;
begin
  perform raise_faults(array(select f from document_faults(body) f));
  insert into documents(unit_id, kind, number, issued_on, issuer, abstract, signer_name, signer_position, capacity, is_public, classified,
                        file_name, media_type, size, sha256)
  select claim_unit(), p.kind, p.number, p.issued_on, p.issuer, p.abstract, p.signer_name, p.signer_position, p.capacity,
         coalesce(p.is_public, false), coalesce(p.classified, false), f.file_name, f.media_type, f.size, f.sha256
    from jsonb_populate_record(null::documents, body) p, jsonb_populate_record(null::documents, file) f
  returning id into made;
  if body ? 'thing' then
    perform link_document(made, body);
  end if;
  return made;
end $$;

-- Merge-patch (RFC 7396) of the register line.
create or replace function app.patch_document(wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(select f from document_faults(body) f));
  update documents d
     set (kind, number, issued_on, issuer, abstract, signer_name, signer_position, capacity, is_public, classified)
       = (select p.kind, p.number, p.issued_on, p.issuer, p.abstract, p.signer_name, p.signer_position, p.capacity,
                 coalesce(p.is_public, false), coalesce(p.classified, false)
            from jsonb_populate_record(d, body) p)
   where d.id = wanted;
  return wanted;
end $$;

create or replace function app.delete_document(wanted uuid) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  if exists (select from document_links l where l.document_id = wanted and link_is_official(l.thing, l.thing_id)) then
    perform raise_problem(409, 'document_in_use');
  end if;
  delete from documents where id = wanted;
  return wanted;
exception when foreign_key_violation then
  perform raise_problem(409, 'document_in_use');
end $$;

create or replace function app.delete_document_link(wanted uuid, link uuid) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  found_link document_links;
begin
  select * into found_link from document_links l where l.id = link and l.document_id = wanted;
  if found_link.id is null then
    perform raise_problem(404, 'not_found');
  elsif link_is_official(found_link.thing, found_link.thing_id) then
    perform raise_problem(409, 'document_in_use');
  end if;
  delete from document_links where id = link;
  return link;
end $$;

-- ---- as replies show them: in plpgsql, which keeps the plan, since planning with whom a document may be seen costs more than reading it ----

drop function if exists app.document_links_shown(uuid);
create or replace function app.document_link_shown(shown app.document_links) returns jsonb language sql stable as $$
  select jsonb_build_object('id', shown.id, 'thing', shown.thing, 'thing_id', shown.thing_id, 'purpose', shown.purpose)
$$;

-- Schema Document. Volatile, so that it sees what this very statement wrote.
create or replace function app.document_shown(wanted uuid)
returns table (id uuid, "unit.id" uuid, "unit.code" text, "unit.name" text, kind text, number text, issued_on date, issuer text, abstract text,
               signer_name text, signer_position text, capacity text, is_public boolean, classified boolean, file_name text, media_type text,
               size bigint, sha256 text, links jsonb, version int, created_at timestamptz, changed_at timestamptz, allowed_actions text[],
               _unit_id int, _published boolean)
language plpgsql volatile rows 1 set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select d.id, unit_uid(d.unit_id), unit_code_on(d.unit_id), unit_name_on(d.unit_id), d.kind, d.number, d.issued_on, d.issuer, d.abstract,
         d.signer_name, d.signer_position, d.capacity, d.is_public, d.classified, d.file_name, d.media_type, d.size, d.sha256,
         coalesce((select jsonb_agg(document_link_shown(l) order by l.id) from document_links l where l.document_id = d.id), '[]'), d.version, d.created_at, d.changed_at, allowed_actions('document', d.id), d.unit_id, document_is_seen(d.id)
    from documents d where d.id = wanted;
end $$;

create or replace function app.document_link_made(wanted uuid)
returns table (id uuid, document_id uuid, thing text, thing_id uuid, purpose text, created_at timestamptz, _unit_id int)
language sql volatile rows 1 set search_path = app, pg_temp as $$
  select l.id, l.document_id, l.thing, l.thing_id, l.purpose, l.created_at, l.unit_id from document_links l where l.id = wanted
$$;

select app.by_engine('app.linked_fact(text,uuid)', 'app.link_is_official(text,uuid)', 'app.document_is_seen(uuid)', 'app.things_of_campaign(uuid)');
