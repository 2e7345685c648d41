-- How an attempt ended.
select settle_delivery(:delivery::uuid, :lease::uuid, :status::int, :error, :milliseconds::int, :answer) as outcome
