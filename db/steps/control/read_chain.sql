-- A piece of the audit's chain for whoever recomputes it: with what is hashed of each entry in the words of PostgreSQL
-- alone, so that no function of ours is believed.
select s.position, s.seq, encode(s.hash, 'hex') as hash, s.batch, r.last_position, encode(r.root, 'hex') as root,
       case when e.seq is not null then jsonb_build_array(e.seq, e.xid::text, e.at, e.actor_id, e.actor_kind, e.actor_unit_id, e.actor_roles,
         e.behalf_of, e.action, e.thing, e.thing_id, e.unit_id, e.row_version, e.changes, e.operation, e.request_id)::text end as content,
       concat_ws(' ', e.at, e.action, e.thing, e.thing_id) as what,
       h.position as head_position, encode(h.root, 'hex') as head_root, h.key, translate(encode(h.signature, 'base64'), E'\n', '') as signature,
       to_char(h.signed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as signed_at
  from app.audit_seals s
  left join app.audit_entries e on e.seq = s.seq
  left join app.audit_roots r on r.batch = s.batch
  left join app.audit_heads h on h.batch = s.batch and r.last_position = s.position
 where s.position > :after::bigint and s.position <= :after::bigint + 5000
 order by s.position
