-- Reporting calendars, obligations of every kind, changes of reporter, reminders.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;
