-- A draft; its nominations are free again.
delete from award_decisions where id = :award_decision returning id
