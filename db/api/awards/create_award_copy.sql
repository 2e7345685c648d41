-- A copy is asked for.
select s.* from new_copy(:award, :body) x, copy_shown(x) s
