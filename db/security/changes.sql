-- What changed is told at its commit to every service that listens: they keep answers for everybody until then (`x-kept`
-- in openapi.yaml names the tables an answer is made of, docs/decisions/0011). Tables only that change rarely: PostgreSQL
-- commits one transaction with a notification at a time.

-- To all who listen, and by a notice to the one who made the change: its own service must know before it says "done".
-- With '*': whatever is kept may be another now.
create or replace function app.tell_change() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  what text := coalesce(tg_argv[0], tg_table_name);
begin
  perform pg_notify('thidua_changes', what);
  raise notice using errcode = 'TDCHG', message = what;
  return null;
end $$;

create or replace function app.tell_changes(changing regclass, what text default null) returns void language plpgsql set search_path = app, pg_temp as $$
begin
  execute format('create or replace trigger change_told after insert or update or delete or truncate on %s for each statement execute function app.tell_change(%s)', changing, quote_literal(what));
end $$;
revoke all on function app.tell_changes(regclass, text) from public, thidua_service;

select app.tell_changes(changing) from unnest('{app.campaigns,app.indicators,app.units,app.unit_labels,app.catalogues}'::regclass[]) changing;
select app.tell_changes('app.deployed_code', '*');
