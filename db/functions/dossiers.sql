-- Dossiers of campaigns: who may take one along. What is in it is asked for as everything else, so it is not said here.

-- The unit that issued the campaign. That it was taken is written down before the first byte leaves.
drop function if exists app.begin_dossier(uuid, boolean);
create or replace function app.begin_dossier(wanted uuid, recorded boolean)
returns table (id uuid, code text, made_by text, unit text, made_at timestamptz, business_date date)
language plpgsql security definer set search_path = app, pg_temp as $$
declare
  c campaigns;
begin
  select * into c from campaigns x where x.id = wanted and campaign_is_within_sight(x.id);
  if c.id is null then
    perform raise_problem(404, 'not_found');
  elsif c.unit_id <> claim_unit() then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label('campaign'), 'who', unit_name_on(c.unit_id)));
  elsif recorded then
    insert into audit_entries(actor_id, actor_kind, actor_unit_id, actor_roles, behalf_of, action, thing, thing_id, unit_id, row_version, operation, request_id)
    values (claim_user(), nullif(current_setting('app.actor_kind', true), ''), claim_unit(), claim_roles(), claim_behalf(), 'exported', 'campaigns', c.id, c.unit_id, c.version,
            nullif(current_setting('app.operation', true), ''), nullif(current_setting('app.request_id', true), ''));
  end if;
  return query select c.id, c.code, person_name(claim_user()), unit_name_on(claim_unit()), now(), today();     -- real clock: as in the audit
end $$;
select app.by_engine('app.begin_dossier(uuid,boolean)');
