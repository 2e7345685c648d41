-- What somebody has to do about awards.

-- Proposals to mend, to receive, to appraise; nominations to judge and to put into a decision; decisions to sign.
create or replace function app.tasks_of_awards()
returns table (kind text, thing text, id uuid, title text, due_on date, overdue boolean, unit_id int, campaign_id uuid, link text)
language sql stable security definer set search_path = app, pg_temp as $$
  select t.kind, 'proposal', p.id, format(t.words, p.title, unit_name_on(p.unit_id)), null::date, false,
         case when unit_reaches(claim_unit(), p.unit_id) then p.unit_id else claim_unit() end, p.campaign_id, format('/api/v1/proposals/%s', p.id)
    from proposals p cross join lateral (values
      ('finish_proposal',   'Hoàn thiện và gửi tờ trình “%s”', 'draft', p.unit_id, 'reporter'),
      ('mend_proposal',     'Bổ sung hồ sơ đề nghị khen thưởng “%s”', 'incomplete', p.unit_id, 'reporter'),
      ('receive_proposal',  'Tiếp nhận hồ sơ đề nghị khen thưởng “%s” của %s', 'submitted', p.issuer_id, 'reviewer'),
      ('appraise_proposal', 'Thẩm định hồ sơ đề nghị khen thưởng “%s” của %s', 'received', p.issuer_id, 'reviewer')) t(kind, words, state, desk, role)
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

select app.by_engine('app.tasks_of_awards()');
