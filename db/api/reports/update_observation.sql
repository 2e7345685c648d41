-- Corrects a figure found, or marks it as the authoritative one; guard() has judged who.
select s.* from patch_observation(:observation, :body) o, observation_shown(o) s
