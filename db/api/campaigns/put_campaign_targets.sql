-- The sheet of targets, written; guard() has judged who, when and which version.
with done as materialized (select put_targets(:campaign, jsonb_strip_nulls(jsonb_build_object('reason', :reason, 'document', :document)) || :body, coalesce(:allow_gap, false)) as id)
select s.* from done,
       sheet_long(done.id, (:body ->> 'valid_from')::date) s      --? !shape.wide
       sheet_wide(done.id, (:body ->> 'valid_from')::date) s      --? shape.wide
