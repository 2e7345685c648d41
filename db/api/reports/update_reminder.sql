-- Who was told says that he saw it.
with done as materialized (select case when (:body ->> 'seen')::boolean then see_reminder(:reminder) else :reminder end as id)
select s.* from done, reminder_made(done.id) r, reminder_shown(r) s
