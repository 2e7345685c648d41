-- One comment.
select s.* from comments k, comment_shown(k) s where k.id = :comment and k.submission_id = :submission
