-- Questions that the own unit is asked, and those it and the units below it have asked.
-- sort: asked_on = c.asked_on | due_on = coalesce(c.due_on, 'infinity')
-- default: -asked_on
-- unique: c.id
select :keys s.id, s.nomination_id, s."honouree.kind", s."honouree.name", s.award_type_name, s."asking_unit.id", s."asking_unit.code", s."asking_unit.name",
       s."asked_unit.id", s."asked_unit.code", s."asked_unit.name", s.question, s.asked_on, s.due_on, s.overdue, s.opinion, s.reply, s.reply_document_id, s.replied_at,
       s.state, s.version, s.created_at, s.changed_at,
       s.allowed_actions,                       --? expand.allowed_actions
       s._unit_id, s._lead_unit_id
  from consultations c, consultation_shown(c) s
 where true
   and c.state = any (:state)                   --? state
   and c.lead_unit_id = :asked_unit             --? asked_unit
   and c.changed_at > :updated_after            --? updated_after
