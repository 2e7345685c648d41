-- What somebody has to do about awards.

-- Appraised cases of proposals that the caller's unit judges.
create or replace function app.cases_to_judge() returns uuid[] language sql stable security definer set search_path = app, pg_temp as $$
  select array_agg(n.id) from proposals p join nominations n on n.proposal_id = p.id and n.state = 'appraised'
   where p.issuer_id = claim_unit() and has_role('reviewer') and p.state in ('appraised', 'in_council')
$$;

-- Proposals to mend, to receive, to appraise; nominations to judge and to put into a decision; decisions to sign.
create or replace function app.tasks_of_awards()
returns table (kind text, thing text, id uuid, title text, due_on date, overdue boolean, unit_id int, campaign_id uuid, link text)
language sql stable security definer set search_path = app, pg_temp as $$
  with voted as materialized (select nomination_id from rules_of_items(cases_to_judge(), today()))
  select t.kind, 'proposal', p.id, format(t.words, p.title, unit_name_on(p.unit_id)) || coalesce(case when k.overdue then ', đã quá hạn ' else ', hạn ' end || day_said(k.due_on), ''),
         k.due_on, coalesce(k.overdue, false),
         case when unit_reaches(claim_unit(), p.unit_id) then p.unit_id else claim_unit() end, p.campaign_id, format('/api/v1/proposals/%s', p.id)
    from proposals p cross join lateral (values
      ('finish_proposal',   'Hoàn thiện và gửi tờ trình “%s”', 'draft', p.unit_id, 'reporter'),
      ('mend_proposal',     'Bổ sung hồ sơ đề nghị khen thưởng “%s”', 'incomplete', p.unit_id, 'reporter'),
      ('receive_proposal',  'Tiếp nhận hồ sơ đề nghị khen thưởng “%s” của %s', 'submitted', p.issuer_id, 'reviewer'),
      ('appraise_proposal', 'Thẩm định hồ sơ đề nghị khen thưởng “%s” của %s', 'received', p.issuer_id, 'reviewer')) t(kind, words, state, desk, role)
    left join lateral (select x.due_on, x.overdue from proposal_clock(p) x where t.kind = 'appraise_proposal' and x.due_on is not null) k on true
   where p.state = t.state and t.desk = claim_unit() and has_role(t.role)
  union all
  select 'read_return', 'proposal', p.id, format('Hồ sơ đề nghị khen thưởng “%s” bị trả lại: xem lý do', p.title), null, false, p.unit_id, p.campaign_id,
         format('/api/v1/proposals/%s/moves', p.id)
    from proposals p
   where p.state = 'returned' and p.unit_id = claim_unit() and has_role('reporter')
     and exists (select from moves m where m.thing_id = p.id and m.to_state = 'returned' and m.moved_at > business_now() - interval '30 days')
  union all
  select case n.state when 'appraised' then 'judge_nominations' else 'draft_decision' end, 'proposal', p.id,
         format(case n.state when 'appraised' then 'Ghi kết quả xét %s trường hợp của tờ trình “%s”' else 'Soạn quyết định khen thưởng %s trường hợp của tờ trình “%s”' end,
                count(*), p.title),
         null, false, case when unit_reaches(claim_unit(), p.unit_id) then p.unit_id else claim_unit() end, p.campaign_id,
         format('/api/v1/proposals/%s/nominations', p.id)
    from proposals p join nominations n on n.proposal_id = p.id
   where p.issuer_id = claim_unit() and has_role('reviewer') and p.state in ('appraised', 'in_council')
     and ((n.state = 'appraised' and n.id not in (select v.nomination_id from voted v)) or (n.state = 'passed' and not exists (select from award_decision_nominations x where x.nomination_id = n.id)))
   group by p.id, n.state
  union all
  select t.kind, 'award_decision', d.id, format(t.words, d.title), (d.embargo_until at time zone 'Asia/Ho_Chi_Minh')::date,
         coalesce((d.embargo_until at time zone 'Asia/Ho_Chi_Minh')::date < today(), false), d.unit_id, null, format('/api/v1/award-decisions/%s', d.id)
    from award_decisions d cross join lateral (values
      ('sign_decision', 'Ký quyết định khen thưởng “%s”', 'drafted'), ('publish_decision', 'Công bố quyết định khen thưởng “%s”', 'signed')) t(kind, words, state)
   where d.unit_id = claim_unit() and d.state = t.state and has_role('leader')
$$;

