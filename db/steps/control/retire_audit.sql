-- The end of a year of the audit.
select app.retire_audit(:year::int) as gone
