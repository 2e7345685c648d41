-- Proposals out of a file: a row each, drafted by the caller's unit or changed while it is a draft. Their nominees are a type of their
-- own, or stand in lines of JSON beneath them.

-- The proposal a row speaks of: one in sight by its id, or one of the own unit by its title, which is all there is before it has a
-- number; null for a new one.
create or replace function app.proposal_of_item(match text, item jsonb) returns app.proposals language plpgsql stable set search_path = app, pg_temp as $$
declare
  found proposals[] := array(select p from proposals p where case match when 'id' then p.id::text = item ->> 'id' else p.title = item ->> 'title' and p.unit_id = claim_unit() end);
begin
  if cardinality(found) > 1 then
    perform raise_faults(array[row('/title', 'proposal_is_ambiguous', jsonb_build_object('title', item ->> 'title',
      'candidates', (select jsonb_agg(jsonb_build_object('id', p.id, 'number', p.number, 'issued_on', p.issued_on)) from unnest(found) p)))::fault]);
  elsif match = 'id' and item ? 'id' and found = '{}' then
    perform raise_faults(array[row('/id', 'not_found', '{}')::fault]);
  end if;
  return found[1];
end $$;

-- What the columns of a proposal say today.
create or replace function app.proposal_told(p app.proposals) returns jsonb language sql stable set search_path = app, pg_temp as $$
  select to_jsonb(p) || jsonb_build_object('campaign', p.campaign_id, 'round', p.round_id, 'receiving_unit', unit_uid(p.issuer_id))
$$;

create or replace function app.import_proposal(i app.imports, item jsonb) returns app.row_done language plpgsql set search_path = app, pg_temp as $$
declare
  standing proposals := proposal_of_item(i.match, item);
  said jsonb := item - '{id,nominations}'::text[]
                || jsonb_strip_nulls(jsonb_build_object('receiving_unit', unit_uid(unit_of_row(item, 'receiving_unit')), 'campaign', campaign_found(item ->> 'campaign')));
  changed jsonb;
  outcome text := 'created';
begin
  i.proposal_id := standing.id;
  if standing.id is null then
    i.proposal_id := new_proposal(said);
  else
    changed := part_changed(proposal_told(standing), said);
    outcome := outcome_where_it_stands(i, changed, case i.match when 'id' then '/id' else '/title' end, standing.title);
  end if;
  if outcome = 'updated' then
    perform guard('proposals', standing.id, '*', 'patch'), patch_proposal(standing.id, said);
  end if;
  return row_with(i, 'nominations', outcome, changed, item, coalesce(case i.match when 'id' then item ->> 'id' end, item ->> 'title'));
end $$;
