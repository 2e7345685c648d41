-- What somebody has to do about awards.

-- Proposals to mend, to receive, to appraise; nominations to put before a council, to judge and to put into a decision;
-- decisions to sign.
create or replace function app.tasks_of_awards()
returns table (kind text, thing text, id uuid, title text, due_on date, overdue boolean, unit_id int, campaign_id uuid, link text)
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
declare
  reached int[] := units_reached();
begin
  if has_role('reporter') then
    return query
    select t.kind, 'proposal', p.id, format(t.words, p.title), null::date, false, p.unit_id, p.campaign_id, format('/api/v1/proposals/%s', p.id)
      from proposals p join (values
        ('finish_proposal', 'Hoàn thiện và gửi tờ trình “%s”', 'draft'),
        ('mend_proposal',   'Bổ sung hồ sơ đề nghị khen thưởng “%s”', 'incomplete')) t(kind, words, state) on t.state = p.state
     where p.unit_id = claim_unit()
    union all
    select 'read_return', 'proposal', p.id, format('Hồ sơ đề nghị khen thưởng “%s” bị trả lại: xem lý do', p.title), null, false, p.unit_id, p.campaign_id,
           format('/api/v1/proposals/%s/moves', p.id)
      from proposals p
     where p.unit_id = claim_unit() and p.state = 'returned'
       and (select max(m.moved_at) from moves m where m.thing_id = p.id and m.to_state = 'returned') > business_now() - interval '30 days';
  end if;
  if has_role('reviewer') then
    return query
    with received as materialized (select * from proposals p where p.issuer_id = claim_unit() and p.state = 'received')
    select 'receive_proposal', 'proposal', p.id, format('Tiếp nhận hồ sơ đề nghị khen thưởng “%s” của %s', p.title, unit_name_on(p.unit_id)), null::date, false,
           case when reached is null or p.unit_id = any (reached) then p.unit_id else claim_unit() end, p.campaign_id, format('/api/v1/proposals/%s', p.id)
      from proposals p where p.issuer_id = claim_unit() and p.state = 'submitted'
    union all
    select 'appraise_proposal', 'proposal', p.id,
           format('Thẩm định hồ sơ đề nghị khen thưởng “%s” của %s', p.title, unit_name_on(p.unit_id)) || coalesce(', hạn ' || case when k.overdue then deadline_said(k.due_on) else day_said(k.due_on) end, ''),
           k.due_on, coalesce(k.overdue, false), case when reached is null or p.unit_id = any (reached) then p.unit_id else claim_unit() end, p.campaign_id, format('/api/v1/proposals/%s', p.id)
      from received p left join proposal_clocks(array(select x::proposals from received x)) k on k.proposal_id = p.id;
    return query
    with judged as materialized (select * from proposals p where p.issuer_id = claim_unit() and p.state in ('appraised', 'in_council')),
    waiting as materialized (
      select n.id, n.proposal_id, n.state from nominations n join judged p on p.id = n.proposal_id where n.issuer_id = claim_unit() and n.state in ('appraised', 'passed')),
    voted as materialized (select r.nomination_id from rules_of_items(array(select w.id from waiting w where w.state = 'appraised'), today()) r),
    next_steps as materialized (
      select w.proposal_id, t.kind, t.words, count(*) as cases
        from waiting w left join voted v on v.nomination_id = w.id
        join (values ('judge_nominations', 'Ghi kết quả xét %s trường hợp của tờ trình “%s”', 'appraised', false),
                     ('put_before_council', 'Đưa %s trường hợp của tờ trình “%s” ra hội đồng', 'appraised', true),
                     ('draft_decision', 'Soạn quyết định khen thưởng %s trường hợp của tờ trình “%s”', 'passed', false)) t(kind, words, state, voted)
          on t.state = w.state and t.voted = (v.nomination_id is not null)
       where case t.kind when 'put_before_council' then not exists (select from council_session_items i where i.nomination_id = w.id and not i.void)
                         when 'draft_decision' then not exists (select from award_decision_nominations x where x.nomination_id = w.id) else true end
       group by w.proposal_id, t.kind, t.words)
    select s.kind, 'proposal', p.id, format(s.words, s.cases, p.title), null::date, false,
           case when reached is null or p.unit_id = any (reached) then p.unit_id else claim_unit() end, p.campaign_id, format('/api/v1/proposals/%s/nominations', p.id)
      from next_steps s join judged p on p.id = s.proposal_id;
  end if;
  if has_role('leader') then
    return query
    select t.kind, 'award_decision', d.id, format(t.words, d.title), (d.embargo_until at time zone 'Asia/Ho_Chi_Minh')::date,
           coalesce((d.embargo_until at time zone 'Asia/Ho_Chi_Minh')::date < today(), false), d.unit_id, null::uuid, format('/api/v1/award-decisions/%s', d.id)
      from award_decisions d join (values
        ('sign_decision', 'Ký quyết định khen thưởng “%s”', 'drafted'), ('publish_decision', 'Công bố quyết định khen thưởng “%s”', 'signed')) t(kind, words, state) on t.state = d.state
     where d.unit_id = claim_unit();
  end if;
