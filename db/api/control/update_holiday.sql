-- Corrects a day; guard() has judged who.
select s.* from patch_holiday(:holiday, :body) h cross join lateral holiday_shown(h) s
