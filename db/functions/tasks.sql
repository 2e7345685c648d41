-- Tasks: what a person must do now, by the roles of the token. One function per area; list_my_tasks.sql joins them.

-- Whether the caller moves reports, by a role of his own or by a delegation that covers this one.
create or replace function app.may_move(role text, wanted text, s app.submissions) returns boolean language plpgsql stable set search_path = app, pg_temp as $$
begin
  return has_role(role) or (holds(role, 'reports', 'move', 'move_submission:' || wanted) and delegation_covers(to_jsonb(s)));
end $$;

-- Reports to make, to mend, to verify, to approve.
create or replace function app.tasks_of_reports()
returns table (kind text, thing text, id uuid, title text, due_on date, overdue boolean, unit_id int, campaign_id uuid, link text)
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select case when s.submission_state = 'returned' then 'mend_report' when s.state = 'drafted' then 'finish_report' else 'make_report' end,
         'obligation', o.id,
         case when s.submission_state = 'returned' then
                format('Sửa báo cáo %s của phong trào “%s”: bị trả lại với %s lý do, gửi lại chậm nhất ngày %s', period_said(o.period), c.title,
                  (select jsonb_array_length(e.reasons) from submission_editions e where e.submission_id = s.submission_id order by e.edition desc limit 1),
                  deadline_said(coalesce(r.return_due_on, o.due_on)))
              when lock.asked then format('Chờ %s xem xét mở khóa báo cáo %s của phong trào “%s”', unit_name_on(o.issuer_id), period_said(o.period), c.title)
              when lock.shut then format('Đề nghị mở khóa báo cáo %s của phong trào “%s”: hạn %s, đã khóa', period_said(o.period), c.title, deadline_said(o.due_on))
              when s.state = 'overdue' then format('Gửi ngay báo cáo %s của phong trào “%s”: hạn %s', period_said(o.period), c.title, deadline_said(o.due_on))
              when s.state = 'drafted' then format('Hoàn thành và gửi báo cáo %s của phong trào “%s”, chậm nhất ngày %s', period_said(o.period), c.title, day_said(o.due_on))
              else format('Lập và gửi báo cáo %s của phong trào “%s”, chậm nhất ngày %s', period_said(o.period), c.title, day_said(o.due_on)) end,
         coalesce(r.return_due_on, o.due_on), coalesce(r.return_due_on < today(), s.state = 'overdue'), o.unit_id, c.id,
         format('/api/v1/campaigns/%s/units/%s/periods/%s/submission', c.id, unit_uid(o.unit_id), o.period)
    from obligations o join campaigns c on c.id = o.campaign_id and c.state = 'launched' cross join lateral obligation_standing(o) s
    left join submissions r on r.id = s.submission_id and r.state = 'returned'
   cross join lateral (
     select l.shut, l.shut and exists (select from unlock_requests q where q.campaign_id = o.campaign_id and q.unit_id = o.unit_id and q.period = o.period and q.state = 'requested') as asked
       from report_is_locked(o.campaign_id, o.unit_id, o.period) l(shut)) lock
   where o.kind = 'report' and o.unit_id = claim_unit() and has_role('reporter')
     and not exists (select from grant_in_force(o.campaign_id, o.unit_id, o.period))       -- its own task says so
     and s.state in ('due', 'drafted', 'overdue') and (s.closes_on < today() or o.due_on <= today() + 14 or r.id is not null or o.assignee_id = claim_user())
  union all
  select 'finish_report', 'submission', s.id, format('Hoàn thành và gửi lại báo cáo %s đang điều chỉnh của phong trào “%s”', period_said(s.period), c.title),
         null, false, s.unit_id, c.id, format('/api/v1/submissions/%s', s.id)
    from submissions s join campaigns c on c.id = s.campaign_id
   where s.unit_id = claim_unit() and s.state = 'amending' and has_role('reporter')
  union all
  select case s.state when 'submitted' then 'verify_report' else 'approve_report' end, 'submission', s.id,
         format(case s.state when 'submitted' then 'Thẩm định báo cáo %s của %s, phong trào “%s”' else 'Phê duyệt báo cáo %s của %s, phong trào “%s”' end,
                period_said(s.period), unit_name_on(s.unit_id), c.title),
         s.due_on, s.due_on < today(), s.unit_id, c.id, format('/api/v1/submissions/%s', s.id)
    from submissions s join campaigns c on c.id = s.campaign_id
   where s.issuer_id = claim_unit()
     and ((s.state = 'submitted' and may_move('reviewer', 'verified', s)
           and (c.report_route <> 'through_parents' or not exists (select from report_waits_for_others(s.id, '{}'))))
          or (s.state = 'verified' and c.report_route <> 'verify' and may_move('leader', 'approved', s)))
  union all
  select 'pass_report', 'submission', s.id,
         format('Xem và chuyển tiếp báo cáo %s của %s, phong trào “%s”', period_said(s.period), unit_name_on(s.unit_id), c.title)
         || coalesce(' (làm thay ' || (select string_agg(u ->> 'name', ', ') from jsonb_array_elements(stands_in_for(s.id)) u) || ')', ''),
         s.due_on, s.due_on < today(), s.unit_id, c.id, format('/api/v1/submissions/%s', s.id)
    from submissions s join campaigns c on c.id = s.campaign_id and c.report_route = 'through_parents'
   where s.state = 'submitted' and may_move('reviewer', 'submitted', s) and claim_unit() <> s.issuer_id and unit_is_above(claim_unit(), s.unit_id)
     and exists (select from steps_still_between(s) b where claim_unit() in (b.unit_id, b.stand_in));
