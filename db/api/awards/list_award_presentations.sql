-- How the award was handed over.
select s.* from award_presentations x, presentation_shown(x) s where x.award_id = seen_award(:award) order by x.presented_on, x.id
