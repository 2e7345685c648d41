-- Sessions of a council as replies and papers show them: the session with its agenda, attendance, conflicts; ballot papers
-- and minutes in the layout of official documents.

-- Asked before anything is said of a session: also what refuses names it.
create or replace function app.seen_session(wanted uuid) returns uuid language plpgsql stable set search_path = app, pg_temp as $$
begin
  if not exists (select from council_sessions where id = wanted and unit_reaches(claim_unit(), unit_id)) then
    perform raise_problem(404, 'not_found');
  end if;
  return wanted;
end $$;

create or replace function app.member_brief(wanted uuid) returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select jsonb_build_object('id', m.id, 'name', m.name, 'role', m.role, 'position', m."position") from council_members m where m.id = wanted
$$;

-- The agenda with its rules and, once the voting is closed, the last result of each case.
create or replace function app.agenda_shown(s app.council_sessions) returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('ordinal', i.ordinal, 'nomination_id', i.nomination_id, 'honouree', h.name, 'honouree_kind', h.kind, 'award_type', n.award_type,
           'award_type_name', award_name(n.award_type), 'unit', unit_brief(n.unit_id, s.held_on), 'mode', i.mode, 'recused', case when s.state <> 'planned' then recused_from(i) end,
           'rule', case when i.percent is not null then jsonb_build_object('percent', i.percent, 'more_than', i.more_than, 'counted_of', i.counted_of, 'quorum_numerator', i.quorum_numerator,
             'quorum_denominator', i.quorum_denominator, 'ballots_at_most', i.ballots_at_most, 'recused', i.recused, 'citation', i.rule_citation, 'confidence', i.rule_confidence) end,
           'ballots', (select count(*) from council_votings v where v.item_id = i.id and not v.void)::int,
           'result', case when s.state in ('closed', 'minutes_signed') then (
             select jsonb_build_object('ballot', v.ballot, 'yes', v.yes, 'base', v.base, 'needed', v.needed, 'passed', v.passed)
               from council_votings v where v.item_id = i.id and v.closed and not v.void order by v.ballot desc limit 1) end) order by i.ordinal), '[]')
    from council_session_items i join nominations n on n.id = i.nomination_id join honourees h on h.id = n.honouree_id where i.session_id = s.id
$$;

create or replace function app.council_session_made(wanted uuid) returns setof app.council_sessions language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from council_sessions where id = wanted
$$;

create or replace function app.council_session_shown(s app.council_sessions)
returns table (id uuid, "unit.id" uuid, "unit.code" text, "unit.name" text, "council.id" uuid, "council.name" text, title text, kind text, body text, held_on date, place text,
               presided_by jsonb, recorded_by jsonb, proceedings text, agenda jsonb, total_members int, quorum_needed int, present_at_opening int, present_at_close int, opened_at timestamptz,
               closed_at timestamptz, minutes_number text, minutes_signed_on date, minutes_signers jsonb, minutes_document_id uuid, invented boolean, state text, version int, created_at timestamptz,
               changed_at timestamptz, allowed_actions text[], _unit_id int)
language sql volatile rows 1 as $$
  select s.id, unit_uid(s.unit_id), unit_code_on(s.unit_id, s.held_on), unit_name_on(s.unit_id, s.held_on), c.id, c.name, s.title, s.kind, s.body, s.held_on, s.place,
         member_brief(s.presided_by), member_brief(s.recorded_by), s.proceedings, agenda_shown(s), s.total_members, s.quorum_needed, s.present_at_opening, s.present_at_close, s.opened_at,
         s.closed_at, s.minutes_number, s.minutes_signed_on, s.minutes_signers, s.minutes_document_id, s.invented, s.state, s.version, s.created_at,
         s.changed_at, allowed_actions('council_session', s.id), s.unit_id
    from councils c where c.id = s.council_id
$$;