end $$;

-- What else is owed: plans by those who can draft them, duties by anybody at the desk, baselines by who may give them.
create or replace function app.tasks_of_obligations()
returns table (kind text, thing text, id uuid, title text, due_on date, overdue boolean, unit_id int, campaign_id uuid, link text)
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select t.kind, 'obligation', o.id, t.words || ', hạn ' || coalesce(case when s.state = 'overdue' then deadline_said(o.due_on) else day_said(o.due_on) end, 'chưa định'),
         o.due_on, s.state = 'overdue', o.unit_id, c.id, t.link
    from obligations o join campaigns c on c.id = o.campaign_id and c.state = 'launched' left join indicators i on i.id = o.indicator_id
   cross join lateral obligation_standing(o) s
   cross join lateral (values
     ('plan', 'make_plan', format('Ban hành kế hoạch của đơn vị triển khai phong trào “%s”', c.title), format('/api/v1/campaigns/%s', c.id),
      coalesce(c.ends_on, 'infinity') >= today() and claim_roles() && '{reviewer,leader}'),
     ('duty', 'do_duty', format('Thực hiện nhiệm vụ được giao trong phong trào “%s”: %s', c.title, left(o.title, 120) || case when length(o.title) > 120 then '…' else '' end),
      format('/api/v1/obligations/%s', o.id), (o.due_on <= today() + 30 or o.assignee_id = claim_user()) and claim_roles() && '{reporter,reviewer,leader}'),
     ('baseline', 'give_baseline', format('Nhập số liệu gốc của chỉ tiêu “%s”, phong trào “%s”', i.name, c.title), format('/api/v1/indicators/%s/baselines', i.id),
      claim_roles() && '{reporter,reviewer}')) t(obligation_kind, kind, words, link, wanted)
   where o.unit_id = claim_unit() and t.obligation_kind = o.kind and t.wanted and s.state in ('due', 'drafted', 'overdue');
end $$;

-- Campaigns to finish, to launch, to conclude.
create or replace function app.tasks_of_campaigns()
returns table (kind text, thing text, id uuid, title text, due_on date, overdue boolean, unit_id int, campaign_id uuid, link text)
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select t.kind, 'campaign', c.id, format(t.words, c.title), t.due, coalesce(t.due < today(), false), c.unit_id, c.id, format('/api/v1/campaigns/%s', c.id)
    from campaigns c cross join lateral (values
      ('finish_campaign', 'Hoàn thiện và trình dự thảo phong trào “%s”', c.starts_on, c.state = 'draft' and has_role('reviewer')),
      ('launch_campaign', 'Xem xét, phát động phong trào “%s”', c.starts_on, c.state = 'proposed' and has_role('leader')),
      ('conclude_campaign', 'Tổng kết phong trào “%s” đã kết thúc', c.ends_on + 30, c.state = 'launched' and c.ends_on < today() and has_role('leader'))) t(kind, words, due, wanted)
   where c.unit_id = claim_unit() and t.wanted;
