-- Lists in sight: drafts of the own area, and every published one.
-- sort: created_at = l.created_at | changed_at = l.changed_at
-- default: -created_at
-- unique: l.id
select :keys l.id, unit_uid(l.unit_id) as "unit.id", unit_code_on(l.unit_id) as "unit.code", unit_name_on(l.unit_id) as "unit.name", l.round_id as round, l.title, l.note, l.opens_on, l.closes_on,
       l.working_days, l.citation, publicity_step(l) as step, l.invented, l.state, l.version, l.created_at, l.changed_at,
       allowed_actions('publicity_list', l.id) as allowed_actions, --? expand.allowed_actions
       l.unit_id as _unit_id, l.published as _published
  from publicity_lists l
 where true
   and l.unit_id = :unit                                                          --? unit
   and l.state = any (:state)                                                     --? state
   and l.changed_at > :updated_after                                              --? updated_after
