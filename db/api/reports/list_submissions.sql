-- Reports in sight: the own area's, and those to campaigns the own unit issued.
-- sort: changed_at = s.changed_at | due_on = coalesce(s.due_on, '9999-12-31') | submitted_at = coalesce(s.submitted_at, '-infinity') | unit_name = l.name collate "vi-VN-x-icu"
-- default: -changed_at
-- unique: s.id
select :keys s.id, c.id as "campaign.id", c.code as "campaign.code", c.title as "campaign.title",
       u.uid as "unit.id", l.code as "unit.code", l.name as "unit.name",
       s.period, s.state, s.edition, s.official_edition, s.due_on, s.submitted_at, s.submitted_by as "submitted_by.id", person_name(s.submitted_by) as "submitted_by.name",
       (select (min(e.submitted_at) at time zone 'Asia/Ho_Chi_Minh')::date <= s.due_on from submission_editions e where e.submission_id = s.id) as on_time,
       cells_filled(s) as cells_filled,
       allowed_actions('submission', s.id) as allowed_actions,   --? expand.allowed_actions
       s.invented, s.version, s.created_at, s.changed_at, s.unit_id as _unit_id, s.issuer_id as _issuer_id
  from submissions s join campaigns c on c.id = s.campaign_id join units u on u.id = s.unit_id
  left join unit_labels l on l.unit_id = s.unit_id and l.valid_from <= today() and l.valid_to > today()
 where true
   and s.campaign_id = :campaign                                                                                                              --? campaign
   and s.unit_id = :unit                                                                                                                      --? unit
   and s.unit_id in (select r.unit_id from unit_reach r where r.viewer_id = :unit_under and r.valid_from <= today() and r.valid_to > today())   --? unit_under
   and s.state = any (:state)                                                                                                                 --? state
   and s.period = any (:period)                                                                                                               --? period
   and u.level = any (:level)                                                                                                                 --? level
   and s.due_on < :due_before                                                                                                                 --? due_before
   and s.changed_at > :updated_after                                                                                                          --? updated_after
