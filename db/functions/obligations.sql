-- Obligations: who owes what to a campaign, frozen when it is launched; where each stands, computed from what was done and the
-- date, never typed; changes of reporter during the year; how complete and how timely everything is.

-- A unit that had ceased when the day came owes nothing for it.
create or replace function app.ceased_before(existence daterange, day date) returns boolean language sql stable as $$
  select coalesce(upper(existence) <= least(day, today()), false)
$$;

-- Whether somebody reports an indicator for data that close on a day; a period without an end asks for everybody.
create or replace function app.owes_on(r app.reporters, day date) returns boolean language sql immutable parallel safe as $$
  select (r.valid_from is null or r.valid_from <= coalesce(day, 'infinity')) and (r.valid_to is null or r.valid_to >= coalesce(day, '-infinity'))
$$;

create or replace function app.closes_of(report app.submissions) returns date language sql stable as $$
  select o.closes_on from obligations o where o.campaign_id = report.campaign_id and o.unit_id = report.unit_id and o.kind = 'report' and o.period = report.period
$$;

-- ---- the launch ----

-- The units that an indicator's `reporters` name on a day: a level or a kind below the issuer, a unit, members of a group.
create or replace function app.reporters_named(campaign uuid, on_day date) returns table (indicator_id uuid, unit_id int, valid_from date, valid_to date)
language sql stable security definer set search_path = app, extensions, pg_temp as $$
  with below as (
    select t.unit_id, u.level, u.kind, t.depth
      from campaigns c join unit_tree t on t.ancestor_id = c.unit_id and t.valid_from <= on_day and t.valid_to > on_day join units u on u.id = t.unit_id
     where c.id = campaign),
  rules as materialized (select i.id as indicator_id, r.rule from indicators i cross join lateral jsonb_array_elements(i.reporters) r(rule) where i.campaign_id = campaign),
  named as materialized (                           -- by a rule once, however many indicators say the same
    select d.rule, found.unit_id, (d.rule ->> 'from')::date as valid_from, (d.rule ->> 'to')::date as valid_to
      from (select distinct r.rule from rules r) d
     cross join lateral (
       select b.unit_id from below b
        where b.depth > 0 and b.level = d.rule ->> 'level'
          and is_area(b.kind)
       union all select b.unit_id from below b where b.depth > 0 and b.kind = d.rule ->> 'kind'
       union all select b.unit_id from (select unit_found(d.rule ->> 'unit') as id where d.rule ? 'unit' offset 0) one join below b on b.unit_id = one.id
       union all select b.unit_id from below b join unit_group_members m on m.member_id = b.unit_id and m.valid @> on_day
                   join unit_groups g on g.id = m.group_id where d.rule ->> 'group' in (g.code, 'code:' || g.code, g.id::text)) found)
  select r.indicator_id, n.unit_id, min(n.valid_from), max(n.valid_to)
    from rules r join named n on n.rule = r.rule
   group by r.indicator_id, n.unit_id
$$;

-- Who is to answer a campaign with a plan of its own: those who report, who lead an indicator, the agencies its duties
-- name, and, where nobody reports, the administrative units directly below.
create or replace function app.planners_named(campaign uuid, on_day date) returns setof int
language sql stable security definer set search_path = app, extensions, pg_temp as $$
  with own as (select unit_id from campaigns where id = campaign),
       reporting as (select r.unit_id from reporters r where r.campaign_id = campaign
                     union select i.lead_unit_id from indicators i where i.campaign_id = campaign and i.lead_unit_id is not null)
  select r.unit_id from reporting r where r.unit_id <> (select unit_id from own)
  union
  select u.id from campaigns c cross join lateral (select unit_found(duty ->> 'unit') as id from jsonb_array_elements(c.duties) d(duty) where duty ->> 'unit' is not null offset 0) named
    join units u on u.id = named.id
   where c.id = campaign and u.kind = 'agency' and u.existence @> on_day
     and exists (select from unit_tree t where t.ancestor_id = c.unit_id and t.unit_id = u.id and t.depth > 0)
  union
  select t.unit_id from own join unit_tree t on t.ancestor_id = own.unit_id and t.depth = 1 and t.valid_from <= on_day and t.valid_to > on_day
    join units u on u.id = t.unit_id
   where not exists (select from reporting)
     and is_area(u.kind)
