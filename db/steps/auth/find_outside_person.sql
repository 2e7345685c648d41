-- The person whom an outside issuer calls so.
select p.user_id from app.find_outside_person(:issuer, :subject) as p
