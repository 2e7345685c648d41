-- Papers of awards in the layout of official documents: the letter that proposes, with its list, and the decision, with
-- its. Names and positions only: no birth date and no identifier.

-- ---- words ----

-- "99 tập thể, 03 hộ gia đình và 48 cá nhân": the kinds of a list, counted.
create or replace function app.kinds_said(kinds text[]) returns text language sql stable as $$
  select case when count(*) > 1 then string_agg(said, ', ' order by place) filter (where place < last) || ' và ' || max(said) filter (where place = last) else max(said) end
    from (select format('%s %s', case when count(*) < 10 then '0' else '' end || count(*), case kind when 'individual' then 'cá nhân' when 'household' then 'hộ gia đình' else 'tập thể' end) as said,
                 array_position('{collective,household,individual}', kind) as place, max(array_position('{collective,household,individual}', kind)) over () as last
            from unnest(kinds) kind group by kind) k
$$;

-- An instrument as a basis names it; a law without number and issuer.
create or replace function app.legal_act_said(a app.legal_acts) returns text language sql immutable parallel safe as $$
  select case when a.issuer is null then format('Căn cứ %s %s %s', a.kind, a.subject, app.long_day_said(a.issued_on))
              else format('Căn cứ %s số %s %s của %s %s', a.kind, a.number, app.long_day_said(a.issued_on), a.issuer, a.subject) end
$$;

-- What a paper on these awards rests on: the law of local government where a committee acts, and every instrument in force
-- on the day that the rules cite.
create or replace function app.awards_basis(unit int, on_day date, citations text) returns text[] language sql stable as $$
  select coalesce(array_agg(legal_act_said(a) order by a.issuer is not null, not a.everywhere, a.issued_on), '{}')
    from legal_acts a
   where a.valid_from <= on_day and coalesce(a.valid_to, 'infinity') > on_day
     and (position(a.number in citations) > 0 or a.everywhere and exists (select from units u where u.id = unit and is_area(u.kind)))
$$;

-- Every citation that the awards of a list lean on: a letter, which says why, names no base salary.
create or replace function app.citations_of(unit int, on_day date, why text, items jsonb) returns text language sql stable security definer set search_path = app, pg_temp as $$
  select string_agg(distinct concat_ws('; ', t.citation, case when why is null then b.citation else (select r.citation from award_rule('factor', t.code, x.kind, why, unit, on_day) r) end, (select r.citation from award_rule('document', t.code, x.kind, why, unit, on_day) r),
                                       (select a.citation from authority_on(t.code, unit, on_day) a where a.allowed)), '; ')
    from (select distinct i ->> 'award_type' as code, i ->> 'kind' as kind from jsonb_array_elements(items) i) x join award_types t using (code)
    left join lateral bonus_on(t.code, x.kind, on_day) b on true
$$;

-- Lines of a basis end with a semicolon, the last one with a full stop.
create or replace function app.basis_block(lines text[]) returns jsonb language sql immutable parallel safe as $$
  select jsonb_build_object('basis', coalesce(jsonb_agg(line || case when place = cardinality(lines) then '.' else ';' end order by place), '[]')) from unnest(lines) with ordinality l(line, place)
$$;

-- The plan of a campaign as a basis names it.
create or replace function app.campaign_basis(campaign uuid) returns text[] language sql stable security definer set search_path = app, pg_temp as $$
  select array(select format('Căn cứ Kế hoạch số %s %s của %s về %s', c.document_number, long_day_said(c.issued_on), issuer_said(c.unit_id, c.issued_on), lower_first(regexp_replace(c.title, '^Kế hoạch ', '')))
                 from campaigns c where c.id = campaign and c.document_number !~ '^/' and c.issued_on is not null)
$$;

-- "tập thể, cá nhân": the kinds of a list, not counted.
create or replace function app.kinds_named(kinds text[]) returns text language sql stable as $$
  select string_agg(case kind when 'individual' then 'cá nhân' when 'household' then 'hộ gia đình' else 'tập thể' end, ', ' order by array_position('{collective,household,individual}', kind))
    from (select distinct unnest(kinds) as kind) k
$$;

