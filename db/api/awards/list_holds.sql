-- Holds in sight.
-- sort: starts_on = h.starts_on | created_at = h.created_at
-- default: -starts_on
-- unique: h.id
select :keys s.id, s."unit.id", s."unit.code", s."unit.name", s."honouree.id", s."honouree.kind", s."honouree.name", s.kind, s.measure, s.source, s.note, s.document_id, s.starts_on,
       s.ends_on, s.released_on, s.suspends, s.invented, s.state, s.version, s.created_at, s.changed_at,
       s.allowed_actions,                       --? expand.allowed_actions
       s._unit_id, s._issuer_id
  from holds h, hold_shown(h) s
 where true
   and case when h.ends_on < today() then 'released' else h.state end = any (:state)                   --? state
   and h.honouree_id = :honouree                --? honouree
   and h.kind = any (:kind)                     --? kind
   and h.changed_at > :updated_after            --? updated_after
