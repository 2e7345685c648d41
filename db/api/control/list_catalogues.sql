-- The enumerations there are.
-- sort: name = c.name
-- default: name
-- unique: c.name
select :keys c.name, c.entry_count
  from (select catalogue as name, count(*)::int as entry_count from app.catalogues group by catalogue) c
 where true
