-- A figure found in a document, with where it stands.
select s.* from new_observation(:body) o, observation_shown(o) s
