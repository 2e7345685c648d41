-- One decision with the nominations in it that the caller sees.
select s.* from award_decisions d, award_decision_shown(d) s where d.id = :award_decision
