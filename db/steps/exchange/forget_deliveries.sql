-- What is long over leaves the log.
select forget_deliveries(:days::int) as forgotten
