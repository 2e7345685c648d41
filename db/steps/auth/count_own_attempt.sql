-- The same for who is signed in and changes the password.
select a.username, a.password_hash, a.wait_seconds
from app.users as u
cross join lateral app.count_attempt(u.username, :address::inet, :most::int) as a
where u.id = app.claim_user()
