-- One step.
select s.* from forwardings f, forwarding_shown(f) s where f.id = :forwarding
