-- Changes the dates of a period; guard() has judged who. Campaigns launched before keep theirs.
select s.* from patch_period(:calendar_period, :body) p cross join lateral period_shown(p) s
