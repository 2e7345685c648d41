-- Refusals: the engine's alone (record_refusal); the first of a minute is an audit entry.
select app.keep('app.refusals', granted => false, audited => false, announced => false);
