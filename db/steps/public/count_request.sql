-- Counts what an address asks without a name.
select c.wait_seconds, c.remaining, c.resets_in from app.count_public(:what, :address::inet, :most::int, :span::int) c
