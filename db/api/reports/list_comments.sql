-- What was said about a report, as far as the caller may read it.
-- sort: at = k.said_at
-- default: at
-- unique: k.id
select :keys s.*
  from comments k, comment_shown(k) s
 where k.submission_id = :submission and seen('submission', :submission)
   and k.pointer = :pointer                       --? pointer
   and (k.resolved_at is not null) = :resolved    --? resolved
