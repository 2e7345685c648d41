-- How far back the feed of changes goes: a number, the engine's.
select app.keep('app.changes_floor', granted => false, audited => false, announced => false);
