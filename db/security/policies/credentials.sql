-- Credentials: hashes of passwords, for the engine alone.
select app.keep('app.credentials', granted => false, audited => false, announced => false);