$$;

-- Reports: for every period, who reports something for the day its data close, by the calendar of its level. Figures of a period
-- that closed before a unit began count for those it was made of, so it owes none.
create or replace function app.owe_reports(c app.campaigns, only_unit int default null, since date default null) returns void
language sql security definer set search_path = app, pg_temp as $$
  with reporting as materialized (                  -- each once, however many indicators it reports for the same time
    select distinct on (r.unit_id, r.valid_from, r.valid_to) r, u.id as unit_id, u.level, lower(u.existence) as begins_on
      from reporters r join units u on u.id = r.unit_id where r.campaign_id = c.id and (only_unit is null or r.unit_id = only_unit)),
  days as materialized (                            -- of each period and level, not of each who reports
    select l.level, d.* from unnest(c.report_periods) wanted cross join (select distinct x.level from reporting x) l
     cross join lateral deadlines_of(wanted, c.id, l.level) d)
  insert into obligations(campaign_id, unit_id, issuer_id, kind, period, due_on, closes_on, grace_until, locks_on)
  select distinct c.id, x.unit_id, c.unit_id, 'report', d.code, d.due_on, d.ends_on, d.grace_until, d.locks_on
    from days d
    join reporting x on x.level is not distinct from d.level and owes_on(x.r, d.ends_on) and coalesce(x.begins_on <= d.ends_on, true)
   where since is null or d.ends_on >= since or d.ends_on is null
  on conflict on constraint obligation_is_one do update set passed_on_to = null
$$;

-- Plans of those concerned; duties that a unit in the system was given, by their date, else by the end.
create or replace function app.owe_plans_and_duties(c app.campaigns) returns void language sql security definer set search_path = app, extensions, pg_temp as $$
  insert into obligations(campaign_id, unit_id, issuer_id, kind, title, ordinal, due_on)
  select c.id, unit, c.unit_id, 'plan', null, 0, c.plan_due_on from planners_named(c.id, today()) unit
  union all
  select c.id, named.id, c.unit_id, 'duty', duty ->> 'text', ordinality, coalesce((duty ->> 'due_on')::date, c.ends_on)
    from jsonb_array_elements(c.duties) with ordinality d(duty, ordinality) cross join lateral (select unit_found(duty ->> 'unit') as id) named
   where duty ->> 'unit' is not null and named.id is not null
  on conflict do nothing
$$;

-- Reviews, which the issuer owes: one after each half-year (sơ kết), one at the end (tổng kết), some working days after the
-- data close. Units that answer with a campaign of their own owe those of that campaign.
create or replace function app.owe_reviews(c app.campaigns) returns void language sql security definer set search_path = app, pg_temp as $$
  with closing as (
    select d.code, d.ends_on, working_day_after(d.ends_on, p.review_working_days, c.unit_id) as due_on, row_number() over (order by d.ends_on desc nulls first) = 1 as last
      from unnest(c.report_periods) wanted cross join lateral deadlines_of(wanted, c.id) d
     cross join lateral (select p.review_working_days from periods p join calendars_for(c.id, null) k on k.calendar_id = p.calendar_id where p.code = wanted order by k.rank limit 1) p
     where p.review_working_days is not null)
  insert into obligations(campaign_id, unit_id, issuer_id, kind, period, due_on, closes_on)
  select c.id, c.unit_id, c.unit_id, 'review', code, due_on, ends_on from closing where last or code ~ '-(6M|H1)$'
  on conflict do nothing
$$;

-- Baselines that are missing: of the unit that leads the indicator, else of the issuer, by the day plans are due.
create or replace function app.owe_baselines(c app.campaigns) returns void language sql security definer set search_path = app, pg_temp as $$
  insert into obligations(campaign_id, unit_id, issuer_id, kind, indicator_id, due_on)
  select c.id, coalesce(m.lead_unit_id, c.unit_id), c.unit_id, 'baseline', m.indicator_id, c.plan_due_on from baselines_missing(c.id) m
  on conflict do nothing
$$;

