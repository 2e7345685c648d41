-- Who owes what to a campaign, and where it stands.
-- sort: unit_name = unit_name_on(o.unit_id) collate "vi-VN-x-icu" | due_on = coalesce(o.due_on, '9999-12-31')
-- default: unit_name
-- unique: o.id
select :keys o.id, u.uid as "unit.id", unit_code_on(o.unit_id, o.due_on) as "unit.code", unit_name_on(o.unit_id, o.due_on) as "unit.name",
       o.kind, o.period, o.due_on, s.closes_on, s.state, s.met_on, case when s.state = 'overdue' then today() - o.due_on end as days_late,
       s.submission_id, s.submission_state, s.plan_id as "plan.id", s.plan_code as "plan.code", o.excused_reason,
       allowed_actions('obligation', o.id) as allowed_actions,   --? expand.allowed_actions
       o.version, o.unit_id as _unit_id, o.issuer_id as _issuer_id
  from obligations o join units u on u.id = o.unit_id cross join lateral obligation_standing(o) s
 where o.campaign_id = :campaign and seen('campaign', :campaign)
   and o.unit_id = :unit                  --? unit
   and o.kind = :kind                     --? kind
   and o.period = any (:period)           --? period
   and s.state = any (:state)             --? state
   and u.level = any (:level)             --? level
