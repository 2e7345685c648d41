-- The person an account name means.
select u.id as user_id from app.users as u where u.username = lower(:username)
