-- A new webhook, whose secret follows.
select make_webhook(:content::jsonb) as id
