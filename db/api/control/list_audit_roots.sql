-- The roots of the sealed batches: keep a copy elsewhere, and nobody can rewrite what is behind it.
-- sort: batch = r.batch
-- default: -batch
-- unique: r.batch
select :keys r.batch, r.sealed_at, r.entries, r.last_position, encode(r.root, 'hex') as root
  from app.audit_roots r
 where true
   and r.sealed_at >= :from     --? from