-- "danh hiệu “Lao động tiên tiến”", "Giấy khen của Chủ tịch Ủy ban nhân dân cấp xã" in the words of the giving unit; what
-- another level gives keeps its own.
create or replace function app.award_said(t app.award_types, unit int, on_day date) returns text language sql stable as $$
  select case when t.class = 'title' then format('danh hiệu “%s”', t.vi)
              when t.vi ~ case deciding_level(unit) when 'province' then 'Ủy ban nhân dân tỉnh$' when 'district' then 'Ủy ban nhân dân cấp huyện$' when 'commune' then 'Ủy ban nhân dân cấp xã$' else '^$' end
                then format('%s của Chủ tịch %s', split_part(t.vi, ' của ', 1), issuer_said(unit, on_day)) else t.vi end
$$;

-- ---- lists ----

-- Titles and widths of a list's columns, of those wanted.
create or replace function app.list_columns(kind text, wanted text[]) returns jsonb language sql immutable parallel safe as $$
  select jsonb_agg(jsonb_build_object('title', coalesce(c.title, case kind when 'individual' then 'Họ và tên' when 'household' then 'Tên hộ gia đình' else 'Tên tập thể' end), 'align', c.align, 'width', c.width) order by w.place)
    from unnest(wanted) with ordinality w(name, place)
    join (values ('number', 'STT', 'center', 5), ('name', null, 'left', 22), ('position', 'Chức vụ', 'left', 15), ('unit', 'Đơn vị', 'left', 17), ('award', 'Danh hiệu, hình thức khen thưởng', 'left', 20),
                 ('deed', 'Thành tích tóm tắt', 'left', 30), ('register', 'Số sổ vàng', 'center', 8), ('bonus', 'Tiền thưởng (đồng)', 'right', 12)) c(name, title, align, width) using (name)
$$;

-- A table for each kind, numbered on its own: items with kind, name and whatever columns are wanted.
create or replace function app.list_blocks(items jsonb, wanted text[]) returns jsonb language sql stable as $$
  with lines as (
    select i, i ->> 'kind' as kind, place, row_number() over (partition by i ->> 'kind' order by place) as number from jsonb_array_elements(items) with ordinality x(i, place)),
  kinds as (
    select kind, array_position('{collective,household,individual}', kind) as place, array(select w from unnest(wanted) w where w <> 'position' or kind = 'individual') as columns, count(*) as count from lines group by kind),
  tables as (
    select k.place, row_number() over (order by k.place) as part, count(*) over () as parts, k.kind, k.count, list_columns(k.kind, k.columns) as columns,
           (select jsonb_agg((select jsonb_agg(case name when 'number' then l.number::text else coalesce(l.i ->> name, '') end order by at) from unnest(k.columns) with ordinality c(name, at)) order by l.place)
              from lines l where l.kind = k.kind) as rows
      from kinds k)
  select coalesce(jsonb_agg(block order by place, step), '[]')
    from tables cross join lateral (values
      (1, jsonb_build_object('heading', format('%s. %s (%s)', to_char(part, 'FMRN'), case kind when 'individual' then 'CÁ NHÂN' when 'household' then 'HỘ GIA ĐÌNH' else 'TẬP THỂ' end, count), 'level', 1)),
      (2, jsonb_build_object('table', jsonb_build_object('columns', columns, 'rows', rows)))) b(step, block)
$$;

-- An achievement as a list has room for.
create or replace function app.deed_said(words text) returns text language sql immutable parallel safe as $$
  select case when length(words) <= 320 then words else regexp_replace(left(words, 318), '\s+\S*$', '') || '…' end
$$;

-- ---- the letter ----

create or replace function app.nominees_listed(p app.proposals, on_day date) returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('kind', h.kind, 'name', concat_ws(' ', case h.gender when 'male' then 'Ông' when 'female' then 'Bà' end, h.name), 'position', h."position", 'unit', unit_name_on(h.unit_id, on_day),
           'award', upper_first(award_said(t, p.issuer_id, on_day)), 'award_type', t.code, 'deed', deed_said(n.achievement), 'state', n.state) order by n.ordinal), '[]')
    from nominations n join honourees h on h.id = n.honouree_id join award_types t on t.code = n.award_type where n.proposal_id = p.id
     and (not only_sits_in_council() or n.id in (select cases_put_before()))
$$;

