-- Campaigns out of a file: a row each, drafted by the caller's unit or changed while it is a draft. Their indicators and targets are
-- types of their own, or stand in lines of JSON beneath them.

-- The campaign a row speaks of: one in sight by its id, or one of the own unit by its code; null for a new one.
create or replace function app.campaign_of_item(match text, item jsonb) returns app.campaigns language plpgsql stable set search_path = app, pg_temp as $$
declare
  found campaigns;
begin
  select * into found from campaigns c where case match when 'id' then c.id::text = item ->> 'id' else c.code = item ->> 'code' and c.unit_id = claim_unit() end;
  if found.id is null and match = 'id' and item ? 'id' then
    perform raise_faults(array[row('/id', 'not_found', '{}')::fault]);
  elsif found.code <> item ->> 'code' then
    perform raise_faults(array[row('/code', 'campaign_code_stays', jsonb_build_object('code', found.code))::fault]);
  end if;
  return found;
end $$;

-- The signer with what a row says of him; as it stood where that is nothing else.
create or replace function app.signer_said(standing jsonb, said jsonb) returns jsonb language sql immutable as $$
  select case when jsonb_strip_nulls(coalesce(nullif(standing, 'null'), '{}') || said) = jsonb_strip_nulls(coalesce(nullif(standing, 'null'), '{}')) then coalesce(standing, 'null')
              else coalesce(nullif(standing, 'null'), '{}') || said end
$$;

create or replace function app.import_campaign(i app.imports, item jsonb) returns app.row_done language plpgsql set search_path = app, pg_temp as $$
declare
  standing campaigns := campaign_of_item(i.match, item);
  said jsonb := item - '{id,copied_from,indicators}'::text[] || case when item ? 'signer' then jsonb_build_object('signer', signer_said(standing.signer, item -> 'signer')) else '{}' end;
  changed jsonb;
  outcome text := 'created';
begin
  i.campaign_id := standing.id;
  if standing.id is null then
    i.campaign_id := new_campaign(item - '{id,indicators}'::text[]);
  else
    changed := part_changed(to_jsonb(standing), said);
    outcome := outcome_where_it_stands(i, changed, case i.match when 'id' then '/id' else '/code' end, standing.code);
  end if;
  if outcome = 'updated' then
    perform guard('campaigns', standing.id, '*', 'patch'), patch_campaign(standing.id, said);
  end if;
  return row_with(i, 'indicators', outcome, changed, item, coalesce(standing.code, item ->> 'code'));
end $$;
