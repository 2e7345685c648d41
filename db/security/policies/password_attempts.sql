-- Password attempts: counts, for the engine alone.
select app.keep('app.password_attempts', granted => false, audited => false, announced => false);
