-- When people submitted something, or since when a figure is official, is business time: always given, never the real clock.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

alter table submission_editions alter submitted_at drop default;
alter table official_values alter since drop default;
