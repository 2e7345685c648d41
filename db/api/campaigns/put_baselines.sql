-- The sheet of baselines; guard() has judged who sees the indicator and its version.
with done as materialized (select put_baselines(:indicator, :body) as id)
select s.* from done, baselines_written(done.id) b, baseline_shown(b) s order by s."unit.name" collate "vi-VN-x-icu", b.id