-- The day the last missing baseline of an indicator was given meets its obligation; taking one back opens it again.
create or replace function app.note_baselines() returns trigger language plpgsql security definer set search_path = app, pg_temp as $$
begin
  update obligations o set fulfilled_on = case when o.indicator_id in (select m.indicator_id from baselines_missing(o.campaign_id) m) then null else coalesce(o.fulfilled_on, today()) end
   where o.kind = 'baseline' and o.indicator_id in (select distinct t.indicator_id from touched_baselines t);
  return null;
end $$;
drop trigger if exists noted_when_given on app.baselines;
create trigger noted_when_given after insert on app.baselines referencing new table as touched_baselines for each statement execute function app.note_baselines();
drop trigger if exists noted_when_changed on app.baselines;
create trigger noted_when_changed after update on app.baselines referencing new table as touched_baselines for each statement execute function app.note_baselines();
drop trigger if exists noted_when_taken_back on app.baselines;
create trigger noted_when_taken_back after delete on app.baselines referencing old table as touched_baselines for each statement execute function app.note_baselines();

-- Effect of launching: number, date and signer of the document, and the obligations of everybody concerned, frozen.
create or replace function app.launch_campaign(launched uuid, move uuid) returns void
language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  said jsonb := (select details from moves where id = move);
  c campaigns;
begin
  update campaigns
     set document_number = coalesce(said ->> 'number', document_number), issued_on = coalesce((said ->> 'issued_on')::date, issued_on),
         signer = coalesce(nullif(said -> 'signer', 'null'), signer), plan_due_on = coalesce(plan_due_on, today() + 15)
   where id = launched returning * into c;

  insert into reporters(indicator_id, unit_id, campaign_id, issuer_id, valid_from, valid_to)
  select n.indicator_id, n.unit_id, c.id, c.unit_id, n.valid_from, n.valid_to from reporters_named(c.id, today()) n
  on conflict do nothing;
  perform owe_reports(c);
  perform owe_plans_and_duties(c);
  perform owe_reviews(c);
  perform owe_baselines(c);
end $$;

-- Periods a campaign reports for when its draft names none: a year's campaign at half-year and year, others once.
create or replace function app.usual_periods(starts date, ends date) returns text[] language sql immutable parallel safe as $$
  select case when to_char(starts, 'MMDD') = '0101' and to_char(ends, 'MMDD') = '1231' and extract(year from starts) = extract(year from ends)
              then array[to_char(starts, 'YYYY') || '-6M', to_char(starts, 'YYYY')] else '{full}' end
$$;

-- ---- where it stands ----

-- Where an obligation stands, of what is known of it.
drop function if exists app.handed_in_on(app.submissions);
create or replace function app.standing_said(o app.obligations, existence daterange, done_on date, return_due_on date, drafted boolean) returns text language sql stable as $$
  select case when o.excused_reason is not null then 'excused'
              when o.passed_on_to is not null or ceased_before(existence, coalesce(o.closes_on, o.due_on)) then 'not_required'
              when done_on > coalesce(o.grace_until, o.due_on) then 'met_late'
              when done_on is not null then 'met_on_time'
              when today() > greatest(coalesce(o.grace_until, o.due_on), return_due_on) then 'overdue'
              when drafted then 'drafted'
              else 'due' end
$$;

-- Computed from what was done, when, and the business date; never typed. What is done within the grace is on time. Planned as part
-- of the query that asks, so that a whole campaign costs one; who reads with its rights may be asked for many.
create or replace function app.standing_of(o app.obligations)
returns table (state text, met_on date, submission_id uuid, submission_state text, plan_id uuid, plan_code text, closes_on date)
language sql stable rows 1 as $$
  select standing_said(o, u.existence, done.on_day, s.return_due_on, coalesce(s.id, plan.id) is not null),
         done.on_day, s.id, s.state, plan.id, plan.code, o.closes_on
    from units u
    left join submissions s on o.kind = 'report' and s.campaign_id = o.campaign_id and s.unit_id = o.unit_id and s.period = o.period
    left join lateral (
      select c.id, c.code, (select (min(m.moved_at) at time zone 'Asia/Ho_Chi_Minh')::date from moves m where m.thing_id = c.id and m.to_state = 'launched') as launched_on
        from campaign_parents cp join campaigns c on c.id = cp.campaign_id
       where o.kind = 'plan' and cp.parent_id = o.campaign_id and c.unit_id = o.unit_id
       order by launched_on nulls last, c.created_at limit 1) plan on true
    left join lateral (
      select case when o.kind = 'plan' then plan.launched_on
                  when o.kind = 'report' then case when s.state in ('submitted', 'verified', 'approved', 'amending') then
                    (select (min(e.submitted_at) at time zone 'Asia/Ho_Chi_Minh')::date from submission_editions e where e.submission_id = s.id) end
                  when o.kind = 'review' then review_done_on(o.campaign_id, o.unit_id, o.period)
                  else o.fulfilled_on end as on_day) done on true
   where u.id = o.unit_id
