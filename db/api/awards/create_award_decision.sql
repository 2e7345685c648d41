-- A draft of the caller's unit for nominations that passed at its desk.
with made as materialized (select new_award_decision(:body) as id)
select s.* from made, award_decision_made(made.id) d, award_decision_shown(d) s
