-- Who did what: entries of the caller's area, with the seal that proves them.
-- sort: seq = e.seq
-- default: -seq
-- unique: e.seq
select :keys e.seq, e.at, e.action, e.thing, e.thing_id, e.row_version, e.changes,
       e.actor_id as "actor.id", case when e.actor_kind = 'person' then app.person_name(e.actor_id) end as "actor.name", e.actor_kind, e.actor_roles,
       e.behalf_of as "behalf_of.id", app.person_name(e.behalf_of) as "behalf_of.name",
       a.uid as "actor_unit.id", app.unit_code_on(a.id, e.at::date) as "actor_unit.code", app.unit_name_on(a.id, e.at::date) as "actor_unit.name",
       o.uid as "unit.id", app.unit_code_on(o.id, e.at::date) as "unit.code", app.unit_name_on(o.id, e.at::date) as "unit.name",
       e.operation, e.request_id, encode(s.hash, 'hex') as seal, s.batch,
       coalesce(e.unit_id, e.actor_unit_id, (select r.unit_id from app.unit_root r where r.valid_from <= app.today() and r.valid_to > app.today())) as _unit_id,
       e.actor_unit_id as _issuer_id
  from app.audit_entries e
  left join app.units a on a.id = e.actor_unit_id
  left join app.units o on o.id = e.unit_id
  left join app.audit_seals s on s.seq = e.seq
 where true
   and e.thing = :thing                                                                                       --? thing
   and e.thing_id = :thing_id                                                                                 --? thing_id
   and e.action = any (:action)                                                                               --? action
   and e.actor_id = :actor                                                                                    --? actor
   and e.unit_id in (select r.unit_id from app.unit_reach r where r.viewer_id = :unit_under and r.valid_from <= app.today() and r.valid_to > app.today())   --? unit_under
   and e.request_id = :request                                                                                --? request
   and e.at >= :from                                                                                          --? from
   and e.at < :until                                                                                          --? until