-- Everybody who is called, with who came, who does not vote on which case, and who has voted on all of his.
create or replace function app.attendance_of(wanted uuid)
returns table (member jsonb, standing boolean, alternate_for uuid, status text, left_early boolean, letter_document_id uuid, note text, recused_from uuid[], voted boolean, ordinal int, _unit_id int)
language sql stable security definer set search_path = app, pg_temp as $$
  select member_brief(m.id), m.standing, m.alternate_for, coalesce(t.status, case s.kind when 'written_circulation' then 'written' else 'absent' end), coalesce(t.left_early, false), t.letter_document_id, t.note,
         array(select distinct i.nomination_id from council_conflicts c join council_session_items i on i.id = c.item_id where c.session_id = s.id and c.member_id = m.id),
         exists (select from council_ballot_marks k join council_votings v on v.id = k.voting_id where v.session_id = s.id and not v.void and k.member_id = m.id)
           and not exists (select from council_votings v join council_session_items i on i.id = v.item_id where v.session_id = s.id and not v.closed and not v.void and v.mode like 'electronic%'
                            and not exists (select from council_ballot_marks k where k.voting_id = v.id and k.member_id = m.id)
                            and not exists (select from council_conflicts c where c.item_id = i.id and c.member_id = m.id)),
         m.ordinal, s.unit_id
    from council_sessions s join council_members m on m.council_id = s.council_id and sits_on(m, s.held_on) and (m.standing or s.body = 'full')
    left join council_attendance t on t.session_id = s.id and t.member_id = m.id
   where s.id = wanted
$$;

-- The same as it is after this very statement wrote in it.
create or replace function app.attendance_now(wanted uuid)
returns table (member jsonb, standing boolean, alternate_for uuid, status text, left_early boolean, letter_document_id uuid, note text, recused_from uuid[], voted boolean, ordinal int, _unit_id int)
language sql volatile set search_path = app, pg_temp as $$
  select * from attendance_of(wanted)
$$;

-- What the counters of the running voting have written down; for who wrote it.
create or replace function app.counts_now(wanted uuid) returns table (nomination_id uuid, counts jsonb, ordinal int, _unit_id int) language sql volatile security definer set search_path = app, pg_temp as $$
  select i.nomination_id, jsonb_agg(jsonb_build_object('counter', c.counter, 'member', c.member_id, 'issued', c.issued, 'returned', c.returned, 'valid', c.valid, 'invalid', c.invalid, 'yes', c.yes, 'no', c.no)
                                    order by c.counter), i.ordinal, i.unit_id
    from council_votings v join council_session_items i on i.id = v.item_id join council_counts c on c.voting_id = v.id
   where v.session_id = wanted and not v.closed and not v.void group by i.id
$$;

create or replace function app.conflicts_of(wanted uuid)
returns table (id uuid, nomination_id uuid, honouree text, member jsonb, source text, reason text, note text, created_at timestamptz, _unit_id int) language sql volatile security definer set search_path = app, pg_temp as $$
  select c.id, i.nomination_id, h.name, member_brief(c.member_id), c.source, c.reason, c.note, c.created_at, c.unit_id
    from council_conflicts c join council_session_items i on i.id = c.item_id join nominations n on n.id = i.nomination_id join honourees h on h.id = n.honouree_id where c.session_id = wanted
   order by i.ordinal, c.created_at, c.id
$$;

-- ---- papers ----

create or replace function app.council_head(s app.council_sessions) returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select letterhead(s.unit_id, s.held_on) || jsonb_build_object('issuer', jsonb_build_array(upper(c.name collate "und-x-icu")), 'above', array_to_string(array(select jsonb_array_elements_text(letterhead(s.unit_id, s.held_on) -> 'issuer')), ' '),
           'capacity', 'TM. HỘI ĐỒNG', 'position', 'CHỦ TỊCH')
    from councils c where c.id = s.council_id
$$;

-- One paper for every voter, two on a page where they fit, to be cut: its cases, a box for yes and one for no, and no name. The cases of a second ballot are those
-- that are voted on again.
create or replace function app.ballot_papers(s app.council_sessions) returns json language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  cases jsonb;
  paper jsonb;
