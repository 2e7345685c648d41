-- What the caller must do now: first what was given to him, then the most urgent.
-- sort: due_on = coalesce(t.due_on, '9999-12-31') | assigned = (a.id is distinct from claim_user())::int
-- default: assigned,due_on
-- unique: t.kind || t.id::text
select :keys t.kind, t.thing, t.id, t.title, t.due_on, coalesce(t.overdue, false) as overdue,
       unit_uid(t.unit_id) as "unit.id", unit_code_on(t.unit_id) as "unit.code", unit_name_on(t.unit_id) as "unit.name",
       c.id as "campaign.id", c.code as "campaign.code", c.title as "campaign.title", t.link,
       m.id as "reminded.id", m.by as "reminded.by", m.at as "reminded.at", m.note as "reminded.note",
       a.id as "assignee.id", person_name(a.id) as "assignee.name",
       t.unit_id as _unit_id, c.unit_id as _issuer_id
  from (select * from tasks_of_reports()
        union all select * from tasks_of_report_work()
        union all select * from tasks_of_origins()
        union all select * from tasks_of_obligations()
        union all select * from tasks_of_targets()
        union all select * from tasks_of_campaigns()
        union all select * from tasks_of_reviews()
        union all select * from tasks_of_councils()
        union all select * from tasks_of_awards()
        union all select * from tasks_of_rounds()
        union all select * from tasks_of_ledger()
        union all select * from tasks_of_publicity()) t
  left join campaigns c on c.id = t.campaign_id
 cross join lateral (select case when t.thing in ('submission', 'obligation') then task_assignee(t.thing, t.id) end as id) a
  left join lateral reminded_of(t.id) m on t.thing = 'obligation'
 where true
   and t.kind = any (:kind)        --? kind
   and t.overdue = :overdue        --? overdue
