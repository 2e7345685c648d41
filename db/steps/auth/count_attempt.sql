-- Counts an attempt at a name before its password is compared.
select user_id, username, password_hash, wait_seconds from app.count_attempt(:username, :address::inet, :most::int)
