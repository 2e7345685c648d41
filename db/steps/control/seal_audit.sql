-- Seals what is committed; how many entries, and the seconds since the oldest that has no seal yet.
select app.seal_audit() as sealed, app.audit_unsealed() as unsealed
