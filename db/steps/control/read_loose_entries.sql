-- The first entry that should have a seal and has none: put in behind the end of the chain, or passed over by the sealer for
-- more than five minutes.
select e.seq, concat_ws(' ', e.at, e.action, e.thing, e.thing_id) as what,
       (e.xid, e.seq) <= (r.last_xid, r.last_seq) or e.seq <= r.floor_seq as is_added
  from (select * from app.audit_roots order by batch desc limit 1) r
 cross join app.audit_entries e
 where not exists (select from app.audit_seals s where s.seq = e.seq)
   and ((e.xid, e.seq) <= (r.last_xid, r.last_seq) or e.seq <= r.floor_seq or e.at < clock_timestamp() - interval '5 minutes')     -- real clock: as in the audit
 order by e.seq limit 1
