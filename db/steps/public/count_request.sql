-- Counts what an address asks without a name.
select app.count_public(:what, :address::inet, :most::int, :span::int) as wait_seconds
