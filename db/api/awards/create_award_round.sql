-- A round of the caller's unit, planned until it is opened.
with made as materialized (select new_award_round(:body) as id)
select s.* from made, award_round_made(made.id) r, award_round_shown(r) s
