-- The next page of changes, put into lanes.
select fan_out(:webhook::uuid, :low::xid8, :high::xid8, :seq::bigint, :most::int) as more
