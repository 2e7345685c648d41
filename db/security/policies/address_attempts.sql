-- Attempts by address: counts, for the engine alone.
select app.keep('app.address_attempts', granted => false, audited => false, announced => false);
