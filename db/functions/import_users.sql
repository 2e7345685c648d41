-- Accounts out of a file: a row a person and a role at a unit. They have no password; each chooses one by the secret of a reset, or
-- signs in elsewhere.

-- The account a row speaks of, by its id or name, as far as the caller sees it; null for one that is to be opened.
create or replace function app.user_of_item(match text, item jsonb) returns uuid language plpgsql stable set search_path = app, pg_temp as $$
declare
  person uuid := (select u.id from users u where case match when 'id' then u.id::text = item ->> 'id' else u.username = lower(item ->> 'username') end);
begin
  if person is null and match = 'id' and item ? 'id' then
    perform raise_faults(array[row('/id', 'not_found', '{}')::fault]);
  end if;
  return person;
end $$;

-- Opens the account or changes it, as the row says; {outcome, current}.
create or replace function app.import_account(i app.imports, item jsonb, inout person uuid, out outcome text, out changed jsonb) language plpgsql set search_path = app, pg_temp as $$
declare
  said jsonb := (select coalesce(jsonb_object_agg(s.key, s.value), '{}') from jsonb_each(item) s where s.key in ('display_name', 'email', 'phone'))
                || jsonb_strip_nulls(jsonb_build_object('unit', unit_uid(unit_of_row(item, 'unit'))));
begin
  if person is null then
    select u.id into person from create_user(said || jsonb_build_object('username', item ->> 'username')) u;
    outcome := 'created';
    return;
  end if;
  changed := (select part_changed(jsonb_build_object('display_name', u.display_name, 'email', u.email, 'phone', u.phone, 'unit', unit_uid(u.unit_id)), said) from users u where u.id = person);
  outcome := outcome_where_it_stands(i, changed, case i.match when 'id' then '/id' else '/username' end, person_name(person));
  if outcome = 'updated' then
    perform update_user(person, (select jsonb_object_agg(s.key, s.value) from jsonb_each(said) s where changed ? s.key));
  end if;
end $$;

-- Gives the role or changes how long it is held; a row that names none says nothing of it.
create or replace function app.import_role(i app.imports, item jsonb, person uuid, account_unit int, out outcome text, out changed jsonb) language plpgsql set search_path = app, pg_temp as $$
declare
  unit int := coalesce(unit_of_row(item, 'role_unit'), account_unit);
  days daterange := daterange(coalesce((item ->> 'valid_from')::date, today()), (item ->> 'valid_to')::date);
  said jsonb := (select coalesce(jsonb_object_agg(s.key, s.value), '{}') from jsonb_each(item) s where s.key in ('valid_from', 'valid_to', 'position', 'document'));
  standing assignments;
begin
  if item ->> 'role' is null then
    outcome := 'unchanged';
    return;
  end if;
  if not administers(unit) then
    perform raise_faults(array[row(case when item ? 'role_unit' then '/role_unit' else '/unit' end, 'unit_outside_area', jsonb_build_object('unit', unit_name_on(unit)))::fault]);
  end if;
  select * into standing from assignments a where a.user_id = person and a.unit_id = unit and a.role = item ->> 'role' and daterange(a.valid_from, a.valid_to) && days;
  if standing.id is null then
    perform create_assignment(person, said || jsonb_build_object('unit', unit_uid(unit), 'role', item ->> 'role'));
    outcome := 'created';
    return;
  end if;
  changed := part_changed(to_jsonb(standing), said);
  outcome := outcome_where_it_stands(i, changed, '/role', person_name(person) || ', ' || label('role', standing.role));
  if outcome = 'updated' and changed ? 'valid_from' then
    perform raise_faults(array[row('/valid_from', 'assignment_overlaps', '{}')::fault]);
  elsif outcome = 'updated' then
    perform update_assignment(person, standing.id, said - 'valid_from');
  end if;
end $$;

create or replace function app.import_user(i app.imports, item jsonb) returns app.row_done language plpgsql set search_path = app, pg_temp as $$
declare
  account record;
  part record;
begin
  if (item ->> 'valid_to')::date < coalesce((item ->> 'valid_from')::date, today()) then
    perform raise_faults(array[row('/valid_to', 'assignment_ends_after_it_begins', '{}')::fault]);
  end if;
  select * into account from import_account(i, item, user_of_item(i.match, item));
  select * into part from import_role(i, item, account.person, (select u.unit_id from users u where u.id = account.person));
  return row(case when 'created' in (account.outcome, part.outcome) then 'created' when 'updated' in (account.outcome, part.outcome) then 'updated' else 'unchanged' end,
             nullif(coalesce(account.changed, '{}') || coalesce(part.changed, '{}'), '{}'), item, unit_found(item ->> 'role_unit'),
             concat_ws(', ', coalesce(case i.match when 'id' then item ->> 'id' end, item ->> 'username'), item ->> 'role', item ->> 'role_unit'))::row_done;
end $$;
