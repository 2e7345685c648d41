-- Accounts of the demo, password `thidua-demo`. A second call for the same name adds a role.
set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

create or replace function app.demo_account(account text, shown_name text, unit int, with_role text, from_day date, to_day date default null)
returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  person uuid;
begin
  insert into users(unit_id, username, display_name, phone)
  values (unit, account, normalize(shown_name, nfc), '0260 ' || to_char(3000000 + abs(hashtext(account)) % 1000000, 'FM9 999 999')) on conflict (username) do nothing;
  select id into person from users where username = account;
  insert into credentials(user_id, password_hash) values (person, demo_password_hash()) on conflict (user_id) do nothing;
  insert into assignments(user_id, unit_id, role, valid_from, valid_to) values (person, unit, with_role, from_day, to_day);
  return person;
end $$;
revoke execute on function app.demo_account(text, text, int, text, date, date) from thidua_service;
