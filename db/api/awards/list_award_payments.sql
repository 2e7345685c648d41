-- What was paid.
select s.* from award_payments x, payment_shown(x) s where x.award_id = seen_award(:award) order by x.paid_on, x.id
