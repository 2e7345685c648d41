-- An edition as it was submitted.
select e.submission_id, e.edition, e.outcome, e.edition = s.official_edition as official, e.submitted_by as "submitted_by.id", person_name(e.submitted_by) as "submitted_by.name",
       e.submitted_at, e.reasons, e.content_hash, e.content -> 'values' as "values", e.content -> 'narratives' as narratives, s.unit_id as _unit_id, s.issuer_id as _issuer_id
  from submission_editions e join submissions s on s.id = e.submission_id
 where e.submission_id = :submission and e.edition = :edition
