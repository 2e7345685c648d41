-- Certificates: the layout in force on the day of a decision, filled in for each award of it. The service draws the sheets.

-- ---- layouts ----

-- The words that a layout may have filled in.
create or replace function app.certificate_words() returns text[] language sql immutable parallel safe as $$
  select '{giver,award,honouree,position,citation,place_and_date,capacity,signer,decision_number,decision_day,register_number,check_words}'::text[]
$$;

create or replace function app.certificate_layout_faults(body jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  with marks as (
    select format('/marks/%s', place - 1) as pointer, mark, (select count(*) from unnest('{text,code,frame}'::text[]) k(name) where coalesce(mark -> k.name, 'null') <> 'null') as shows
      from jsonb_array_elements(body -> 'marks') with ordinality m(mark, place))
  select pointer, 'mark_shows_one_thing', '{}'::jsonb from marks where shows <> 1
  union all
  select m.pointer || '/text', 'words_are_not_known', jsonb_build_object('word', w.found[1], 'known', array_to_string(certificate_words(), ', '))
    from marks m, regexp_matches(m.mark ->> 'text', '\{([^}]*)\}', 'g') w(found) where w.found[1] <> all (certificate_words())
  union all
  select m.pointer, 'mark_is_off_the_sheet', jsonb_build_object('width', body -> 'width', 'height', body -> 'height')
    from marks m
   where (m.mark ->> 'x')::numeric + coalesce(m.mark ->> 'width', m.mark ->> 'size', '0')::numeric > (body ->> 'width')::numeric
      or (m.mark ->> 'y')::numeric + case when m.mark ? 'text' then '0' else coalesce(m.mark ->> 'height', m.mark ->> 'size', '0') end::numeric > (body ->> 'height')::numeric
  union all
  select '/award_class', 'layout_speaks_of_a_type_or_a_class', '{}'::jsonb where body ->> 'award_class' is not null and body ->> 'award_type' is not null
  union all
  select '/award_type', 'award_type_not_found', jsonb_build_object('award_type', body ->> 'award_type')
   where body ->> 'award_type' is not null and not exists (select from award_types t where t.code = body ->> 'award_type')
  union all
  select '/background', 'background_is_no_picture', '{}'::jsonb
   where body ->> 'background' is not null
     and not exists (select from documents d where d.id = (body ->> 'background')::uuid and d.media_type = 'image/png' and d.size <= 4194304)
  union all
  select f.* from dated_row_faults(body, (
    select max(l.valid_from) from certificate_layouts l
     where l.unit_id = claim_unit() and l.paper = body ->> 'paper' and l.award_class is not distinct from body ->> 'award_class'
       and l.award_type is not distinct from body ->> 'award_type')) f
$$;

create or replace function app.new_certificate_layout(body jsonb) returns setof app.certificate_layouts language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(select f from certificate_layout_faults(body) f));
  return query
    insert into certificate_layouts(unit_id, paper, award_class, award_type, width, height, background_id, marks, valid_from, citation, document_id)
    select claim_unit(), p.paper, p.award_class, p.award_type, p.width, p.height, (body ->> 'background')::uuid, p.marks, p.valid_from, p.citation, (body ->> 'document')::uuid
      from jsonb_populate_record(null::certificate_layouts, body - '{document,background}'::text[]) p
    returning *;
end $$;

-- A layout as replies show it (schema CertificateLayout).
create or replace function app.certificate_layout_shown(l app.certificate_layouts)
returns table (id uuid, "unit.id" uuid, "unit.code" text, "unit.name" text, paper text, award_class text, award_type text, width numeric, height numeric, background uuid, marks jsonb,
               valid_from date, valid_to date, citation text, document uuid, created_at timestamptz, version int, _unit_id int, _published boolean)
language sql stable rows 1 as $$
  select l.id, unit_uid(l.unit_id), unit_code_on(l.unit_id), unit_name_on(l.unit_id), l.paper, l.award_class, l.award_type, l.width, l.height, l.background_id, l.marks, l.valid_from,
         (select min(x.valid_from) from certificate_layouts x
           where x.unit_id is not distinct from l.unit_id and x.paper = l.paper and x.award_class is not distinct from l.award_class
             and x.award_type is not distinct from l.award_type and x.valid_from > l.valid_from),
         l.citation, l.document_id, l.created_at, l.version, l.unit_id, true
$$;

-- The one in force that speaks most closely of an award: the granting unit's own first, then a type's, then a class's.
create or replace function app.certificate_layout_of(a app.awards, wanted_paper text) returns setof app.certificate_layouts language sql stable as $$
  select l.* from certificate_layouts l join award_types t on t.code = a.award_type
   where l.paper = wanted_paper and l.valid_from <= a.decided_on and (l.unit_id is null or l.unit_id = a.issuer_id)
     and (l.award_type is null or l.award_type = a.award_type) and (l.award_class is null or l.award_class = t.class)
   order by l.unit_id is null, l.award_type is null, l.award_class is null, l.valid_from desc limit 1