-- What goes with the letter, counted by purpose.
create or replace function app.enclosures_of(p app.proposals) returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select coalesce(jsonb_agg(format('%s: %s', said, count) order by ordinal), '[]')
    from (select k.vi as said, k.ordinal, to_char(count(distinct l.document_id), 'FM900') || ' bản' as count
            from document_links l join catalogues k on k.catalogue = 'document_purpose' and k.code = l.purpose
           where l.purpose <> 'proposal_letter' and (l.thing = 'proposal' and l.thing_id = p.id or l.thing = 'nomination' and l.thing_id in (select id from nominations where proposal_id = p.id)) group by 1, 2) x
$$;

-- Who signed the letter, by its record.
create or replace function app.letter_signer(p app.proposals) returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select jsonb_strip_nulls(jsonb_build_object('name', d.signer_name, 'position', d.signer_position, 'capacity', d.capacity))
    from document_links l join documents d on d.id = l.document_id
   where l.thing = 'proposal' and l.thing_id = p.id and l.purpose = 'proposal_letter' and d.signer_name is not null order by d.id limit 1
$$;

create or replace function app.proposal_document(p app.proposals) returns json language plpgsql stable set search_path = app, pg_temp as $$
declare
  day date := coalesce(p.issued_on, p.submitted_at::date, today());
  head jsonb := letterhead(p.unit_id, day);
  receiver text := issuer_said(p.issuer_id, day);
  items jsonb := nominees_listed(p, day);
  kinds text := kinds_said(array(select i ->> 'kind' from jsonb_array_elements(items) i));
  number text := coalesce(p.number, '…/TTr' || coalesce('-' || (head ->> 'symbol'), ''));
  enclosed jsonb := enclosures_of(p);
  gone text;
  blocks jsonb;
begin
  blocks := jsonb_build_array(jsonb_build_object('addressee', 'Kính gửi: ' || receiver || '.'),
    basis_block(awards_basis(p.unit_id, day, citations_of(p.issuer_id, day, p.reason, items)) || campaign_basis(p.campaign_id)),
    jsonb_build_object('paragraph', format('Qua xét chọn, %s kính trình %s xem xét, khen thưởng %s%s, gồm:', issuer_said(p.unit_id, day), receiver, coalesce(kinds, '…'),
      case p.reason when 'movement' then ' có thành tích trong phong trào thi đua' when 'ad_hoc' then ' có thành tích đột xuất' when 'merit' then ' theo công trạng và thành tích đạt được'
                    when 'contribution' then ' có quá trình cống hiến' when 'seniority' then ' theo niên hạn' when 'diplomatic' then ' về đối ngoại' else '' end)),
    jsonb_build_object('list', coalesce((select jsonb_agg(format('%s: %s', award, kinds_said(of_kinds)) || case when place = count then '.' else ';' end order by place)
      from (select i ->> 'award' as award, array_agg(i ->> 'kind') as of_kinds, row_number() over (order by min(at)) as place, count(*) over () as count
              from jsonb_array_elements(items) with ordinality x(i, at) group by 1) a), '[]')));
  if enclosed <> '[]' then
    blocks := blocks || jsonb_build_array(jsonb_build_object('paragraph', 'Hồ sơ gửi kèm Tờ trình này có danh sách trích ngang và:'),
      jsonb_build_object('list', (select jsonb_agg(lower_first(line) || case when place = jsonb_array_length(enclosed) then '.' else ';' end order by place) from jsonb_array_elements_text(enclosed) with ordinality e(line, place))));
  else
    blocks := blocks || jsonb_build_array(jsonb_build_object('paragraph', '(Có danh sách trích ngang kèm theo.)'));
  end if;
  blocks := body_ended(blocks || jsonb_build_array(jsonb_build_object('paragraph', format('Kính trình %s xem xét, quyết định', receiver))));
  if items <> '[]' then
    select string_agg(format('%s (%s)', i ->> 'name', lower_first(word_of('nomination_state', i ->> 'state'))), '; ' order by at) into gone
      from jsonb_array_elements(items) with ordinality x(i, at) where i ->> 'state' in ('struck_out', 'withdrawn');
    blocks := blocks || jsonb_build_array('{"page": "landscape"}'::jsonb, '{"heading": "DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG", "level": 0}'::jsonb,
                enclosed_with('Tờ trình', number, p.issued_on, issuer_said(p.unit_id, day))) || list_blocks(items, '{number,name,position,unit,award,deed}');
    if gone is not null then
      blocks := jsonb_set(blocks, '{-1,table,notes}', jsonb_build_array('Không còn trong danh sách xét: ' || gone || '.'));
    end if;
  end if;
  return official_document(head, 'TỜ TRÌNH', 'Về việc ' || lower_first(regexp_replace(p.title, '^(Tờ trình )?[Vv]ề việc ', '')), number, null, p.issued_on, p.state = 'draft', blocks, letter_signer(p),
    jsonb_build_array('- Như trên;', '- Lưu: VT.'));
