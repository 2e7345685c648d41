-- Documents in sight, the newest first.
-- sort: created_at = d.created_at | changed_at = d.changed_at | issued_on = coalesce(d.issued_on, '-infinity') | number = coalesce(d.number, '') collate "vi-VN-x-icu"
-- default: -created_at
-- unique: d.id
select :keys d.id, unit_uid(d.unit_id) as "unit.id", unit_code_on(d.unit_id) as "unit.code", unit_name_on(d.unit_id) as "unit.name",
       d.kind, d.number, d.issued_on, d.issuer, d.abstract, d.signer_name, d.signer_position, d.capacity, d.is_public, d.classified,
       d.file_name, d.media_type, d.size, d.sha256, coalesce((select jsonb_agg(document_link_shown(l) order by l.id) from document_links l where l.document_id = d.id), '[]') as links,
       allowed_actions('document', d.id) as allowed_actions,   --? expand.allowed_actions
       d.version, d.created_at, d.changed_at, d.unit_id as _unit_id, document_is_seen(d.id) as _published
  from documents d
 where true
   and d.unit_id = :unit                                                              --? unit
   and d.kind = any(:kind)                                                            --? kind
   and d.number = :number                                                             --? number
   and folded(d.abstract) like anywhere(:q)   --? q
   and exists (select from document_links l where l.document_id = d.id and l.thing = :thing)         --? thing !thing_id
   and exists (select from document_links l where l.document_id = d.id and l.thing_id = :thing_id)   --? thing_id !thing
   and exists (select from document_links l where l.document_id = d.id and (l.thing, l.thing_id) = (:thing, :thing_id))   --? thing thing_id
   and d.id in (select l.document_id from document_links l where l.thing_id in (select things_of_campaign(:campaign)))   --? campaign
   and d.changed_at > :updated_after                                                  --? updated_after