begin
  select coalesce(jsonb_agg(jsonb_build_array(row_number::text, name, unit, award, '☐', '☐') order by row_number), '[]') into cases
    from (select row_number() over (order by i.ordinal), h.name, unit_name_on(n.unit_id, s.held_on) as unit, t.vi as award
            from council_session_items i join nominations n on n.id = i.nomination_id join honourees h on h.id = n.honouree_id join award_types t on t.code = n.award_type
           where i.session_id = s.id and i.mode = 'paper' and (not only_sits_in_council() or i.nomination_id in (select cases_put_before()))
             and (s.state in ('planned', 'convened') or exists (select from council_votings v where v.item_id = i.id and not v.closed and not v.void))) x;
  if cases = '[]' then
    perform raise_problem(409, 'no_papers_to_print', jsonb_build_object('title', s.title));
  end if;
  paper := official_document(council_head(s), 'PHIẾU BIỂU QUYẾT', s.title, '', null, s.held_on, false, jsonb_build_array(
    jsonb_build_object('paragraph', 'Đánh dấu X vào một ô “Đồng ý” hoặc “Không đồng ý” cho từng trường hợp. Trường hợp để trống hoặc đánh dấu cả hai ô là phiếu không hợp lệ.'),
    jsonb_build_object('table', jsonb_build_object('columns', '[{"title":"TT","align":"center","width":6},{"title":"Tên cá nhân, tập thể, hộ gia đình","align":"left","width":28},{"title":"Đơn vị đề nghị","align":"left","width":20},
      {"title":"Danh hiệu, hình thức","align":"left","width":24},{"title":"Đồng ý","align":"center","width":10},{"title":"Không đồng ý","align":"center","width":12}]'::jsonb, 'rows', cases)),
    jsonb_build_object('note', 'Người bỏ phiếu không ký tên, không ghi họ tên trên phiếu.')), '{"capacity": "none", "position": ""}', null);
  return case when jsonb_array_length(cases) <= 2 then jsonb_set(paper, '{copies}', '2') else paper end;
end $$;

create or replace function app.people_said(names text[]) returns text language sql immutable parallel safe as $$
  select coalesce(nullif(array_to_string(names, '; '), ''), 'không có')
$$;

-- Who sat and how, with position: "Lê Đức Bình, Chủ tịch Ủy ban nhân dân huyện".
create or replace function app.seats_said(s app.council_sessions, wanted text) returns text language sql stable security definer set search_path = app, pg_temp as $$
  select people_said(array(select concat_ws(', ', x.name, m."position") from seats_of(s) x join council_members m on m.id = x.member_id where x.status = wanted order by x.ordinal))
$$;

create or replace function app.member_said(wanted uuid) returns text language sql stable as $$
  select concat_ws(', ', m ->> 'name', m ->> 'position') from member_brief(wanted) m
$$;

-- An hour of the session's own day; what was entered later tells none.
create or replace function app.hour_said(moment timestamptz, day date) returns text language sql stable as $$
  select to_char(moment at time zone 'Asia/Ho_Chi_Minh', 'HH24 "giờ" MI') where (moment at time zone 'Asia/Ho_Chi_Minh')::date = day
$$;

-- What the council came to: for whom it asks an award, and who did not carry.
create or replace function app.council_conclusion(s app.council_sessions) returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  with last as (select distinct on (r.nomination_id) r.*, h.kind from council_results(s.id) r join nominations n on n.id = r.nomination_id join honourees h on h.id = n.honouree_id order by r.nomination_id, r.ballot desc)
  select jsonb_build_array(jsonb_build_object('heading', 'IV. KẾT LUẬN', 'level', 1))
      || coalesce((select jsonb_build_array(jsonb_build_object('paragraph', format('Hội đồng thông qua, đề nghị khen thưởng %s.', kinds_said(array_agg(kind))))) from last where passed having count(*) > 0), '[]')
      || coalesce((select jsonb_build_array(jsonb_build_object('paragraph', format('Không thông qua: %s.', string_agg(l.honouree, '; ' order by i.ordinal))))
                     from last l join council_session_items i on i.session_id = s.id and i.nomination_id = l.nomination_id where not l.passed having count(*) > 0), '[]')
      || jsonb_build_array(jsonb_build_object('paragraph', 'Kết quả từng trường hợp ghi tại bảng kiểm phiếu kèm theo biên bản này.'),
           jsonb_build_object('paragraph', format('%s kết thúc%s ngày %s', case s.kind when 'meeting' then 'Phiên họp' else 'Việc lấy ý kiến' end, coalesce(' lúc ' || hour_said(s.closed_at, s.held_on), ''), day_said(s.held_on))))
$$;

-- Who counted which cases, and a place for each to sign.
create or replace function app.counters_said(counted jsonb) returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(format('Kiểm phiếu %s: %s.', case when groups = 1 then 'các trường hợp' else 'trường hợp số ' || places end, names) order by first), '[]')
    from (select names, string_agg(place::text, ', ' order by place) as places, min(place) as first, count(*) over () as groups
            from (select (c ->> 'place')::int as place, (select string_agg(x, ', ' order by x) from jsonb_array_elements_text(c -> 'counters') x) as names from jsonb_array_elements(counted) c) l group by names) g
$$;

-- The rules of a session that were told by a second source, or carried over from a like instrument.
create or replace function app.weak_rules_of(session uuid) returns table (award_type text, citation text) language sql stable security definer set search_path = app, pg_temp as $$
  select distinct n.award_type, i.rule_citation from council_session_items i join nominations n on n.id = i.nomination_id where i.session_id = session and i.rule_confidence = 'weak'
$$;

