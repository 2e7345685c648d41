-- Rounds of commendation in sight.
-- sort: created_at = r.created_at | title = r.title collate "vi-VN-x-icu"
-- default: -created_at
-- unique: r.id
select :keys s.id, s."unit.id", s."unit.code", s."unit.name", s."campaign.id", s."campaign.code", s."campaign.title", s.reason, s.year, s.standing, s.title,
       s.achievement_from, s.achievement_to, s.award_types, s.registration_opens_on, s.registration_closes_on, s.opens_on, s.closes_on, s.window_citation,
       s.takes_proposals, s.takes_registrations, s.note, s.document_id, s.registration_count, s.proposal_count, s.invented, s.state, s.version, s.created_at, s.changed_at,
       s.allowed_actions,                                                         --? expand.allowed_actions
       s._unit_id, s._published
  from award_rounds r, award_round_shown(r) s
 where true
   and r.unit_id = :unit                                                          --? unit
   and r.state = any (:state)                                                     --? state
   and r.reason = any (:reason)                                                   --? reason
   and r.year = :year                                                             --? year
   and r.campaign_id = :campaign                                                  --? campaign
   and folded(r.title) like anywhere(:q)   --? q
   and r.changed_at > :updated_after                                              --? updated_after
