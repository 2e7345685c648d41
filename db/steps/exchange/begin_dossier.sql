-- Whose dossier may be taken along by the caller, and that it is; `recorded` is false for who only asks whether.
select id, code, made_by, unit, to_char(made_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as made_at, business_date
  from app.begin_dossier(app.campaign_named(:campaign), :recorded::boolean)
