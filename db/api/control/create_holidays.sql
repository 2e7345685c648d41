-- Days announced for the nation, at the root, or for an area.
select s.* from new_holidays(:body) h cross join lateral holiday_shown(h) s