end $$;

-- What stands beside proposals: questions to answer, refusals to read, rounds to open and to register for, holds that have run out.
create or replace function app.tasks_of_rounds()
returns table (kind text, thing text, id uuid, title text, due_on date, overdue boolean, unit_id int, campaign_id uuid, link text)
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
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
         format('Đăng ký danh hiệu, hình thức khen thưởng trong đợt “%s” của %s', r.title, unit_name_on(r.unit_id)) || coalesce(', chậm nhất ngày ' || day_said(r.registration_closes_on), ''),
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
     and (h.unit_id = claim_unit() or o.unit_id <> claim_unit() and judges_honouree(h.honouree_id, claim_unit()));
end $$;

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
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
declare
  desks int[] := array(select answers_for(claim_unit()));
  since date := today() - 365;                     -- once, and not for every row of the ledger
begin
  if has_role('reviewer') then
    return query
    with granted as materialized (
      select a.id, a.decision_id, a.honouree_id, a.award_type, a.year, a.bonus from awards a
       where a.issuer_id = any (desks) and a.decided_on > since and a.published and award_counts(a)),
    owed as (
      select 'present' as to_do, g.decision_id from granted g where not exists (select from award_presentations p where p.award_id = g.id)
      union all
      select 'pay', g.decision_id from (                                                                     -- the list says exactly what is due
        select u.*, t.class from granted u join award_types t on t.code = u.award_type
         where u.bonus is not null and not exists (select from award_payments p where p.award_id = u.id)) g
       where g.class <> 'title' or not exists (select from awards o join award_types h on h.code = o.award_type and h.class = 'title'
                                                where o.honouree_id = g.honouree_id and o.year = g.year and o.bonus > g.bonus and award_counts(o))),
    counted as materialized (select w.to_do, w.decision_id, count(*) as cases from owed w group by w.to_do, w.decision_id)
    select case w.to_do when 'present' then 'present_awards' else 'pay_bonuses' end, 'award_decision', d.id,
           format(case w.to_do when 'present' then 'Trao %s khen thưởng của Quyết định số %s ngày %s' else 'Chi tiền thưởng cho %s khen thưởng của Quyết định số %s ngày %s' end,
                  w.cases, d.number, day_said(d.decided_on)),
           null::date, false, claim_unit(), null::uuid, format('/api/v1/awards?decision=%s&to_do=%s', d.id, w.to_do)
      from counted w join award_decisions d on d.id = w.decision_id
    union all
    select 'issue_copy', 'award_copy', c.id, format('%s cho %s', case c.kind when 'reissued_lost' then 'Cấp lại bằng, giấy khen bị mất' else 'Cấp đổi bằng, giấy khen bị hư hỏng' end,
           coalesce(a.corrected_name, a.honouree_name)), c.due_on, coalesce(c.due_on < today(), false), claim_unit(), null, format('/api/v1/award-copies/%s', c.id)
      from award_copies c join awards a on a.id = c.award_id
     where c.state = 'asked' and c.issuer_id = any (desks);
  end if;
  if claim_roles() && '{reviewer,leader}' then
    return query
    select case a.state when 'revoked' then 'recover_award' else 'review_award' end, 'award', a.id,
           format(case a.state when 'revoked' then 'Thu hồi hiện vật, tiền thưởng của %s: %s đã bị hủy bỏ' else 'Xem xét lại khen thưởng của %s: %s dựa trên danh hiệu đã bị hủy bỏ' end,
                  coalesce(a.corrected_name, a.honouree_name), t.vi), null::date, false, claim_unit(), a.campaign_id, format('/api/v1/awards/%s', a.id)
      from awards a join award_types t on t.code = a.award_type
     where a.issuer_id = any (desks) and (a.state = 'revoked' or a.relies_on_revoked is not null)                 -- as its index says
       and case a.state when 'revoked' then not (recovery_of(a) ->> 'done')::boolean else award_counts(a) end;
  end if;
end $$;

-- Lists to lay open, objections to answer, and cases from below to receive.
create or replace function app.tasks_of_publicity()
returns table (kind text, thing text, id uuid, title text, due_on date, overdue boolean, unit_id int, campaign_id uuid, link text)
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
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
   where f.state = 'sent' and f.lead_unit_id = claim_unit() and has_role('reviewer');
end $$;

drop function if exists app.cases_to_judge();
select app.by_engine('app.tasks_of_awards()', 'app.tasks_of_rounds()', 'app.answers_for(int)', 'app.tasks_of_ledger()', 'app.tasks_of_publicity()');
