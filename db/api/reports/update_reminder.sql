-- Who was told says that he saw it.
with done as materialized (select see_reminder(:reminder) as id where (:body ->> 'seen')::boolean)
select s.* from done, reminder_made(done.id) r, reminder_shown(r) s
