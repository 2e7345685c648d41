-- One reminder.
select s.* from reminders r cross join lateral reminder_shown(r) s where r.id = :reminder
