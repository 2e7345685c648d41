-- Counters of lookups: the engine's alone.
select app.keep('app.identity_lookups', granted => false, audited => false, announced => false);