end $$;

-- ---- the decision ----

-- Who is in a decision: as it will read while it is drafted, as the ledger has it from the signature on.
create or replace function app.granted_listed(d app.award_decisions, on_day date) returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('kind', h.kind, 'name', concat_ws(' ', case h.gender when 'male' then 'Ông' when 'female' then 'Bà' end, coalesce(a.honouree_name, h.name)), 'position', h."position",
           'unit', unit_name_on(coalesce(a.unit_id, h.unit_id), on_day), 'unit_said', unit_said(coalesce(a.unit_id, h.unit_id), on_day), 'award', upper_first(award_said(t, d.unit_id, on_day)), 'award_type', t.code, 'deed', coalesce(n.citation_text, n.achievement), 'reason', p.reason,
           'register', a.register_number::text, 'sum', coalesce(a.bonus, b.bonus), 'bonus', decimal_said(coalesce(a.bonus, b.bonus)), 'bonus_citation', coalesce(a.bonus_citation, b.citation),
           'proposed_by', p.unit_id, 'proposal_number', p.number, 'proposed_on', p.issued_on, 'campaign', p.campaign_id) order by x.ordinal), '[]')
    from award_decision_nominations x join nominations n on n.id = x.nomination_id join proposals p on p.id = n.proposal_id join honourees h on h.id = n.honouree_id join award_types t on t.code = n.award_type
    left join awards a on a.nomination_id = n.id and a.decision_id = d.id
    left join lateral bonus_on(n.award_type, h.kind, on_day) b on a.id is null
   where x.decision_id = d.id
$$;

drop function if exists app.letters_said(jsonb, date);
-- "Xét đề nghị của Ủy ban nhân dân xã Đoàn Kết tại Tờ trình số 12/TTr-UBND ngày …": a line for each letter.
create or replace function app.letters_said(unit int, items jsonb, on_day date) returns text[] language sql stable security definer set search_path = app, pg_temp as $$
  select array(select case when (i ->> 'proposed_by')::int <> unit then format('Xét đề nghị của %s%s', issuer_said((i ->> 'proposed_by')::int, on_day), coalesce(' tại ' || letter, '')) else 'Xét ' || letter end
                 from jsonb_array_elements(items) with ordinality x(i, at)
                cross join lateral (select 'Tờ trình số ' || (i ->> 'proposal_number') || ' ' || long_day_said((i ->> 'proposed_on')::date) as letter) l
                where (i ->> 'proposed_by')::int <> unit or letter is not null group by i ->> 'proposed_by', i ->> 'proposal_number', i ->> 'proposed_on', 1 order by min(at))
$$;

create or replace function app.who_decides(head jsonb, unit int, on_day date, signer jsonb) returns text language sql stable as $$
  select case when head ->> 'capacity' is not null then concat_ws(' ', head ->> 'position', upper(issuer_said(unit, on_day) collate "und-x-icu"))
              when coalesce(signer ->> 'capacity', 'none') = 'none' and signer ->> 'position' is not null then upper(concat_ws(' ', signer ->> 'position', case when position(lower(unit_name_on(unit, on_day) collate "und-x-icu") in lower((signer ->> 'position') collate "und-x-icu")) = 0 then unit_name_on(unit, on_day) end) collate "und-x-icu")
              else concat_ws(' ', 'THỦ TRƯỞNG', upper(unit_name_on(unit, on_day) collate "und-x-icu")) end
$$;