$$;

-- The same of one, by the engine's rights; plpgsql keeps its plan, which costs more than the answer.
create or replace function app.obligation_standing(o app.obligations)
returns table (state text, met_on date, submission_id uuid, submission_state text, plan_id uuid, plan_code text, closes_on date)
language plpgsql stable security definer rows 1 set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query select x.* from standing_of(o) x;
end $$;

-- The same of many, by one query.
create or replace function app.obligation_standings(wanted app.obligations[]) returns table (obligation app.obligations, state text)
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query select w.o, x.state from (select o from unnest(wanted) o offset 0) w cross join lateral standing_of(w.o) x;
end $$;

-- The issuer's reviewer excuses; a duty is reported done by the unit that owes it.
create or replace function app.patch_obligation(wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  o obligations;
begin
  select * into strict o from obligations where id = wanted;
  if body ?| '{excused_reason,excused_values}' and not (o.issuer_id = claim_unit() and has_role('reviewer')) then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label('obligation'), 'who', label('role', 'reviewer') || ' – ' || unit_name_on(o.issuer_id)));
  elsif body ?| '{fulfilled_on,note,document}' and o.unit_id <> claim_unit() then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label('obligation'), 'who', unit_name_on(o.unit_id)));
  end if;
  perform raise_faults(array(
    select row('/' || part, 'duty_is_done_by_its_own_act', jsonb_build_object('kind', label('obligation_kind', o.kind)))::fault
      from unnest('{fulfilled_on,note,document}'::text[]) part where body ? part and o.kind <> 'duty'
    union all
    select row('/fulfilled_on', 'date_in_the_future', jsonb_build_object('date', body ->> 'fulfilled_on', 'today', today()))::fault where (body ->> 'fulfilled_on')::date > today()
    union all
    select row('/document', 'document_not_found', '{}'::jsonb)::fault
     where body ->> 'document' is not null and not exists (select from documents d where d.id = (body ->> 'document')::uuid)
    union all
    select f from excuse_faults(o, body) f));
  update obligations x
     set excused_reason = case when body ? 'excused_reason' then body ->> 'excused_reason' else x.excused_reason end,
         excused_values = excuses_merged(x, body),
         fulfilled_on = case when body ? 'fulfilled_on' then (body ->> 'fulfilled_on')::date else x.fulfilled_on end,
         fulfilled_note = case when body ? 'note' then body ->> 'note' else x.fulfilled_note end,
         document_id = case when body ? 'document' then (body ->> 'document')::uuid else x.document_id end,
         fulfilled_by = case when body ? 'fulfilled_on' then claim_user() else x.fulfilled_by end
   where x.id = wanted;
  return wanted;
end $$;

create or replace function app.obligation_written(wanted uuid) returns setof app.obligations language sql volatile rows 1 as $$
  select * from obligations where id = wanted
$$;

-- Who to call about it in the unit: who writes reports, else who drafts, else who leads; one with a telephone first. Told to
-- the issuer, to those above the unit, and to the unit.
create or replace function app.contact_of(o app.obligations) returns table (name text, "position" text, phone text)
language sql stable security definer rows 1 set search_path = app, pg_temp as $$
  select u.display_name, coalesce(a.position, label('role', a.role)), u.phone
    from assignments a join users u on u.id = a.user_id and u.state = 'active'
   where a.unit_id = o.unit_id and assignment_holds(a, today()) and a.role in ('reporter', 'reviewer', 'leader')
     and (claim_unit() in (o.unit_id, o.issuer_id) or unit_is_above(claim_unit(), o.unit_id))
   order by array_position(case o.kind when 'report' then '{reporter,reviewer,leader}' else '{reviewer,leader,reporter}' end::text[], a.role), u.phone is null, u.display_name limit 1
