-- Initiatives: recognised ideas that ground an award, once for each of their authors.

-- Does a unit judge a nomination that rests on it?
create or replace function app.judges_initiative(initiative uuid, unit int) returns boolean language sql stable security definer set search_path = app, pg_temp as $$
  select exists (select from initiative_uses u join nominations n on n.id = u.nomination_id
                  where u.initiative_id = initiative and n.issuer_id = unit and n.state <> 'draft')
$$;

select app.by_engine('app.judges_initiative(uuid,int)');
