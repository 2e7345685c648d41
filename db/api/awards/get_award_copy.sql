-- A request for a copy, and what was issued.
select s.* from award_copies c, copy_shown(c) s where c.id = :award_copy
