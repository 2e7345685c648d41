-- A council that never met.
select drop_council(:council) as id
