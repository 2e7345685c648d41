-- A decision with its list, in the layout of official documents; C prints it as a page or for Word.
select award_decision_document(d) as document, d.title as file_name, d.version as _version, d.unit_id as _unit_id, d.published as _published
  from award_decisions d where d.id = :award_decision
