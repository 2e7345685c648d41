-- Changes of unit, the latest first.
select s.* from seen_honouree(:honouree) seen(id) join honouree_transfers t on t.honouree_id = seen.id cross join lateral transfer_shown(t) s order by t.transferred_on desc
