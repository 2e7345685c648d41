-- The letter of a proposal with its list, in the layout of official documents; C prints it as a page or for Word.
select proposal_document(p) as document, p.title as file_name, p.version as _version, p.unit_id as _unit_id, case when p.state <> 'draft' then p.issuer_id end as _issuer_id
  from proposals p where p.id = :proposal
