-- Who became this one, and whom this one became; the latest first.
select s.* from seen_honouree(:honouree) seen(id) join honouree_merges m on seen.id in (m.honouree_id, m.into_id) cross join lateral merge_shown(m) s order by m.created_at desc, m.id desc
