-- Secrets of calendars' addresses: hashes, for the engine alone.
select app.keep('app.calendar_feed_secrets', granted => false, audited => false, announced => false);