$$;

-- ---- sheets ----

-- What a sheet says of an award, by the words of certificate_words().
create or replace function app.certificate_facts(a app.awards, d app.award_decisions) returns jsonb language plpgsql stable as $$
begin
  return (
    select jsonb_build_object(
        'giver', concat_ws(' ', head ->> 'position', upper(issuer_said(d.unit_id, d.decided_on) collate "und-x-icu")),
        'award', upper(case t.class when 'form' then split_part(t.vi, ' của ', 1) else t.vi end collate "und-x-icu"),
        'honouree', concat_ws(' ', case h.gender when 'male' then 'Ông' when 'female' then 'Bà' end, coalesce(a.corrected_name, a.honouree_name)),
        'position', concat_ws(', ', h.position, case when h.collective_unit_id is not distinct from a.unit_id then null when h.position is null then unit_name_on(a.unit_id, d.decided_on) else unit_said(a.unit_id, d.decided_on) end),
        'citation', coalesce(a.citation_text, a.achievement),
        'place_and_date', format('%s, %s', head ->> 'place', long_day_said(d.decided_on)),
        'capacity', concat_ws(E'\n', signed ->> 'capacity', signed ->> 'position'), 'signer', signed ->> 'name',
        'decision_number', a.decision_number, 'decision_day', regexp_replace(long_day_said(d.decided_on), '^ngày ', ''), 'register_number', a.register_number::text,
        'check_words', 'Mã tra cứu: ' || (to_jsonb(a) ->> 'check_code'))
      from award_types t, honourees h, letterhead(d.unit_id, d.decided_on) head, signature_said(coalesce(d.signer, '{}'), head - 'capacity') signed
     where t.code = a.award_type and h.id = a.honouree_id);
end $$;

create or replace function app.words_filled(words text, facts jsonb) returns text language plpgsql immutable parallel safe as $$
declare
  fact record;
begin
  for fact in select key, value from jsonb_each_text(facts) loop
    words := replace(words, '{' || fact.key || '}', coalesce(fact.value, ''));
  end loop;
  return btrim(words, E' \n');
end $$;

-- A mark of a layout as it is drawn; the code leads to the award's public page, and is left out while it has none.
create or replace function app.mark_filled(mark jsonb, facts jsonb, check_code text) returns jsonb language sql immutable as $$
  select case when mark ? 'text' then nullif(mark || jsonb_build_object('text', words_filled(mark ->> 'text', facts)), mark || '{"text": ""}')
              when mark ? 'code' then mark || jsonb_build_object('code', '/api/v1/public/awards/' || check_code)
              else mark end
$$;

-- The file of a document in base64. Whoever entered a layout saw the picture behind it; whoever prints need not.
create or replace function app.picture_bytes(document text) returns text language sql stable security definer set search_path = app, pg_temp as $$
  select translate(encode(string_agg(bytes, '' order by part), 'base64'), E'\n', '') from document_parts where document_id = document::uuid
$$;

-- A certificate for each award of a signed decision, in the order of the register; printed by the unit that granted them.
create or replace function app.certificates_of(d app.award_decisions, wanted_paper text, wanted_award uuid) returns json language plpgsql stable set search_path = app, pg_temp as $$
declare
  sheets jsonb;
begin
  if d.unit_id <> claim_unit() then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label('award_decision'), 'who', unit_name_on(d.unit_id)));
  elsif d.state = 'drafted' then
    perform raise_problem(409, 'decision_is_not_signed');
  end if;
  select jsonb_agg(jsonb_build_object('width', l.width, 'height', l.height, 'background', l.background_id, 'marks', (
           select jsonb_agg(f.filled order by m.place) from jsonb_array_elements(l.marks) with ordinality m(mark, place)
             cross join lateral mark_filled(m.mark, said.facts, to_jsonb(a) ->> 'check_code') f(filled) where f.filled is not null)) order by a.register_number)
    into sheets
    from awards a cross join lateral certificate_layout_of(a, wanted_paper) l cross join lateral (select certificate_facts(a, d) as facts offset 0) said
   where a.decision_id = d.id and a.state <> 'revoked' and (wanted_award is null or a.id = wanted_award);
  if sheets is null then
    perform raise_problem(404, 'not_found');
  end if;
  return json_build_object('title', format('Kèm theo Quyết định số %s', d.number), 'author', issuer_said(d.unit_id, d.decided_on),
    'created', to_char(d.decided_on, 'YYYY-MM-DD"T00:00:00Z"'), 'sheets', sheets,
    'backgrounds', (select jsonb_object_agg(b.id, picture_bytes(b.id)) from (select distinct s ->> 'background' as id from jsonb_array_elements(sheets) s) b where b.id is not null));
end $$;

select app.by_engine('app.picture_bytes(text)');
