-- The minutes in the layout of official documents; C prints them as a page or for Word.
select council_minutes(s) as document, s.title as file_name, s.version as _version, s.unit_id as _unit_id from council_sessions s where s.id = seen_session(:council_session)
