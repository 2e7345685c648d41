-- Ends the session of this token, and all access tokens made so far.
select app.sign_out(:token_id)
