-- Official documents as Decree 30/2020/NĐ-CP, Appendix I, wants them: what head, foot and body of every paper have in common. The
-- JSON is schema OfficialDocument; the service prints it as a page and as a file for Word.

-- ---- head ----

-- Who issues, on the lines of the head: a people's committee in its own name; another body under the one above it.
create or replace function app.letterhead(unit int, on_day date) returns jsonb language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (
    with of_day as (
      select u.kind, upper(l.name collate "und-x-icu") as name, l.short_name, is_area(u.kind) as committee
        from units u join unit_labels l on l.unit_id = u.id and l.valid_from <= on_day and l.valid_to > on_day where u.id = unit),
    above as (
      select upper(unit_name_on(t.ancestor_id, on_day) collate "und-x-icu") as name, l.short_name, u.kind <> 'country' as committee
        from unit_tree t join units u on u.id = t.ancestor_id join unit_labels l on l.unit_id = t.ancestor_id and l.valid_from <= on_day and l.valid_to > on_day
       where t.unit_id = unit and t.depth = 1 and t.valid_from <= on_day and t.valid_to > on_day limit 1)
    select jsonb_build_object('above', case when not o.committee and a.committee then 'ỦY BAN NHÂN DÂN ' || a.name end,
             'issuer', case when o.committee then jsonb_build_array('ỦY BAN NHÂN DÂN', o.name) else jsonb_build_array(o.name) end,
             'place', case when o.committee or a.short_name is null then o.short_name else a.short_name end,
             'capacity', case when o.committee then 'TM. ỦY BAN NHÂN DÂN' end, 'position', case when o.committee then 'CHỦ TỊCH' else 'THỦ TRƯỞNG ĐƠN VỊ' end,
             'symbol', case when o.committee then 'UBND' end)
      from of_day o left join above a on true);
end $$;

-- Who issues, in a sentence: "Ủy ban nhân dân tỉnh Kon Tum", "Sở Nội vụ tỉnh Kon Tum".
create or replace function app.issuer_said(unit int, on_day date) returns text language sql stable as $$
  select case when is_area(u.kind) then 'Ủy ban nhân dân ' || lower_first(unit_name_on(unit, on_day)) else unit_name_on(unit, on_day) end from units u where u.id = unit
$$;

-- A unit within a sentence: "xã Hiếu", "Sở Nội vụ tỉnh Kon Tum".
create or replace function app.unit_said(unit int, on_day date) returns text language sql stable as $$
  select case when is_area(u.kind) then lower_first(unit_name_on(unit, on_day)) else unit_name_on(unit, on_day) end from units u where u.id = unit
$$;

-- The fund that pays: of the unit that decides.
create or replace function app.fund_said(unit int, on_day date) returns text language sql stable as $$
  select 'Quỹ thi đua, khen thưởng của ' || unit_said(unit, on_day)
$$;

-- A number that is still to be given has its place left open: "…/KH-UBND".
create or replace function app.number_or_blank(number text) returns text language sql immutable parallel safe as $$
  select case when number !~ '^/' then number else '…' || coalesce(number, '') end
$$;

-- "ngày 05 tháng 02 năm 2025": days below ten and the first two months with a zero, as Decree 30/2020/NĐ-CP wants.
create or replace function app.long_day_said(day date) returns text language sql immutable parallel safe as $$
  select case when day is null then 'ngày … tháng … năm …'
              else format('ngày %s tháng %s năm %s', to_char(day, 'DD'), to_char(day, case when extract(month from day) < 3 then 'MM' else 'FMMM' end), to_char(day, 'YYYY')) end
$$;

-- ---- foot ----

-- Capacity, position and name as they stand above a signature: the office alone, without the body that the head names.
create or replace function app.signature_said(signer jsonb, head jsonb) returns jsonb language sql immutable as $$
  select jsonb_build_object(
    'capacity', case signer ->> 'capacity' when 'KT' then concat_ws(E'\n', head ->> 'capacity', 'KT. ' || (head ->> 'position')) when 'TL' then 'TL. ' || coalesce(head ->> 'position', '')
                  when 'TUQ' then 'TUQ. ' || coalesce(head ->> 'position', '') when 'none' then null else head ->> 'capacity' end,
    'position', coalesce(upper(regexp_replace(signer ->> 'position', '^((Phó )?Chủ tịch) Ủy ban nhân dân.*$', '\1', 'i') collate "und-x-icu"), head ->> 'position'), 'name', signer ->> 'name')
$$;

create or replace function app.recipients_said(recipients jsonb) returns jsonb language sql immutable as $$
  select coalesce(jsonb_agg('- ' || (x ->> 'name') || case when coalesce(x ->> 'purpose', 'lưu') <> 'lưu' then ' (' || (x ->> 'purpose') || ')' else '' end
           || case when place = count then '.' else ';' end order by place), '[]')
    from (select x, place, count(*) over () as count from jsonb_array_elements(coalesce(nullif(recipients, 'null'), '[]')) with ordinality a(x, place)) l
$$;

-- ---- body ----

-- The blocks of a section: lines are paragraphs, lines that begin with a dash a list.
create or replace function app.blocks_of(text text) returns jsonb language sql immutable parallel safe as $$
  select coalesce(jsonb_agg(case when line like '- %' then jsonb_build_object('list', jsonb_build_array(substr(line, 3))) else jsonb_build_object('paragraph', line) end order by place), '[]')
    from regexp_split_to_table(text, E'\n') with ordinality a(line, place) where btrim(line) <> ''
$$;

-- The body of an official document ends with "./.".
create or replace function app.body_ended(blocks jsonb) returns jsonb language sql immutable parallel safe as $$
  select case when last ? 'list' then jsonb_set(blocks, array[place, 'list', '-1'], to_jsonb(regexp_replace(last #>> '{list,-1}', '[\s.;,]*$', './.')))
              when last ? 'paragraph' then jsonb_set(blocks, array[place, 'paragraph'], to_jsonb(regexp_replace(last ->> 'paragraph', '[\s.;,]*$', './.'))) else blocks end
    from (select (jsonb_array_length(blocks) - 1)::text as place, blocks -> -1 as last) b
$$;

-- The line below the heading of an annex that says which paper it belongs to.
create or replace function app.enclosed_with(kind text, number text, issued_on date, issuer text) returns jsonb language sql stable as $$
  select jsonb_build_object('note', format('(Kèm theo %s số %s %s của %s)', kind, number_or_blank(number), long_day_said(issued_on), issuer))
$$;

-- ---- the whole ----

-- `head` is letterhead(), `recipients` recipients_said() or null; a draft is marked as one; `witness` signs on the left.
drop function if exists app.official_document(jsonb, text, text, text, text, date, boolean, jsonb, jsonb, jsonb);
create or replace function app.official_document(head jsonb, kind text, abstract text, number text, place text, issued_on date, is_draft boolean, blocks jsonb, signer jsonb, recipients jsonb, witness jsonb default null) returns json
language sql stable as $$
  select jsonb_strip_nulls(jsonb_build_object('above', head ->> 'above', 'issuer', head -> 'issuer', 'number', number, 'place', coalesce(place, head ->> 'place'), 'date', issued_on,
    'mark', case when is_draft then 'DỰ THẢO' end, 'kind', kind, 'abstract', abstract, 'blocks', blocks,
    'signature', signature_said(coalesce(signer, '{}'), head), 'witness', witness, 'recipients', recipients))::json
$$;

select app.by_engine('app.letterhead(int,date)');
