-- Search: under row security the trigram index is never used, so the engine finds ids by it and the policies judge them
-- again.

-- What is looked for anywhere in folded words.
create or replace function app.anywhere(wanted text) returns text language sql immutable strict parallel safe as $$
  select '%' || replace(replace(replace(app.folded(wanted), '\', '\\'), '%', '\%'), '_', '\_') || '%'
$$;

-- At most 1,000 units.
create or replace function app.found_units(wanted text) returns setof int language sql stable security definer set search_path = app, extensions, pg_temp as $$
  select distinct unit_id from unit_names where folded(name) like anywhere(wanted) limit 1000
$$;

create or replace function app.found_honourees(wanted text) returns setof uuid language sql stable security definer rows 100 set search_path = app, extensions, pg_temp as $$
  select id from honourees where folded(name) like anywhere(wanted)
$$;

create or replace function app.found_proposals(wanted text) returns setof uuid language sql stable security definer rows 100 set search_path = app, extensions, pg_temp as $$
  select id from proposals where folded(title) like anywhere(wanted)
$$;

-- By name and number of the decision.
create or replace function app.found_awards(wanted text) returns setof uuid language sql stable security definer rows 100 set search_path = app, extensions, pg_temp as $$
  select id from awards where folded(coalesce(corrected_name, honouree_name) || ' ' || decision_number) like anywhere(wanted)
$$;

select app.by_engine('app.found_units(text)', 'app.found_honourees(text)', 'app.found_proposals(text)', 'app.found_awards(text)');