-- "danh hiệu …" is said small within a sentence, "Giấy khen của …" is not.
create or replace function app.lower_award(said text) returns text language sql immutable parallel safe as $$
  select case when said like 'Danh hiệu%' then 'd' || substr(said, 2) else said end
$$;

-- One nominee by name; several by number, their names in the list.
create or replace function app.granted_said(items jsonb) returns text language sql stable as $$
  select case when jsonb_array_length(items) = 1
              then format(case when items -> 0 ->> 'deed' ~* '^đã ' then 'Tặng %s cho %s, %s' else 'Tặng %s cho %s, đã có thành tích: %s' end, lower_award(items -> 0 ->> 'award'), concat_ws(', ', regexp_replace(items -> 0 ->> 'name', '^(Ông|Bà) ', lower_first(split_part(items -> 0 ->> 'name', ' ', 1)) || ' '), lower_first(items -> 0 ->> 'position'), items -> 0 ->> 'unit_said'), rtrim(lower_first(items -> 0 ->> 'deed'), '. '))
              else 'Tặng thưởng ' || kinds_said(array(select i ->> 'kind' from jsonb_array_elements(items) i)) || ' có tên trong danh sách kèm theo Quyết định này, gồm:' end
$$;

drop function if exists app.grant_articles(jsonb);
create or replace function app.grant_articles(items jsonb, fund text) returns jsonb language sql stable as $$
  with groups as (
    select i ->> 'award' as award, array_agg(i ->> 'kind') as kinds, row_number() over (order by min(at)) as place, count(*) over () as count from jsonb_array_elements(items) with ordinality x(i, at) group by 1),
  by_kind as (
    select i ->> 'award' as award, i ->> 'kind' as kind, (i ->> 'sum')::numeric as amount, row_number() over (order by min(at)) as place from jsonb_array_elements(items) with ordinality x(i, at)
     where i ->> 'sum' is not null group by 1, 2, 3),
  total as (
    select string_agg(distinct c, '; ') as citation from jsonb_array_elements(items) i, regexp_split_to_table(i ->> 'bonus_citation', '; ') c),
  sum_of as (select sum((i ->> 'sum')::numeric) as amount from jsonb_array_elements(items) i)
  select jsonb_build_array(jsonb_build_object('lead', 'Điều 1.', 'paragraph', granted_said(items) || case when jsonb_array_length(items) = 1 then '.' else '' end))
      || case when jsonb_array_length(items) > 1 then jsonb_build_array(jsonb_build_object('list', (select jsonb_agg(format('%s: %s', award, kinds_said(kinds)) || case when place = count then '.' else ';' end order by place) from groups))) else '[]' end
      || case when (select amount from sum_of) > 0 then
           jsonb_build_array(jsonb_build_object('lead', 'Điều 2.', 'paragraph', 'Mức tiền thưởng kèm theo (' || regexp_replace((select citation from total), '(Nghị định|Thông tư) (\d)', '\1 số \2', 'g') || '):'),
             jsonb_build_object('list', (select jsonb_agg(format('%s: %s;', award, said) order by place) from (
                                           select award, min(place) as place, string_agg(format('%s %s đồng', case kind when 'individual' then 'cá nhân' when 'household' then 'hộ gia đình' else 'tập thể' end, decimal_said(amount)), ', ' order by array_position('{collective,household,individual}', kind), amount) as said
                                             from by_kind group by award) m)
                                          || jsonb_build_array(format('Tổng số tiền thưởng: %s đồng, chi từ %s.', decimal_said((select amount from sum_of)), fund))))
         else '[]' end
$$;

-- Who grants, in a sentence: "Chủ tịch Ủy ban nhân dân xã Hiếu", "Sở Nội vụ tỉnh Kon Tum".
create or replace function app.grantor_said(unit int, on_day date) returns text language sql stable as $$
  select case when is_area(u.kind) then 'Chủ tịch ' else '' end || issuer_said(unit, on_day) from units u where u.id = unit
$$;

-- What a paper is about, after its kind.
create or replace function app.about_said(title text) returns text language sql immutable parallel safe as $$
  select 'về việc ' || lower_first(regexp_replace(title, '^(Quyết định |Tờ trình )?[Vv]ề việc ', ''))
$$;

