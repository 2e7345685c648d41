-- What a person's calendar shows: the days on which something is due at the own desk, and those of the reports that it judges;
-- and the addresses under which calendar programs read it.

-- A label in Vietnamese, whatever language a calendar program asks for.
create or replace function app.vietnamese_label(catalogue_name text, wanted text) returns text language sql stable as $$
  select coalesce((select vi from catalogues where catalogue = catalogue_name and code = wanted), wanted)
$$;

-- When a deadline last said something else: what it is about changed, or it passed.
create or replace function app.deadline_changed(due date, variadic changes timestamptz[]) returns timestamptz language sql stable as $$
  select max(changed) from (select unnest(changes) union all select (due + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh' where due < today()) c(changed)
$$;

-- What the own unit still owes, of every kind; a report that was returned, on the day it is wanted back. A plan is of no use once
-- the campaign is over.
create or replace function app.deadlines_of_unit()
returns table (uid text, day date, summary text, description text, category text, url text, changed_at timestamptz, unit_id int, issuer_id int)
language sql stable security definer set search_path = app, pg_temp as $$
  select o.id::text, d.day, case when d.day < today() then 'Quá hạn: ' else '' end || d.words || ' – ' || c.title,
         concat_ws(E'\n', case when o.kind = 'duty' then o.title end, format('Phong trào: %s', concat_ws(', ', c.title, substring(c.document_number from '^[^/].*'))),
           format('Đơn vị phát động: %s', unit_name_on(c.unit_id, coalesce(c.issued_on, today()))),
           'Số liệu chốt đến hết ngày ' || day_said(o.closes_on), 'Hạn: ' || day_said(o.due_on),
           case when o.grace_until > o.due_on then 'Vẫn tính là đúng hạn đến hết ngày ' || day_said(o.grace_until) end,
           case when o.kind = 'report' then 'Đơn vị tự sửa được đến hết ngày ' || day_said(o.locks_on) end,
           case when r.id is not null then format('Báo cáo bị trả lại, gửi lại chậm nhất ngày %s', day_said(d.day)) end,
           'Tình trạng: ' || vietnamese_label('obligation_state', s.state)),
         vietnamese_label('obligation_kind', o.kind),
         case o.kind when 'report' then format('/api/v1/campaigns/%s/units/%s/periods/%s/submission', c.id, unit_uid(o.unit_id), o.period)
                     when 'review' then format('/api/v1/campaigns/%s/reviews', c.id) when 'baseline' then format('/api/v1/indicators/%s/baselines', i.id)
                     when 'duty' then format('/api/v1/obligations/%s', o.id) else format('/api/v1/campaigns/%s', c.id) end,
         deadline_changed(d.day, o.changed_at, c.changed_at, r.changed_at), o.unit_id, o.issuer_id
    from obligations o
    join campaigns c on c.id = o.campaign_id and (c.state = 'launched' or (c.state = 'concluded' and o.kind = 'review'))
    left join indicators i on i.id = o.indicator_id
   cross join lateral obligation_standing(o) s
    left join submissions r on r.id = s.submission_id and r.state = 'returned'
   cross join lateral (
     select coalesce(r.return_due_on, o.due_on) as day,
            case o.kind when 'report' then case when r.id is null then 'Gửi báo cáo ' else 'Sửa và gửi lại báo cáo ' end || period_said(o.period)
                        when 'plan' then 'Ban hành kế hoạch của đơn vị' when 'review' then 'Lập và ký báo cáo sơ kết, tổng kết ' || period_said(o.period)
                        when 'baseline' then format('Nhập số liệu gốc của chỉ tiêu “%s”', i.name)
                        else left(o.title, 120) || case when length(o.title) > 120 then '…' else '' end end as words) d
   where o.unit_id = claim_unit() and claim_roles() && '{reporter,reviewer,leader}' and s.state in ('due', 'drafted', 'overdue') and d.day is not null
     and (o.kind <> 'plan' or coalesce(c.ends_on, 'infinity') >= today())
$$;

-- The days on which the reports are due that the caller verifies or approves, while one of them is still to come or waits.
create or replace function app.deadlines_of_judges()
returns table (uid text, day date, summary text, description text, category text, url text, changed_at timestamptz, unit_id int, issuer_id int)
language sql stable security definer set search_path = app, pg_temp as $$
  select format('%s-%s-%s', c.id, o.period, o.due_on), o.due_on, format('Đến hạn báo cáo %s của các đơn vị – %s', period_said(o.period), c.title),
         concat_ws(E'\n', format('Phong trào: %s', concat_ws(', ', c.title, substring(c.document_number from '^[^/].*'))),
           format('Đã gửi: %s/%s đơn vị', n.sent, n.owed), 'Chờ thẩm định: ' || nullif(n.to_verify, 0), 'Chờ phê duyệt: ' || nullif(n.to_approve, 0),
           'Bị trả lại: ' || nullif(n.returned, 0)),
         'Báo cáo của các đơn vị', format('/api/v1/campaigns/%s/obligations?kind=report&period=%s', c.id, o.period),
         deadline_changed(o.due_on, o.changed_at, c.changed_at), claim_unit(), c.unit_id
    from (select o.campaign_id, o.period, o.due_on, max(greatest(o.changed_at, r.changed_at)) as changed_at,
                 array_agg(s.state) as states, array_agg(r.state) as report_states
            from obligations o join campaigns k on k.id = o.campaign_id and k.state = 'launched'
           cross join lateral obligation_standing(o) s left join submissions r on r.id = s.submission_id
           where o.issuer_id = claim_unit() and o.kind = 'report' and o.due_on is not null and s.state not in ('excused', 'not_required')
           group by 1, 2, 3) o
    join campaigns c on c.id = o.campaign_id
   cross join lateral (
     select count(*) as owed, count(*) filter (where state in ('met_on_time', 'met_late')) as sent, count(*) filter (where report = 'submitted') as to_verify,
            count(*) filter (where report = 'verified' and c.report_route <> 'verify') as to_approve, count(*) filter (where report = 'returned') as returned
       from unnest(o.states, o.report_states) x(state, report)) n
   where claim_roles() && '{reviewer,leader}' and (n.sent < n.owed or n.to_verify + n.to_approve > 0)
  union all
  select t.id::text, t.due_on, t.title, format('Phong trào: %s', concat_ws(', ', c.title, substring(c.document_number from '^[^/].*'))), 'Báo cáo của các đơn vị', t.link,
         deadline_changed(t.due_on, s.changed_at), t.unit_id, c.unit_id
    from tasks_of_reports() t join submissions s on s.id = t.id join campaigns c on c.id = t.campaign_id
   where t.kind = 'pass_report' and t.due_on is not null
$$;

-- ---- addresses ----

create or replace function app.make_calendar_feed(label text, key_hash text) returns app.calendar_feeds
language plpgsql security definer set search_path = app, pg_temp as $$
declare
  made calendar_feeds;
begin
  insert into calendar_feeds(user_id, unit_id, name) values (claim_user(), claim_unit(), label) returning * into made;
  insert into calendar_feed_secrets(feed_id, secret_hash) values (made.id, key_hash);
  return made;
end $$;

-- Found by the hash of its key, with what its person is at the desk today; its last use is kept to the minute.
create or replace function app.find_calendar_feed(key_hash text)
returns table (id uuid, user_id uuid, unit_id uuid, level text, roles text[], epoch int)
language plpgsql security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
    select f.id, f.user_id, d.unit_id, d.level, d.roles, d.epoch
      from calendar_feed_secrets s join calendar_feeds f on f.id = s.feed_id and f.revoked_at is null
     cross join lateral desks_of(f.user_id) d where s.secret_hash = key_hash and d.unit_number = f.unit_id;
  if found then
    update calendar_feed_secrets s set last_used_at = now() -- real clock: as of service tokens
     where s.secret_hash = key_hash and coalesce(s.last_used_at, '-infinity') < now() - interval '1 minute'; -- real clock: the same
  end if;
end $$;

create or replace function app.feed_used_at(feed uuid) returns timestamptz language sql stable security definer set search_path = app, pg_temp as $$
  select last_used_at from calendar_feed_secrets where feed_id = feed
$$;

create or replace function app.revoke_calendar_feed(wanted uuid) returns app.calendar_feeds
language plpgsql security definer set search_path = app, pg_temp as $$
declare
  ended calendar_feeds;
begin
  select * into ended from calendar_feeds f where f.id = wanted and f.user_id = claim_user() and f.unit_id = claim_unit() for update;
  if not found then
    perform raise_problem(404, 'not_found');
  elsif ended.revoked_at is not null then
    perform raise_problem(409, 'already_revoked');
  end if;
  update calendar_feeds f set revoked_at = now() where f.id = wanted returning * into ended; -- real clock: when the row ended
  return ended;
end $$;

-- Who leaves a desk, or is locked out, takes no calendar along, nor finds it again on coming back.
create or replace function app.withdraw_calendar_feeds(person uuid, unit int default null) returns void
language sql security definer set search_path = app, pg_temp as $$
  update calendar_feeds set revoked_at = now() -- real clock: when the row ended
   where user_id = person and revoked_at is null and (unit is null or unit_id = unit)
$$;

-- An address as replies show it (schema CalendarFeed); its key was shown once.
create or replace function app.calendar_feed_shown(f app.calendar_feeds)
returns table (id uuid, name text, "unit.id" uuid, "unit.code" text, "unit.name" text, created_at timestamptz, last_used_at timestamptz, revoked_at timestamptz,
               version int, allowed_actions jsonb, _unit_id int)
language sql stable rows 1 as $$
  select f.id, f.name, unit_uid(f.unit_id), unit_code_on(f.unit_id), unit_name_on(f.unit_id), f.created_at, feed_used_at(f.id), f.revoked_at,
         f.version, to_jsonb(case when f.revoked_at is null then '{delete}'::text[] else '{}' end), f.unit_id
$$;

select app.by_engine('app.deadlines_of_unit()', 'app.deadlines_of_judges()', 'app.make_calendar_feed(text,text)', 'app.find_calendar_feed(text)', 'app.feed_used_at(uuid)',
  'app.revoke_calendar_feed(uuid)', 'app.withdraw_calendar_feeds(uuid,int)');
revoke execute on function app.withdraw_calendar_feeds(uuid, int) from thidua_service;
