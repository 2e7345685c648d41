-- Who a line of the demo is played as: the claims an account's token would carry on a day. For `thidua seed` alone.
set local role thidua_owner;
create or replace function app.claims_of_account(account text, on_day date) returns jsonb language sql stable set search_path = app, pg_temp as $$
  select jsonb_build_object('user', u.id, 'unit', n.uid, 'level', n.level, 'roles', jsonb_agg(a.role order by a.role), 'epoch', u.epoch)
    from users u
    join assignments a on a.user_id = u.id and a.valid_from <= on_day and (a.valid_to is null or a.valid_to > on_day)
    join units n on n.id = a.unit_id
   where u.username = account
   group by u.id, n.uid, n.level, u.epoch
$$;
revoke all on function app.claims_of_account(text, date) from public, thidua_service;
