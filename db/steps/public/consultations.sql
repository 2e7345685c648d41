-- Lists that anybody may read today.
select c.* from app.public_consultations() c
