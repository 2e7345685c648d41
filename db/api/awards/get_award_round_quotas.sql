-- Quotas of a round as they stand for a unit; with nothing said, the own.
select * from round_quotas_shown(:award_round,
  null      --? !unit
  :unit     --? unit
)
