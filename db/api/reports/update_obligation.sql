-- The issuer excuses a unit, or takes the excuse back; guard() has judged who.
with done as materialized (select excuse_obligation(:obligation, :body) as id)
select o.id, c.id as "campaign.id", c.code as "campaign.code", c.title as "campaign.title",
       unit_uid(o.unit_id) as "unit.id", unit_code_on(o.unit_id, o.due_on) as "unit.code", unit_name_on(o.unit_id, o.due_on) as "unit.name",
       o.kind, o.period, o.due_on, s.closes_on, s.state, s.met_on, case when s.state = 'overdue' then today() - o.due_on end as days_late,
       s.submission_id, s.submission_state, s.plan_id as "plan.id", s.plan_code as "plan.code", o.excused_reason,
       allowed_actions('obligation', o.id) as allowed_actions, o.version, o.unit_id as _unit_id, o.issuer_id as _issuer_id
  from done cross join lateral obligation_written(done.id) o join campaigns c on c.id = o.campaign_id cross join lateral obligation_standing(o) s
