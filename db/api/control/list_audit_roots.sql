-- The roots of the sealed batches, and of the heads among them what was signed: keep a copy elsewhere, and nobody can rewrite
-- what is behind it.
-- sort: batch = r.batch
-- default: -batch
-- unique: r.batch
select :keys r.batch, r.sealed_at, r.entries, r.last_position, encode(r.root, 'hex') as root, h.signed_at,
       app.audit_statement(h.position, h.root, h.signed_at) as statement, h.key, translate(encode(h.signature, 'base64'), E'\n', '') as signature
  from app.audit_roots r
  left join app.audit_heads h on h.batch = r.batch
 where true
   and r.sealed_at >= :from               --? from
   and (h.batch is not null) = :signed    --? signed
