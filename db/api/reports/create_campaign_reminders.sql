-- Reminds every unit that has not met what the filter names; guard() has judged who.
with made as materialized (select id, ordinality from new_reminders(:campaign, :body) with ordinality a(id, ordinality))
select s.* from made, reminder_made(made.id) r, reminder_shown(r) s order by made.ordinality
