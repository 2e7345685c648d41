-- One nomination.
select s.* from nominations n, nominations_shown(array[n]) s where n.id = :nomination