$$;

-- An obligation as replies show it (schema Obligation).
drop function if exists app.obligation_shown(app.obligations);
create or replace function app.obligation_shown(o app.obligations)
returns table (id uuid, "campaign.id" uuid, "campaign.code" text, "campaign.title" text, "unit.id" uuid, "unit.code" text, "unit.name" text, kind text, period text,
               "indicator.id" uuid, "indicator.code" text, "indicator.name" text, title text, due_on date, closes_on date, grace_until date, locks_on date, state text,
               met_on date, days_late int, submission_id uuid, submission_state text, "plan.id" uuid, "plan.code" text, note text, document uuid, excused_reason text, excused_values jsonb,
               "passed_on_to.id" uuid, "passed_on_to.code" text, "passed_on_to.name" text, "assignee.id" uuid, "assignee.name" text, version int, _unit_id int, _issuer_id int)
language sql stable rows 1 as $$
  select o.id, c.id, c.code, c.title, unit_uid(o.unit_id), unit_code_on(o.unit_id, o.due_on), unit_name_on(o.unit_id, o.due_on), o.kind, o.period,
         i.id, i.code, i.name, o.title, o.due_on, s.closes_on, o.grace_until, o.locks_on, s.state, s.met_on, case when s.state = 'overdue' then today() - o.due_on end,
         s.submission_id, s.submission_state, s.plan_id, s.plan_code, o.fulfilled_note, o.document_id, o.excused_reason, o.excused_values,
         unit_uid(o.passed_on_to), unit_code_on(o.passed_on_to, o.due_on), unit_name_on(o.passed_on_to, o.due_on), o.assignee_id, person_name(o.assignee_id), o.version, o.unit_id, o.issuer_id
    from campaigns c cross join lateral obligation_standing(o) s left join indicators i on i.id = o.indicator_id
   where c.id = o.campaign_id
$$;

-- ---- a change of reporter ----

create or replace function app.reporter_change_faults(i app.indicators, body jsonb) returns setof app.fault
language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  giving int := unit_named(body ->> 'from_unit');
  taking int := unit_named(body ->> 'to_unit');
  begins date := (body ->> 'on')::date;
begin
  return query
    select '/from_unit', 'unit_is_no_reporter', jsonb_build_object('unit', unit_name_on(giving, begins), 'code', i.code)
     where not exists (select from reporters r where r.indicator_id = i.id and r.unit_id = giving and owes_on(r, begins))
    union all
    select '/to_unit', 'unit_outside_the_campaign', jsonb_build_object('unit', unit_name_on(taking, begins))
     where taking = giving or not exists (select from units u where u.id = taking and u.existence @> begins)
        or not (unit_in_campaign(taking, i.unit_id)
                or exists (select from units u join unit_tree t on t.unit_id = taking and t.depth = 1 where u.id = taking and unit_in_campaign(i.unit_id, t.ancestor_id)
                             and not is_area(u.kind)))
    union all
    select '/on', 'period_reported_already', jsonb_build_object('unit', unit_name_on(giving, begins), 'period', s.period)
      from submissions s join obligations o on o.campaign_id = s.campaign_id and o.unit_id = s.unit_id and o.kind = 'report' and o.period = s.period
     where s.campaign_id = i.campaign_id and s.unit_id = giving and coalesce(o.closes_on, 'infinity') >= begins and s.state in ('submitted', 'verified', 'approved', 'amending');
end $$;

-- From a day on another unit reports an indicator: its data that close before stay with the first, those after are owed by
-- the second, so that each period has one who owes it. A baseline that is still missing is owed by the second too.
create or replace function app.pass_on_reporting(wanted uuid, giving int, taking int, begins date) returns void
language plpgsql security definer set search_path = app, pg_temp as $$
declare
  c campaigns;
  place int := (select t.ancestor_id from unit_tree t where t.unit_id = giving and t.depth = 1 and t.valid_from < begins order by t.valid_from desc limit 1);
