-- What came back of a revoked award.
select s.* from award_recoveries x, recovery_shown(x) s where x.award_id = seen_award(:award) order by x.recovered_on, x.id
