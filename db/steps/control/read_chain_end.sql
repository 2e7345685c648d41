-- Where the audit's chain ends, by its seals, its roots and its signed heads; and how much of it was retired.
select coalesce((select max(s.position) from app.audit_seals s), 0) as sealed,
       coalesce((select max(r.last_position) from app.audit_roots r), 0) as rooted,
       coalesce((select max(h.position) from app.audit_heads h), 0) as signed,
       coalesce((select sum(t.entries) from app.audit_retired t), 0) as retired,
       coalesce((select max(t.last_position) from app.audit_retired t), 0) as retired_until