-- Whoever signs reads that the shares are to be verified; nothing stops there.
create or replace function app.vote_rules_are_weak(wanted uuid, details jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  select '/agenda', 'vote_rule_is_weak', jsonb_build_object('name', award_name(w.award_type), 'citation', w.citation) from weak_rules_of(wanted) w order by 3
$$;

create or replace function app.weak_rules_noted(session uuid) returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select coalesce(jsonb_build_array(jsonb_build_object('note', format('Ghi chú: tỷ lệ theo %s chưa đối chiếu với nguyên văn văn bản áp dụng cho Hội đồng này.', string_agg(distinct citation, '; ' order by citation)))), '[]')
    from weak_rules_of(session) having count(*) > 0
$$;

-- Minutes: who sat, who was recused, by what rule each case was counted, what the votes came to and what was concluded;
-- signed by the secretary and who presided, the count by those who counted (Decree 30/2020/NĐ-CP, Appendix III, form 1.9).
create or replace function app.council_minutes(s app.council_sessions) returns json language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  blocks jsonb;
  counts jsonb := '[]';
  counted jsonb;
  rules jsonb;
begin
  if s.state not in ('closed', 'minutes_signed') then
    perform raise_problem(409, 'voting_not_closed', jsonb_build_object('title', s.title));
  end if;
  select jsonb_build_array(
    jsonb_build_object('heading', 'I. THỜI GIAN, ĐỊA ĐIỂM, THÀNH PHẦN', 'level', 1),
    jsonb_build_object('paragraph', format('%s%s ngày %s%s.', case s.kind when 'meeting' then 'Phiên họp' else 'Lấy ý kiến bằng văn bản' end || case s.body when 'standing' then ' của Thường trực Hội đồng' else '' end,
      coalesce(' bắt đầu lúc ' || hour_said(s.opened_at, s.held_on), ''), day_said(s.held_on), coalesce(', tại ' || s.place, ''))),
    jsonb_build_object('list', jsonb_build_array(
      format('Chủ trì: %s', coalesce(member_said(s.presided_by), '…')), format('Thư ký: %s', coalesce(member_said(s.recorded_by), '…')),
      format('Tổng số thành viên: %s; cần có mặt ít nhất: %s; có mặt khi khai mạc: %s; khi kết thúc biểu quyết: %s', s.total_members, s.quorum_needed, s.present_at_opening, s.present_at_close),
      format('Có mặt: %s', seats_said(s, 'present')),
      format('Biểu quyết bằng văn bản: %s', seats_said(s, 'written')),
      format('Vắng mặt: %s', seats_said(s, 'absent')))),
    jsonb_build_object('heading', 'II. NỘI DUNG', 'level', 1)) into blocks;
  blocks := blocks || blocks_of(coalesce(s.proceedings, 'Hội đồng đã nghe báo cáo thẩm định và thảo luận từng trường hợp.'));
  blocks := blocks || coalesce((select jsonb_build_array(jsonb_build_object('paragraph', 'Không tham gia biểu quyết do xung đột lợi ích:'), jsonb_build_object('list', jsonb_agg(line order by line)))
    from (select format('%s: %s (%s)', h.name, m.name, string_agg(lower_first(k.vi), ', ' order by k.ordinal)) as line
            from council_conflicts c join council_session_items i on i.id = c.item_id join nominations n on n.id = i.nomination_id join honourees h on h.id = n.honouree_id
            join council_members m on m.id = c.member_id join catalogues k on k.catalogue = 'conflict_reason' and k.code = c.reason
           where c.session_id = s.id group by h.name, m.name, i.id, m.id) x having count(*) > 0), '[]');
  select jsonb_agg(case when x.mode = 'show_of_hands' then jsonb_build_array(x.place::text, x.honouree, x.award, x.way, '–', '–', '–', '–') else jsonb_build_array(x.place::text, x.honouree, x.award, x.way, x.issued::text, x.returned::text, x.valid::text, x.invalid::text) end
           || jsonb_build_array(x.yes::text, x.no::text, format('%s (%s%%)', x.ratio, decimal_said(round(100.0 * x.yes / nullif(x.base, 0), 1))), x.needed::text,
           case when x.passed then 'Thông qua' else 'Không thông qua' end) order by x.place),
         jsonb_agg(jsonb_build_object('place', x.place, 'counters', x.counters) order by x.place) filter (where jsonb_array_length(coalesce(nullif(x.counters, 'null'), '[]')) > 0) into counts, counted
    from (select r.*, t.vi as award, k.vi || case when r.ballot > 1 then format(' (lần %s)', r.ballot) else '' end as way, row_number() over (order by r.ballot, i.ordinal) as place
            from council_results(s.id) r join award_types t on t.code = r.award_type join catalogues k on k.catalogue = 'voting_mode' and k.code = r.mode
            join council_session_items i on i.session_id = s.id and i.nomination_id = r.nomination_id) x;
  select jsonb_agg(distinct format('%s: cần %s %s%% %s (%s)', t.vi, case when r.more_than then 'quá' else 'ít nhất' end, r.percent, lower_first(k.vi), r.citation)
           || case when r.any_recused then format('; người không tham gia biểu quyết %s%s', lower_first(m.vi), coalesce(' (' || r.recused_citation || ')', '')) else '' end) into rules
    from (select x.*, max(x.recused) over (partition by x.award_type, x.percent, x.recused_members) > 0 as any_recused from council_results(s.id) x) r
    join award_types t on t.code = r.award_type join catalogues k on k.catalogue = 'vote_base' and k.code = r.counted_of join catalogues m on m.catalogue = 'recused_members' and m.code = r.recused_members;
  blocks := blocks || jsonb_build_array(jsonb_build_object('heading', 'III. KẾT QUẢ BIỂU QUYẾT', 'level', 1), jsonb_build_object('paragraph', 'Tỷ lệ phiếu theo quy định:'), jsonb_build_object('list', rules)) || coalesce(weak_rules_noted(s.id), '[]') || council_conclusion(s);
  blocks := body_ended(blocks) || jsonb_build_array('{"page": "landscape"}'::jsonb, '{"heading": "KẾT QUẢ KIỂM PHIẾU", "level": 0}'::jsonb,
    jsonb_build_object('table', jsonb_build_object('columns', '[{"title":"TT","align":"center","width":4},{"title":"Tên","align":"left","width":15},{"title":"Danh hiệu, hình thức","align":"left","width":13},{"title":"Cách biểu quyết","align":"left","width":11},
      {"title":"Phát ra","align":"right","width":6},{"title":"Thu về","align":"right","width":6},{"title":"Hợp lệ","align":"right","width":6},{"title":"Không hợp lệ","align":"right","width":6},{"title":"Đồng ý","align":"right","width":6},
      {"title":"Không đồng ý","align":"right","width":6},{"title":"Tỷ lệ","align":"right","width":8},{"title":"Cần đạt","align":"right","width":6},{"title":"Kết luận","align":"left","width":7}]'::jsonb, 'rows', counts,
      'notes', counters_said(coalesce(counted, '[]'))
            || coalesce((select jsonb_agg(format('%s, lần %s: mã kiểm tra tập phiếu SHA-256 %s.', r.honouree, r.ballot, r.ballot_set_hash)) from council_results(s.id) r where r.ballot_set_hash is not null), '[]'))))
    || coalesce((select jsonb_build_array(jsonb_build_object('signatures', jsonb_agg(jsonb_build_object('position', 'NGƯỜI KIỂM PHIẾU', 'name', name) order by name)))
                   from (select distinct x as name from jsonb_array_elements(counted) c, jsonb_array_elements_text(c -> 'counters') x) n having count(*) > 0), '[]');
  return official_document(council_head(s) - 'capacity' || '{"position": "CHỦ TỌA"}', 'BIÊN BẢN', s.title, coalesce(s.minutes_number, '…/BB-HĐTĐKT'), null, coalesce(s.minutes_signed_on, s.held_on), s.state <> 'minutes_signed', blocks,
    coalesce(s.minutes_signers -> 0, jsonb_build_object('name', member_brief(s.presided_by) ->> 'name')), jsonb_build_array('- Như thành phần;', '- Lưu: VT, HĐTĐKT.'),
    jsonb_build_object('position', 'THƯ KÝ', 'name', coalesce(s.minutes_signers #>> '{1,name}', member_brief(s.recorded_by) ->> 'name')));
end $$;

select app.by_engine('app.member_brief(uuid)', 'app.agenda_shown(app.council_sessions)', 'app.attendance_of(uuid)', 'app.counts_now(uuid)', 'app.conflicts_of(uuid)', 'app.council_head(app.council_sessions)',
  'app.ballot_papers(app.council_sessions)', 'app.seats_said(app.council_sessions,text)', 'app.council_conclusion(app.council_sessions)', 'app.weak_rules_of(uuid)', 'app.vote_rules_are_weak(uuid,jsonb)', 'app.weak_rules_noted(uuid)', 'app.council_minutes(app.council_sessions)');
