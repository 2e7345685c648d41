-- An account made on the machine.
select app.add_person(:username, :display_name, :unit, :role, :password_hash, :reset_hash) as user_id
