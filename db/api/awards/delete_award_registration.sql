-- Taken back while the round takes registrations.
select delete_registration(:award_registration) as id
