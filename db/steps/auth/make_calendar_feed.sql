-- An address for a calendar program, of which only the hash of the key comes in.
select f.id from app.make_calendar_feed(:content::jsonb ->> 'name', :secret_hash) as f