-- What a decision on awards granted before says of each; the ledger's own words.
create or replace function app.remedied_articles(d app.award_decisions) returns jsonb language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  day date := coalesce(d.decided_on, today());
  lines jsonb;
  named text;
  paid numeric;
  ground_article text := (select regexp_replace(r.citation, '^(.*\S)\s+(Điều .*)$', '\2 \1') from award_rule('revocation', null, null, null, d.unit_id, day) r);
begin
  select kinds_named(array_agg(a.honouree_kind)), sum((select coalesce(sum(p.amount), 0) from award_payments p where p.award_id = a.id and p.paid_on <= day)) into named, paid
    from award_decision_awards x join awards a on a.id = x.award_id where x.decision_id = d.id;
  select jsonb_agg(case d.kind
           when 'correction' then format('Tại Quyết định số %s %s: tên “%s” đính chính thành “%s”%s', a.decision_number, long_day_said(a.decided_on), a.honouree_name, x.name, coalesce(' (số sổ vàng ' || a.register_number || ')', ''))
           else format('%s tặng %s tại Quyết định số %s %s%s%s', upper_first(award_said(t, a.issuer_id, a.decided_on)), coalesce(a.corrected_name, a.honouree_name), a.decision_number, long_day_said(a.decided_on),
             coalesce(' (số sổ vàng ' || a.register_number || ')', ''), coalesce('; lý do: ' || concat_ws(': ', lower_first(word_of('revocation_ground', x.ground)), lower_first(rtrim(x.note, '. '))), '')) end || case when x.place = x.count then '.' else ';' end order by x.place) into lines
    from (select w.*, row_number() over (order by w.ordinal) as place, count(*) over () as count from award_decision_awards w where w.decision_id = d.id) x
    join awards a on a.id = x.award_id join award_types t on t.code = a.award_type;
  return jsonb_build_array(jsonb_build_object('lead', 'Điều 1.', 'paragraph', case d.kind when 'correction' then format('Đính chính tên %s được khen thưởng như sau:', named)
             when 'revocation' then format('Hủy bỏ khen thưởng%s đối với:', coalesce(' theo ' || ground_article, '')) else 'Khôi phục khen thưởng đối với:' end),
           jsonb_build_object('list', coalesce(lines, '[]')))
      || case d.kind
           when 'revocation' then jsonb_build_array(jsonb_build_object('lead', 'Điều 2.', 'paragraph', case when paid > 0
             then format('Thu hồi hiện vật khen thưởng và số tiền thưởng đã chi là %s đồng, nộp về %s.', amount_said(paid), fund_said(d.unit_id, day)) else 'Thu hồi hiện vật khen thưởng; tiền thưởng chưa chi thì không chi.' end))
           when 'correction' then jsonb_build_array(jsonb_build_object('lead', 'Điều 2.', 'paragraph', 'Các nội dung khác của quyết định đã ban hành không thay đổi. Bằng, giấy khen, giấy chứng nhận đã cấp được đổi theo tên đúng.'))
           else '[]' end;
end $$;

-- Citations that a decision of another kind rests on, and the letters behind it.
create or replace function app.remedy_basis(d app.award_decisions, on_day date) returns text[] language sql stable security definer set search_path = app, pg_temp as $$
  select awards_basis(d.unit_id, on_day, (select string_agg(citation, '; ') from award_types) || coalesce((select '; ' || r.citation from award_rule('revocation', null, null, null, d.unit_id, on_day) r), ''))
      || array(select format('Căn cứ Quyết định số %s %s của %s %s', g.number, long_day_said(g.decided_on), grantor_said(g.unit_id, g.decided_on), about_said(g.title))
                 from award_decisions g where g.id in (select unnest(array[a.decision_id, case d.kind when 'restoration' then a.revocation_id end]) from award_decision_awards x join awards a on a.id = x.award_id where x.decision_id = d.id)
                order by g.decided_on, g.number)
$$;

-- Whom it concerns: who proposed what it corrects, revokes or restores.
create or replace function app.remedied_listed(d app.award_decisions) returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('kind', a.honouree_kind, 'proposed_by', coalesce(n.unit_id, a.unit_id)) order by x.ordinal), '[]')
    from award_decision_awards x join awards a on a.id = x.award_id left join nominations n on n.id = a.nomination_id where x.decision_id = d.id
