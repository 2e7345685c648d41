-- Where the feed of changes ends now.
select changes_horizon() as horizon