-- What stands beside proposals: questions to answer, refusals to read, rounds to open and to register for, holds that have run out.
create or replace function app.tasks_of_rounds()
returns table (kind text, thing text, id uuid, title text, due_on date, overdue boolean, unit_id int, campaign_id uuid, link text)
language sql stable security definer set search_path = app, pg_temp as $$
  select 'answer_consultation', 'consultation', c.id, format('Trả lời %s: ý kiến về trường hợp %s', unit_name_on(c.unit_id), h.name), c.due_on,
         coalesce(c.due_on < today(), false), c.lead_unit_id, null::uuid, format('/api/v1/consultations/%s', c.id)
    from consultations c join nominations n on n.id = c.nomination_id join honourees h on h.id = n.honouree_id
   where c.lead_unit_id = claim_unit() and c.state = 'asked' and claim_roles() && '{reporter,reviewer,leader}'
  union all
  select 'read_refusal', 'nomination', n.id,
         format('%s: %s trong tờ trình “%s”', h.name, case m.to_state when 'failed' then 'không được thông qua' else 'đã được đưa ra khỏi danh sách' end, p.title)
         || coalesce('. Lý do: ' || left(m.note, 200), ''),
         null, false, p.unit_id, p.campaign_id, format('/api/v1/nominations/%s/moves', n.id)
    from nominations n join proposals p on p.id = n.proposal_id join honourees h on h.id = n.honouree_id
    join moves m on m.thing_id = n.id and m.thing = 'nomination' and m.to_state = n.state
   where n.unit_id = claim_unit() and n.state in ('failed', 'struck_out') and has_role('reporter') and m.actor_unit_id is distinct from n.unit_id
     and m.moved_at > business_now() - interval '30 days'
  union all
  select 'open_round', 'award_round', r.id, format('Hoàn thiện và mở đợt xét khen thưởng “%s”', r.title), r.opens_on, coalesce(r.opens_on < today(), false), r.unit_id,
         r.campaign_id, format('/api/v1/award-rounds/%s', r.id)
    from award_rounds r where r.unit_id = claim_unit() and r.state = 'planned' and has_role('reviewer')
  union all
  select 'register_honourees', 'award_round', r.id,
         format('Đăng ký danh hiệu, hình thức khen thưởng trong đợt “%s” của %s', r.title, unit_name_on(r.unit_id)) || coalesce(' trước hết ngày ' || day_said(r.registration_closes_on), ''),
         r.registration_closes_on, false, claim_unit(), r.campaign_id, format('/api/v1/award-rounds/%s/registrations', r.id)
    from unit_hears x join award_rounds r on r.unit_id = x.issuer_id
   where x.viewer_id = claim_unit() and x.issuer_id <> claim_unit() and x.valid_from <= today() and x.valid_to > today() and has_role('reporter')
     and round_takes_registrations(r) and r.unit_id = nearest_desk_above(claim_unit())
     and not exists (select from award_registrations g where g.round_id = r.id and g.unit_id = claim_unit())
  union all
  select 'read_release', 'hold', h.id, format('Thời hạn tạm dừng xét khen thưởng %s đã hết ngày %s, các trường hợp được xét tiếp', o.name, day_said(h.ends_on)), null::date, false,
         h.unit_id, null, format('/api/v1/holds/%s', h.id)
    from holds h join honourees o on o.id = h.honouree_id
   where has_role('reviewer') and hold_is_over(h) and h.ends_on between today() - 30 and today() - 1 and coalesce(h.released_on, h.ends_on + 1) = h.ends_on + 1
     and (h.unit_id = claim_unit() or o.unit_id <> claim_unit() and judges_honouree(h.honouree_id, claim_unit()))
$$;

-- Whose decisions the caller's unit answers for: its own, and those of units whose dossiers it has.
create or replace function app.answers_for(unit int) returns setof int language sql stable security definer set search_path = app, pg_temp as $$
  select unit
  union
  select s.predecessor_id from unit_successions s join unit_events e on e.id = s.event_id and e.reversed_on is null where s.successor_id = unit and s.extent = 'tasks'
$$;

