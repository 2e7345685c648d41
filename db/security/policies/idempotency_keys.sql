-- Idempotency keys: the engine's alone (idempotency_claim, idempotency_store).
select app.keep('app.idempotency_keys', granted => false, audited => false, announced => false);
