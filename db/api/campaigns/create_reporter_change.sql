-- From a day on another unit reports an indicator; who owed later reports no longer does.
select s.* from new_reporter_change(:indicator, :body) made cross join lateral reporter_change_shown(made) s
