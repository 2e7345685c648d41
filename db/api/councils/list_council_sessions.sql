-- Sessions in sight; a member sees those he is called to.
-- sort: held_on = s.held_on | changed_at = s.changed_at | title = s.title collate "vi-VN-x-icu"
-- default: -held_on
-- unique: s.id
select :keys s.id, unit_uid(s.unit_id) as "unit.id", unit_code_on(s.unit_id, s.held_on) as "unit.code", unit_name_on(s.unit_id, s.held_on) as "unit.name",
       c.id as "council.id", c.name as "council.name", s.title, s.kind, s.body, s.held_on, s.place,
       (select count(*) from council_session_items i where i.session_id = s.id)::int as case_count,
       s.total_members, s.minutes_number, s.minutes_signed_on, s.minutes_document_id, s.invented, s.state, s.version, s.created_at, s.changed_at,
       allowed_actions('council_session', s.id) as allowed_actions,               --? expand.allowed_actions
       s.unit_id as _unit_id
  from council_sessions s join councils c on c.id = s.council_id
 where true
   and s.unit_id = :unit                                                          --? unit
   and s.unit_id in (select units_under(:unit_under, false))                      --? unit_under
   and s.council_id = :council                                                    --? council
   and s.state = any (:state)                                                     --? state
   and s.held_on >= :held_from                                                    --? held_from
   and s.held_on <= :held_to                                                      --? held_to
   and exists (select from council_session_items i where i.session_id = s.id and i.nomination_id = :nomination)   --? nomination
   and s.id in (select i.session_id from council_session_items i join nominations n on n.id = i.nomination_id join proposals p on p.id = n.proposal_id where p.campaign_id = :campaign)   --? campaign
   and folded(s.title) like anywhere(:q)   --? q
   and s.changed_at > :updated_after                                              --? updated_after
