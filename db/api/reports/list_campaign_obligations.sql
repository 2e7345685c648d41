-- Who owes what to a campaign, and where it stands; with group_by how complete and timely it is.
-- sort: unit_name = coalesce(r.label, unit_name_on(r.unit_id)) collate "vi-VN-x-icu" | due_on = coalesce((r.obligation).due_on, '9999-12-31')
-- default: unit_name
-- unique: r.key
select :keys s.id, s."unit.id", s."unit.code", s."unit.name", s.kind, s.period, s."indicator.id", s."indicator.code", s."indicator.name", s.title,
       s.due_on, s.closes_on, s.grace_until, s.locks_on, s.state, s.met_on, s.days_late, s.submission_id, s.submission_state, s."plan.id", s."plan.code", s.note, s.document, s.excused_reason, s.excused_values,
       s."passed_on_to.id", s."passed_on_to.code", s."passed_on_to.name", s."assignee.id", s."assignee.name", s.version, r.unit_id as _unit_id, coalesce(s._issuer_id, (select c.unit_id from campaigns c where c.id = :campaign)) as _issuer_id, (select c.title from campaigns c where c.id = :campaign) as _title,
       allowed_actions('obligation', s.id) as allowed_actions,   --? expand.allowed_actions
       k.name as "contact.name", k.position as "contact.position", k.phone as "contact.phone", true as _people,   --? expand.contact
       case when r.label is not null then r.key end as "group.key", r.label as "group.label", r.states_counted as counts, r.owed, r.met, r.met_on_time,
       round(100.0 * r.met / nullif(r.owed, 0), 1) as completeness, round(100.0 * r.met_on_time / nullif(r.owed, 0), 1) as timeliness
  from campaign_obligations(:campaign, :group_by, :unit, :kind, :period, :state, :level, :due_before) r
  left join lateral obligation_shown(r.obligation) s on true
  left join lateral contact_of(r.obligation) k on true   --? expand.contact
 where seen('campaign', :campaign)
