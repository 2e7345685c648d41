-- A new password for who is signed in; other sessions end.
select app.change_own_password(:password_hash, :token_id)
