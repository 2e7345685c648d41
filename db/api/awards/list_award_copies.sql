-- Copies asked for and issued.
select s.* from award_copies x, copy_shown(x) s where x.award_id = seen_award(:award) order by x.asked_on, x.id
