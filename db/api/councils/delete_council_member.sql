-- A member who never sat in a session.
select drop_council_member(:council_member) as id