$$;

-- Those it is carried out by, who proposed, and the files.
create or replace function app.recipients_of_decision(unit int, items jsonb, on_day date, article int) returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select jsonb_build_array(format('- Như Điều %s;', article))
      || coalesce((select jsonb_agg(format('- %s;', issuer_said(u, on_day)) order by u) from (select distinct (i ->> 'proposed_by')::int as u from jsonb_array_elements(items) i) p where u <> unit), '[]')
      || '["- Lưu: VT."]'::jsonb
$$;

-- The chairperson decides, not the committee: nobody signs on its behalf.
create or replace function app.award_decision_document(d app.award_decisions) returns json language plpgsql stable set search_path = app, pg_temp as $$
declare
  day date := coalesce(d.decided_on, today());
  head jsonb := letterhead(d.unit_id, day);
  items jsonb := '[]';
  number text := coalesce(d.number, '…/QĐ' || coalesce('-' || (head ->> 'symbol'), ''));
  said_first text;
  articles jsonb;
  basis text[];
  blocks jsonb;
  last int;
  concerned jsonb;
begin
  if d.kind = 'award' then
    items := granted_listed(d, day);
    basis := awards_basis(d.unit_id, day, citations_of(d.unit_id, day, null, items)) || array(select b from (select distinct i ->> 'campaign' as id from jsonb_array_elements(items) i) c, unnest(campaign_basis(c.id::uuid)) b where c.id is not null)
             || letters_said(d.unit_id, items, day);
    articles := grant_articles(items, fund_said(d.unit_id, day));
  else
    basis := remedy_basis(d, day);
    articles := remedied_articles(d);
  end if;
  concerned := case d.kind when 'award' then items else remedied_listed(d) end;
  last := (select count(*) from jsonb_array_elements(articles) a where a ? 'lead') + 1;
  articles := articles || jsonb_build_array(jsonb_build_object('lead', format('Điều %s.', last), 'paragraph',
    format('Quyết định này có hiệu lực kể từ ngày ký. Thủ trưởng các cơ quan, đơn vị liên quan và %s có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này.',
      case when jsonb_array_length(concerned) > 1 then 'các ' else '' end || coalesce(kinds_named(array(select i ->> 'kind' from jsonb_array_elements(concerned) i)), 'đối tượng'))));
  blocks := jsonb_build_array(jsonb_build_object('heading', who_decides(head, d.unit_id, day, d.signer), 'level', 0), basis_block(basis), '{"heading": "QUYẾT ĐỊNH:", "level": 0}'::jsonb) || body_ended(articles);
  if jsonb_array_length(items) > 1 then
    blocks := blocks || jsonb_build_array('{"page": "landscape"}'::jsonb, jsonb_build_object('heading', 'DANH SÁCH ' || upper(kinds_said(array(select i ->> 'kind' from jsonb_array_elements(items) i)) collate "und-x-icu") || ' ĐƯỢC KHEN THƯỞNG', 'level', 0),
                enclosed_with('Quyết định', number, d.decided_on, grantor_said(d.unit_id, day)))
              || list_blocks(items, case when items -> 0 ->> 'register' is null then '{number,name,position,unit,award,bonus}' else '{number,name,position,unit,award,register,bonus}' end::text[]);
  end if;
  return official_document(head - 'capacity', 'QUYẾT ĐỊNH', 'Về việc ' || lower_first(regexp_replace(d.title, '^(Quyết định )?[Vv]ề việc ', '')), number, null, d.decided_on, d.state = 'drafted', blocks, d.signer,
    recipients_of_decision(d.unit_id, concerned, day, last));
end $$;

select app.by_engine('app.citations_of(int,date,text,jsonb)', 'app.campaign_basis(uuid)', 'app.nominees_listed(app.proposals,date)', 'app.enclosures_of(app.proposals)', 'app.letter_signer(app.proposals)',
  'app.granted_listed(app.award_decisions,date)', 'app.letters_said(int,jsonb,date)', 'app.remedied_articles(app.award_decisions)', 'app.remedy_basis(app.award_decisions,date)',
  'app.remedied_listed(app.award_decisions)', 'app.recipients_of_decision(int,jsonb,date,int)');
