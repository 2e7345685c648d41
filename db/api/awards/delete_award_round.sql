-- A planned round.
delete from award_rounds where id = :award_round returning id
