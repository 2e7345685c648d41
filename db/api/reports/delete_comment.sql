-- The author takes it back.
select delete_comment(:submission, :comment)
