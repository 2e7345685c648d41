-- What a dispatcher sends next.
select * from take_delivery(:source, :most::int, :seconds::int)
