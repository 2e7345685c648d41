-- The paper that each voter is given; C prints it as a page or for Word.
select ballot_papers(s) as document, s.title as file_name, s.version as _version, s.unit_id as _unit_id from council_sessions s where s.id = seen_session(:council_session)
