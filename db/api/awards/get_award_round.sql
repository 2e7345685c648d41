-- One round.
select s.* from award_rounds r, award_round_shown(r) s where r.id = :award_round
