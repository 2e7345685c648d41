-- What somebody has to do about awards.

-- Proposals to mend, to receive, to appraise; nominations to judge and to put into a decision; decisions to sign.
create or replace function app.tasks_of_awards()
returns table (kind text, thing text, id uuid, title text, due_on date, overdue boolean, unit_id int, campaign_id uuid, link text)
language sql stable security definer set search_path = app, pg_temp as $$
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
   where p.issuer_id = claim_unit() and has_role('reviewer') and p.state = 'appraised'
     and (n.state = 'appraised' or (n.state = 'passed' and not exists (select from award_decision_nominations x where x.nomination_id = n.id)))
   group by p.id, n.state
  union all
  select t.kind, 'award_decision', d.id, format(t.words, d.title), null, false, d.unit_id, null, format('/api/v1/award-decisions/%s', d.id)
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
  select 'release_hold', 'hold', h.id, format('Thời hạn tạm dừng xét khen thưởng %s đã hết ngày %s: xem xét thôi tạm dừng', o.name, day_said(h.ends_on)), h.ends_on, true,
         h.unit_id, null, format('/api/v1/holds/%s', h.id)
    from holds h join honourees o on o.id = h.honouree_id
   where h.unit_id = claim_unit() and h.state = 'open' and h.ends_on < today() and has_role('reviewer')
$$;

select app.by_engine('app.tasks_of_awards()', 'app.tasks_of_rounds()');