begin
  select x.* into strict c from campaigns x join indicators i on i.campaign_id = x.id where i.id = wanted and x.unit_id = claim_unit();
  delete from reporters r where r.indicator_id = wanted and r.unit_id = giving and r.valid_from >= begins;
  update reporters r set valid_to = begins - 1 where r.indicator_id = wanted and r.unit_id = giving and owes_on(r, begins);
  if not exists (select from reporters r where r.indicator_id = wanted and r.unit_id = taking and owes_on(r, begins)) then
    insert into reporters(indicator_id, unit_id, campaign_id, issuer_id, valid_from, area_id)
    values (wanted, taking, c.id, c.unit_id, begins, case when not unit_in_campaign(taking, c.unit_id) then coalesce(place, c.unit_id) end);
  end if;
  update obligations o set passed_on_to = taking
   where o.campaign_id = c.id and o.unit_id = giving and o.kind = 'report' and coalesce(o.closes_on, 'infinity') >= begins
     and not exists (select from reporters r where r.campaign_id = c.id and r.unit_id = giving and owes_on(r, o.closes_on));
  perform owe_reports(c, taking, begins);
  with passed as (
    update obligations o set passed_on_to = taking
     where o.campaign_id = c.id and o.unit_id = giving and o.kind = 'baseline' and o.indicator_id = wanted and o.fulfilled_on is null
    returning o.due_on)
  insert into obligations(campaign_id, unit_id, issuer_id, kind, indicator_id, due_on)
  select c.id, taking, c.unit_id, 'baseline', wanted, greatest(p.due_on, begins + 15) from passed p
  on conflict on constraint obligation_is_one do update set passed_on_to = null;
end $$;

create or replace function app.new_reporter_change(wanted uuid, body jsonb) returns setof app.reporter_changes language plpgsql set search_path = app, pg_temp as $$
declare
  i indicators;
  campaign_state text;
begin
  select * into i from indicators where id = wanted;
  if i.id is null then
    perform raise_problem(404, 'not_found');
  elsif i.unit_id <> claim_unit() then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label('indicator'), 'who', label('role', 'reviewer') || ' – ' || unit_name_on(i.unit_id)));
  end if;
  select state into campaign_state from campaigns where id = i.campaign_id;
  if campaign_state <> 'launched' then
    perform raise_problem(409, 'wrong_state', jsonb_build_object('thing', thing_label('campaign'), 'state', campaign_state,
      'state_label', label('campaign_state', campaign_state), 'states', '["launched"]'::jsonb));
  end if;
  perform raise_faults(array(select f from reporter_change_faults(i, body) f)
    || array(select row('/document', 'document_not_found', '{}'::jsonb)::fault
              where body ->> 'document' is not null and not exists (select from documents d where d.id = (body ->> 'document')::uuid)));
  perform pass_on_reporting(wanted, unit_named(body ->> 'from_unit'), unit_named(body ->> 'to_unit'), (body ->> 'on')::date);
  return query
    insert into reporter_changes(indicator_id, campaign_id, unit_id, from_unit_id, to_unit_id, effective_on, reason, document_id)
    values (wanted, i.campaign_id, i.unit_id, unit_named(body ->> 'from_unit'), unit_named(body ->> 'to_unit'), (body ->> 'on')::date, body ->> 'reason', (body ->> 'document')::uuid)
    returning *;
end $$;

-- A change of reporter as replies show it (schema ReporterChange).
create or replace function app.reporter_change_shown(x app.reporter_changes)
returns table (id uuid, "indicator.id" uuid, "indicator.code" text, "indicator.name" text, "from_unit.id" uuid, "from_unit.code" text, "from_unit.name" text,
               "to_unit.id" uuid, "to_unit.code" text, "to_unit.name" text, "on" date, reason text, document uuid, created_at timestamptz, version int, _unit_id int, _issuer_id int)
language sql stable rows 1 as $$
  select x.id, i.id, i.code, i.name, unit_uid(x.from_unit_id), unit_code_on(x.from_unit_id, x.effective_on - 1), unit_name_on(x.from_unit_id, x.effective_on - 1),
         unit_uid(x.to_unit_id), unit_code_on(x.to_unit_id, x.effective_on), unit_name_on(x.to_unit_id, x.effective_on), x.effective_on, x.reason, x.document_id,
         x.created_at, x.version, case when claim_unit() in (x.from_unit_id, x.to_unit_id) then claim_unit() else x.unit_id end, x.unit_id
    from indicators i where i.id = x.indicator_id
