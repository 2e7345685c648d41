-- Password resets: hashes, for the engine alone.
select app.keep('app.password_resets', granted => false, audited => false, announced => false);
