-- Jobs of the own area.
-- sort: created_at = j.created_at
-- default: -created_at
-- unique: j.id
select :keys s.*
  from jobs j cross join lateral job_shown(j.id) s
 where true
   and j.kind = any (:kind)          --? kind
   and j.state = any (:state)        --? state
   and j.unit_id = :unit             --? unit
