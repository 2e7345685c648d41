-- Counted again from what was cast.
select r.* from recount(:council_session) r
