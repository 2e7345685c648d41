-- Certificates of a signed decision, one sheet an award; C has them drawn.
select certificates_of(d, coalesce(:paper, 'plain'), :award) as sheets, 'Giấy chứng nhận kèm Quyết định ' || d.number as file_name, d.version as _version, d.unit_id as _unit_id
  from award_decisions d where d.id = :award_decision