-- What was granted in the last year and is still to be handed over or paid; what was revoked and is to be taken back, and what
-- rested on it; copies to issue.
create or replace function app.tasks_of_ledger()
returns table (kind text, thing text, id uuid, title text, due_on date, overdue boolean, unit_id int, campaign_id uuid, link text)
language sql stable security definer set search_path = app, pg_temp as $$
  select case w.to_do when 'present' then 'present_awards' else 'pay_bonuses' end, 'award_decision', d.id,
         format(case w.to_do when 'present' then 'Trao %s khen thưởng của Quyết định số %s ngày %s' else 'Chi tiền thưởng cho %s khen thưởng của Quyết định số %s ngày %s' end,
                count(*), d.number, day_said(d.decided_on)),
         null::date, false, claim_unit(), null::uuid, format('/api/v1/awards?decision=%s&to_do=%s', d.id, w.to_do)
    from awards a join award_decisions d on d.id = a.decision_id join award_types t on t.code = a.award_type
   cross join lateral (
     select 'present' as to_do where not exists (select from award_presentations p where p.award_id = a.id)
     union all
     select 'pay' where a.bonus is not null and not exists (select from award_payments p where p.award_id = a.id)      -- the list says exactly what is due
        and not exists (select from awards o join award_types h on h.code = o.award_type and h.class = 'title'
                         where t.class = 'title' and o.honouree_id = a.honouree_id and o.year = a.year and o.bonus > a.bonus and award_counts(o))) w
   where a.issuer_id in (select answers_for(claim_unit())) and a.decided_on > today() - 365 and a.published and award_counts(a) and has_role('reviewer')
   group by d.id, w.to_do
  union all
  select case a.state when 'revoked' then 'recover_award' else 'review_award' end, 'award', a.id,
         format(case a.state when 'revoked' then 'Thu hồi hiện vật, tiền thưởng của %s: %s đã bị hủy bỏ' else 'Xem xét lại khen thưởng của %s: %s dựa trên danh hiệu đã bị hủy bỏ' end,
                coalesce(a.corrected_name, a.honouree_name), t.vi), null, false, claim_unit(), a.campaign_id, format('/api/v1/awards/%s', a.id)
    from awards a join award_types t on t.code = a.award_type
   where a.issuer_id in (select answers_for(claim_unit())) and claim_roles() && '{reviewer,leader}'
     and ((a.state = 'revoked' and not (recovery_of(a) ->> 'done')::boolean) or (a.relies_on_revoked is not null and award_counts(a)))
  union all
  select 'issue_copy', 'award_copy', c.id, format('%s cho %s', case c.kind when 'reissued_lost' then 'Cấp lại bằng, giấy khen bị mất' else 'Cấp đổi bằng, giấy khen bị hư hỏng' end,
         coalesce(a.corrected_name, a.honouree_name)), c.due_on, coalesce(c.due_on < today(), false), claim_unit(), null, format('/api/v1/award-copies/%s', c.id)
    from award_copies c join awards a on a.id = c.award_id
   where c.state = 'asked' and c.issuer_id in (select answers_for(claim_unit())) and has_role('reviewer')
$$;

-- Lists to lay open, objections to answer, and cases from below to receive.
create or replace function app.tasks_of_publicity()
returns table (kind text, thing text, id uuid, title text, due_on date, overdue boolean, unit_id int, campaign_id uuid, link text)
language sql stable security definer set search_path = app, pg_temp as $$
  select 'publish_list', 'publicity_list', l.id, format('Công khai lấy ý kiến “%s”', l.title), l.opens_on, coalesce(l.opens_on < today(), false), l.unit_id, null::uuid,
         format('/api/v1/publicity-lists/%s', l.id)
    from publicity_lists l where l.state = 'draft' and l.unit_id = claim_unit() and has_role('leader')
  union all
  select 'answer_objection', 'objection', o.id, format('Trả lời ý kiến phản ánh về “%s”', l.title), l.closes_on, coalesce(l.closes_on < today(), false), o.unit_id, null,
         format('/api/v1/objections/%s', o.id)
    from publicity_objections o join publicity_lists l on l.id = o.list_id where o.state = 'open' and o.unit_id = claim_unit() and has_role('reviewer')
  union all
  select 'receive_forwarding', 'forwarding', f.id, format('Tiếp nhận hồ sơ đề nghị khen thưởng %s do %s trình', h.name, unit_name_on(f.issuer_id)), null, false, claim_unit(), null,
         format('/api/v1/forwardings/%s', f.id)
    from forwardings f join nominations n on n.id = f.nomination_id join honourees h on h.id = n.honouree_id
   where f.state = 'sent' and f.lead_unit_id = claim_unit() and has_role('reviewer')
$$;

select app.by_engine('app.cases_to_judge()', 'app.tasks_of_awards()', 'app.tasks_of_rounds()', 'app.answers_for(int)', 'app.tasks_of_ledger()', 'app.tasks_of_publicity()');