end $$;

-- Reviews owed and not begun, to finish, to sign.
create or replace function app.tasks_of_reviews()
returns table (kind text, thing text, id uuid, title text, due_on date, overdue boolean, unit_id int, campaign_id uuid, link text)
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select case r.state when 'draft' then 'finish_review' else 'sign_review' end, 'review', r.id,
         case r.state when 'draft' then format('Hoàn thiện và trình “%s”', r.title) else format('Xem xét, ký “%s”', r.title) end,
         o.due_on, coalesce(o.due_on < today(), false), r.unit_id, r.campaign_id, format('/api/v1/reviews/%s', r.id)
    from reviews r left join obligations o on o.kind = 'review' and o.campaign_id = r.campaign_id and o.unit_id = r.unit_id and o.period = r.period
   where r.unit_id = claim_unit() and ((r.state = 'draft' and has_role('reviewer')) or (r.state = 'proposed' and has_role('leader')))
  union all
  select 'draft_review', 'obligation', o.id,
         format('Lập báo cáo sơ kết, tổng kết %s của phong trào “%s”, %s %s', period_said(o.period), c.title,
                case when o.due_on < today() then 'đã quá hạn' else 'hạn' end, day_said(o.due_on)),
         o.due_on, o.due_on < today(), o.unit_id, c.id, format('/api/v1/campaigns/%s/reviews', c.id)
    from obligations o join campaigns c on c.id = o.campaign_id and c.unit_id = o.unit_id and c.state in ('launched', 'concluded')
   where o.kind = 'review' and o.unit_id = claim_unit() and has_role('reviewer') and o.excused_reason is null and (o.due_on <= today() + 30 or o.assignee_id = claim_user())
     and not exists (select from reviews r where r.campaign_id = o.campaign_id and r.period = o.period);
end $$;

-- Targets that are negotiated: the unit answers what was proposed to it, the issuer what the unit proposed instead. Before
-- the launch they hold it up, so that they are due when the campaign begins.
create or replace function app.tasks_of_targets()
returns table (kind text, thing text, id uuid, title text, due_on date, overdue boolean, unit_id int, campaign_id uuid, link text)
language plpgsql stable security definer set search_path = app, extensions, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select k.kind, 'target', t.id, format(k.words, i.name, unit_name_on(t.unit_id), k.figure || coalesce(' ' || i.unit_of_measure, ''), c.title),
         d.day, coalesce(d.day < today(), false), t.unit_id, c.id, format('/api/v1/targets/%s', t.id)
    from targets t join indicators i on i.id = t.indicator_id join campaigns c on c.id = t.campaign_id
   cross join lateral (select case when c.state in ('draft', 'proposed') then c.starts_on end as day) d
    join lateral (values
      ('answer_target', 'proposed', 'Trả lời chỉ tiêu dự kiến giao “%1$s”: %3$s, phong trào “%4$s”', target_said(t.printed, t.target_value, t.numerator, t.denominator, i),
       t.unit_id = claim_unit() and claim_roles() && '{reporter,leader}'),
      ('answer_counter_target', 'countered', 'Xem xét đề xuất lại của %2$s về chỉ tiêu “%1$s”: %3$s, phong trào “%4$s”', target_said(null, t.counter_value, t.counter_numerator, t.counter_denominator, i),
       t.issuer_id = claim_unit() and has_role('reviewer'))) k(kind, state, words, figure, wanted) on k.state = t.state and k.wanted
   where t.state in ('proposed', 'countered');
end $$;

select app.by_engine('app.tasks_of_reports()', 'app.tasks_of_obligations()', 'app.tasks_of_campaigns()', 'app.tasks_of_targets()', 'app.tasks_of_reviews()');
