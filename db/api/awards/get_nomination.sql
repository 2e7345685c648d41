-- One nomination.
select s.* from nominations n, nomination_shown(n) s where n.id = :nomination
