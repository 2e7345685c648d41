-- Lists that anybody may read today.
select c.* from public_consultations() c
