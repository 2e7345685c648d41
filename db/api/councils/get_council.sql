-- One council.
select s.* from councils c, council_shown(c) s where c.id = :council