$$;

-- ---- how complete, how timely ----

-- The obligations of a campaign in the caller's sight, one by one, or counted by `counted_by`. What is excused or not required
-- is not owed, so that no share can pass 100 %.
create or replace function app.campaign_obligations(campaign uuid, counted_by text, only_unit int, kinds text[], periods text[], states text[], levels text[], due_before date)
returns table (obligation app.obligations, key text, label text, states_counted jsonb, owed int, met int, met_on_time int, unit_id int)
language plpgsql stable set search_path = app, extensions, pg_temp as $$
#variable_conflict use_column
declare
  wanted obligations[] := array(
    select o from obligations o join units u on u.id = o.unit_id
     where o.campaign_id = campaign and (only_unit is null or o.unit_id = only_unit) and (kinds is null or o.kind = any (kinds))
       and (periods is null or o.period = any (periods)) and (levels is null or u.level = any (levels)) and (due_before is null or o.due_on < due_before));
begin
  if counted_by is null then
    return query
      select s.obligation, (s.obligation).id::text, null::text, null::jsonb, null::int, null::int, null::int, (s.obligation).unit_id
        from obligation_standings(wanted) s where states is null or s.state = any (states);
    return;
  end if;
  return query
    with counted as (
      select o.unit_id, s.state, g.key, g.label, count(*) as n
        from obligation_standings(wanted) s cross join lateral (select (s.obligation).*) o join units u on u.id = o.unit_id
       cross join lateral (
         select unit_uid(o.unit_id)::text, unit_name_on(o.unit_id, o.due_on) where counted_by = 'unit'
         union all select o.kind, label('obligation_kind', o.kind) where counted_by = 'kind'
         union all select coalesce(o.period, '-'), coalesce(period_said(o.period), case claim_language() when 'en' then 'Without a period' else 'Không theo kỳ' end) where counted_by = 'period'
         union all select coalesce(u.level, 'country'), label('level', u.level) where counted_by = 'level'
         union all select g.code, g.name from unit_group_members m join unit_groups g on g.id = m.group_id
                    where counted_by = 'group' and m.member_id = o.unit_id and m.valid @> coalesce(o.due_on, today())) g(key, label)
       where states is null or s.state = any (states)
       group by 1, 2, 3, 4),
    by_state as (select key, label, state, sum(n)::int as n, min(unit_id) as unit_id from counted group by 1, 2, 3)
    select null::obligations, b.key, b.label, jsonb_object_agg(b.state, b.n), coalesce(sum(b.n) filter (where b.state not in ('excused', 'not_required')), 0)::int,
           coalesce(sum(b.n) filter (where b.state in ('met_on_time', 'met_late')), 0)::int, coalesce(sum(b.n) filter (where b.state = 'met_on_time'), 0)::int,
           case when counted_by = 'unit' then min(b.unit_id) else claim_unit() end
      from by_state b group by b.key, b.label;
end $$;

select app.by_engine('app.reporters_named(uuid,date)', 'app.planners_named(uuid,date)', 'app.owe_reports(app.campaigns,int,date)', 'app.owe_plans_and_duties(app.campaigns)',
  'app.owe_reviews(app.campaigns)', 'app.owe_baselines(app.campaigns)', 'app.note_baselines()', 'app.launch_campaign(uuid,uuid)', 'app.obligation_standing(app.obligations)', 'app.obligation_standings(app.obligations[])', 'app.contact_of(app.obligations)',
  'app.reporter_change_faults(app.indicators,jsonb)', 'app.pass_on_reporting(uuid,int,int,date)');
revoke execute on function app.launch_campaign(uuid, uuid), app.reporters_named(uuid, date), app.planners_named(uuid, date), app.owe_reports(app.campaigns, int, date),
  app.owe_plans_and_duties(app.campaigns), app.owe_reviews(app.campaigns), app.owe_baselines(app.campaigns) from thidua_service;
