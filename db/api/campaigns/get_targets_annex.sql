-- The sheet of targets as the annex of the plan, in the layout of official documents; C prints it as a page or for Word.
select targets_annex(c.id) as document, c.title as file_name, c.version as _version, c.unit_id as _unit_id, c.published or c.state not in ('draft', 'proposed') as _published
  from campaigns c where c.id = :campaign
