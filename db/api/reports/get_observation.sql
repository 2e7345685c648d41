-- One figure found.
select s.* from observations o, observation_shown(o) s where o.id = :observation
