-- Work on a report between units and people: what an approval saw, the signed document, locked periods and how they are
-- opened once more, comments, who in the unit makes it, and many moves at once.

-- ---- what was seen: a hash of the content of an edition, recorded with each move ----

create or replace function app.hash_of(content jsonb) returns text language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
begin
  return encode(sha256(convert_to(content::text, 'UTF8')), 'hex');
end $$;

-- Before the judge: a unit does not submit or amend in a locked period, and nobody judges another edition than the one he
-- names; a return says until when. Whoever does not see the report learns nothing here; the judge answers him.
create or replace function app.look_before_move() returns trigger language plpgsql security definer set search_path = app, pg_temp as $$
declare
  s submissions;
  kept submission_editions;
begin
  select * into s from submissions where id = new.thing_id for no key update;
  new.details := new.details - 'in_place_of';                     -- said by the rows alone
  if new.by_engine or s.id is null then
    return new;
  elsif s.state = 'submitted' and s.unit_id <> claim_unit() and new.to_state = 'submitted' then
    new.details := new.details || jsonb_strip_nulls(jsonb_build_object('in_place_of', stands_in_for(s.id)));
  elsif s.unit_id = claim_unit() and new.to_state in ('submitted', 'amending') then
    perform insist_on_open_period(s.campaign_id, s.unit_id, s.period);
  elsif s.issuer_id = claim_unit() and new.to_state in ('verified', 'approved', 'returned') then
    if new.to_state = 'returned' then
      new.details := jsonb_build_object('due_on', working_day_after(today(), work_term('return_working_days', s.issuer_id), s.unit_id)) || new.details;
      perform set_config('app.return_due_on', new.details ->> 'due_on', true);
    end if;
    if new.to_state = 'verified' then
      new.details := new.details || jsonb_strip_nulls(jsonb_build_object('in_place_of', stands_in_for(s.id)));
    end if;
    select * into kept from submission_editions e where e.submission_id = s.id and e.edition = s.edition;
    if coalesce((new.details ->> 'edition')::int <> s.edition or new.details ->> 'content_hash' <> kept.content_hash, false) then
      perform raise_problem(409, 'edition_differs', jsonb_build_object('seen', new.details -> 'edition', 'seen_hash', new.details -> 'content_hash',
        'edition', s.edition, 'content_hash', kept.content_hash));
    end if;
  end if;
  return new;
end $$;
drop trigger if exists a_report_is_as_seen on app.moves;
create trigger a_report_is_as_seen before insert on app.moves for each row
  when (new.thing = 'submission') execute function app.look_before_move();

-- Behind the judge: the record names the edition and its hash.
create or replace function app.name_what_was_seen() returns trigger language plpgsql security definer set search_path = app, pg_temp as $$
declare
  s submissions;
begin
  select * into strict s from submissions where id = new.thing_id;
  new.details := new.details || jsonb_build_object('edition', s.edition, 'content_hash',
    coalesce((select e.content_hash from submission_editions e where e.submission_id = s.id and e.edition = s.edition), hash_of(report_content(s.id))));
  return new;
end $$;
drop trigger if exists c_what_was_seen on app.moves;
create trigger c_what_was_seen before insert on app.moves for each row
  when (new.thing = 'submission' and new.to_state in ('submitted', 'verified', 'approved', 'returned')) execute function app.name_what_was_seen();

create or replace function app.return_is_wrong(wanted uuid, details jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  select '/details/due_on', f.code, jsonb_build_object('date', d.day, 'today', today())
    from submissions s cross join lateral (select (details ->> 'due_on')::date as day) d
   cross join lateral (values ('return_due_not_ahead', d.day <= today()), ('return_due_no_working_day', d.day > today() and not is_working_day(d.day, s.unit_id))) f(code, wrong)
   where s.id = wanted and f.wrong
$$;

-- ---- the signed document of a report ----

-- Attached to what the report says now; the same again confirms it after a change. Seen by the issuer from then on.
create or replace function app.sign_report(report uuid, document uuid) returns void language plpgsql security definer set search_path = app, pg_temp as $$
begin
  if document is not null and not exists (select from documents d where d.id = document and d.unit_id = claim_unit()) then
    perform raise_faults(array[row('/signed_document', 'document_not_found', '{}')::fault]);
  elsif document is not null and not exists (select from documents d where d.id = document and d.kind in ('report', 'official_letter', 'submission_letter', 'evidence')
                                                and (d.sha256 is not null or d.classified or (d.number is not null and d.issued_on is not null))) then
    perform raise_faults(array[row('/signed_document', 'document_is_no_signed_report', '{}')::fault]);
  end if;
  update submissions s set signed_document_id = document, signed_hash = case when document is not null then hash_of(report_content(s.id)) end
   where s.id = report and s.unit_id = claim_unit() and s.state in ('draft', 'returned', 'amending');
  if document is not null then
    insert into document_links(document_id, thing, thing_id, purpose) values (document, 'submission', report, 'signed_original') on conflict do nothing;
  end if;
end $$;

create or replace function app.signature_faults(wanted uuid) returns setof app.fault language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return query
    select '/signed_document', case when s.signed_document_id is null then 'signed_document_missing' else 'signed_document_outdated' end, '{}'::jsonb
      from submissions s join campaigns c on c.id = s.campaign_id and c.signed_report
     where s.id = wanted and (s.signed_document_id is null or s.signed_hash is distinct from hash_of(report_content(s.id)));
end $$;

-- ---- locked periods ----

-- When a report locks: as its calendar says, but whoever was asked late, by a launch or a return, has the same time from then on.
create or replace function app.lock_day(locks_on date, ends_on date, launched_on date, returned_until date) returns date language sql immutable parallel safe as $$
  select case when locks_on is not null then greatest(locks_on, launched_on + (locks_on - ends_on), returned_until) end
$$;

create or replace function app.launched_on(campaign uuid) returns date language sql stable as $$
  select (max(m.moved_at) at time zone 'Asia/Ho_Chi_Minh')::date from moves m where m.thing_id = campaign and m.to_state = 'launched'
$$;

-- The last day on which a unit may write in a report; null: always.
create or replace function app.report_locks_on(campaign uuid, unit int, wanted_period text) returns date language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (
    select lock_day(d.locks_on, d.ends_on, launched_on(campaign), s.return_due_on)
      from units u cross join lateral deadlines_of(wanted_period, campaign, u.level) d
      left join submissions s on s.campaign_id = report_locks_on.campaign and s.unit_id = unit and s.period = wanted_period and s.state = 'returned'
     where u.id = unit);
end $$;

-- The grant that opens a report today.
create or replace function app.grant_in_force(campaign uuid, unit int, wanted_period text) returns setof app.unlock_requests
language plpgsql stable security definer rows 1 set search_path = app, pg_temp as $$
begin
  return query select * from unlock_requests r where r.campaign_id = campaign and r.unit_id = unit and r.period = wanted_period and r.state = 'granted' and r.granted_until >= today()
                order by r.granted_until desc limit 1;
end $$;

create or replace function app.report_is_locked(campaign uuid, unit int, wanted_period text) returns boolean language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return coalesce(today() > report_locks_on(campaign, unit, wanted_period), false) and not exists (select from grant_in_force(campaign, unit, wanted_period));
end $$;

-- What is told of a lock.
create or replace function app.lock_said(campaign uuid, unit int, wanted_period text) returns jsonb language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  locked date := report_locks_on(campaign, unit, wanted_period);
begin
  return jsonb_build_object('period', wanted_period, 'period_said', period_said(wanted_period), 'locks_on', locked, 'locked_on_said', day_said(locked),
                            'issuer', (select unit_name_on(c.unit_id) from campaigns c where c.id = campaign));
end $$;

create or replace function app.insist_on_open_period(campaign uuid, unit int, wanted_period text) returns void language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  if report_is_locked(campaign, unit, wanted_period) then
    perform raise_problem(409, 'period_locked', lock_said(campaign, unit, wanted_period));
  end if;
end $$;

-- What a body writes must be open: all of it, or, by a grant for some parts, these.
create or replace function app.insist_on_open_report(report app.submissions, body jsonb) returns void language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  opened unlock_requests;
begin
  perform insist_on_open_period(report.campaign_id, report.unit_id, report.period);
  select * into opened from grant_in_force(report.campaign_id, report.unit_id, report.period);
  if cardinality(opened.pointers) > 0 then
    perform raise_faults(array(
      select row(part.pointer, 'part_not_unlocked', jsonb_build_object('pointers', array_to_string(opened.pointers, ', ')))::fault
        from (select '/values/' || jsonb_object_keys(coalesce(nullif(body -> 'values', 'null'), '{}'))
              union all select '/narratives/' || jsonb_object_keys(coalesce(nullif(body -> 'narratives', 'null'), '{}'))) part(pointer)
       where part.pointer <> all (opened.pointers)));
  end if;
end $$;

create or replace function app.period_is_locked(wanted uuid, details jsonb) returns setof app.fault language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return query
  select '', 'period_locked', jsonb_build_object('period', s.period, 'period_said', period_said(s.period), 'locks_on', report_locks_on(s.campaign_id, s.unit_id, s.period),
           'locked_on_said', day_said(report_locks_on(s.campaign_id, s.unit_id, s.period)), 'issuer', unit_name_on(s.issuer_id))
    from submissions s where s.id = wanted and report_is_locked(s.campaign_id, s.unit_id, s.period);
end $$;

-- What the caller may do with a report, less what a lock forbids; then asking for it to be opened is what he may.
create or replace function app.open_actions(actions text[], campaign uuid, unit int, wanted_period text) returns text[] language plpgsql stable set search_path = app, pg_temp as $$
begin
  if unit <> claim_unit() or not report_is_locked(campaign, unit, wanted_period) then
    return actions;
  end if;
  return array(select a from unnest(actions) a where a not in ('patch', 'move:submitted', 'move:amending') union all
               select 'request_unlock' where claim_roles() && '{reporter,reviewer,leader}' order by 1);
end $$;

-- ---- unlock requests ----

-- A grant whose day is over has expired; nobody need say so.
create or replace function app.unlock_state(r app.unlock_requests) returns text language sql stable as $$
  select case when r.state = 'granted' and r.granted_until < today() then 'expired' else r.state end
$$;

-- Parts that a report of a unit has: its cells and narratives, and '' for the whole.
create or replace function app.is_part_of_report(campaign uuid, unit int, pointer text) returns boolean language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return pointer = ''
      or exists (select from reporters r join indicators i on i.id = r.indicator_id
                  where r.campaign_id = campaign and r.unit_id = unit and pointer = '/values/' || i.code)
      or exists (select from narrative_keys(campaign) k where pointer = '/narratives/' || k.key);
end $$;

-- Grants whose day is over are recorded as expired when the next one is asked for.
create or replace function app.expire_unlocks(campaign uuid, unit int, wanted_period text) returns void language sql security definer set search_path = app, pg_temp as $$
  insert into moves(thing, thing_id, to_state)
  select 'unlock_request', r.id, 'expired' from unlock_requests r
   where r.campaign_id = campaign and r.unit_id = unit and r.period = wanted_period and r.state = 'granted' and r.granted_until < today()
$$;

create or replace function app.new_unlock_request(body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  campaign uuid := campaign_named(body ->> 'campaign');
  wanted text := body ->> 'period';
  parts text[] := array(select jsonb_array_elements_text(coalesce(nullif(body -> 'pointers', 'null'), '[]')));
  owed obligations;
  made uuid;
begin
  select * into owed from obligations o where o.campaign_id = campaign and o.unit_id = claim_unit() and o.kind = 'report' and o.period = wanted;
  if not found then
    perform raise_problem(404, 'report_not_owed', jsonb_build_object('unit', unit_name_on(claim_unit()), 'period', wanted));
  end if;
  perform raise_faults(array(
    select row('/pointers/' || ordinal - 1, 'part_not_in_report', jsonb_build_object('pointer', part))::fault
      from unnest(parts) with ordinality p(part, ordinal) where part = '' or not is_part_of_report(campaign, owed.unit_id, part)));
  perform expire_unlocks(campaign, owed.unit_id, wanted);
  if exists (select from unlock_requests r where r.campaign_id = campaign and r.unit_id = owed.unit_id and r.period = wanted and r.state in ('requested', 'granted')) then
    perform raise_problem(409, 'unlock_already_requested', jsonb_build_object('period_said', period_said(wanted), 'issuer', unit_name_on(owed.issuer_id)));
  elsif not report_is_locked(campaign, owed.unit_id, wanted) then
    perform raise_problem(409, 'period_not_locked', jsonb_build_object('period_said', period_said(wanted)));
  end if;
  insert into unlock_requests(campaign_id, unit_id, issuer_id, period, reason, pointers, requested_at)
  values (campaign, owed.unit_id, owed.issuer_id, wanted, body ->> 'reason', parts, business_now()) returning id into made;
  return made;
end $$;

create or replace function app.unlock_grant_is_wrong(wanted uuid, details jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  select '/details/until', 'unlock_until_out_of_range', jsonb_build_object('today', today(), 'today_said', day_said(today()), 'days', longest)
    from unlock_requests r cross join lateral work_term('unlock_days', r.issuer_id) longest
   where r.id = wanted and (details ->> 'until')::date not between today() and today() + longest
$$;

create or replace function app.grant_unlock(wanted uuid, move uuid) returns void language sql security definer set search_path = app, pg_temp as $$
  update unlock_requests set granted_by = claim_user(), granted_until = (select (m.details ->> 'until')::date from moves m where m.id = move) where id = wanted
$$;

-- The submission uses the grant and closes it.
create or replace function app.use_unlock(report uuid) returns void language plpgsql security definer set search_path = app, pg_temp as $$
declare
  used uuid;
begin
  select r.id into used from submissions s cross join lateral grant_in_force(s.campaign_id, s.unit_id, s.period) r where s.id = report;
  if found then
    insert into moves(thing, thing_id, to_state) values ('unlock_request', used, 'used');
    update unlock_requests set used_at = business_now() where id = used;
    insert into moves(thing, thing_id, to_state) values ('unlock_request', used, 'relocked');
  end if;
end $$;

-- An unlock request as replies show it (schema UnlockRequest).
create or replace function app.unlock_request_shown(shown app.unlock_requests)
returns table (id uuid, "campaign.id" uuid, "campaign.code" text, "campaign.title" text, "unit.id" uuid, "unit.code" text, "unit.name" text, "issuer.id" uuid,
               "issuer.code" text, "issuer.name" text, period text, submission_id uuid, reason text, pointers text[], state text, "requested_by.id" uuid,
               "requested_by.name" text, requested_at timestamptz, "granted_by.id" uuid, "granted_by.name" text, granted_until date, used_at timestamptz,
               refusal text, version int, changed_at timestamptz, allowed_actions text[], _unit_id int, _issuer_id int)
language sql stable rows 1 as $$
  select shown.id, c.id, c.code, c.title, unit_uid(shown.unit_id), unit_code_on(shown.unit_id), unit_name_on(shown.unit_id), unit_uid(shown.issuer_id),
         unit_code_on(shown.issuer_id), unit_name_on(shown.issuer_id), shown.period,
         (select s.id from submissions s where s.campaign_id = shown.campaign_id and s.unit_id = shown.unit_id and s.period = shown.period),
         shown.reason, shown.pointers, unlock_state(shown), shown.created_by, person_name(shown.created_by), shown.requested_at, shown.granted_by, person_name(shown.granted_by),
         shown.granted_until, shown.used_at,
         case when shown.state = 'refused' then (select m.note from moves m where m.thing_id = shown.id and m.to_state = 'refused') end,
         shown.version, shown.changed_at,
         case when unlock_state(shown) = 'expired' then '{}' else allowed_actions('unlock_request', shown.id) end, shown.unit_id, shown.issuer_id
    from (select) one left join campaigns c on c.id = shown.campaign_id
$$;

create or replace function app.unlock_request_made(wanted uuid) returns setof app.unlock_requests language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from unlock_requests where id = wanted
$$;

-- How often the periods of a campaign were opened again: for everybody who sees the campaign, since it names nobody.
create or replace function app.unlock_counts(campaign uuid) returns jsonb language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (select jsonb_build_object('requested', count(*), 'granted', count(*) filter (where granted_by is not null), 'used', count(*) filter (where used_at is not null),
                                    'refused', count(*) filter (where state = 'refused')) from unlock_requests where campaign_id = campaign);
end $$;

-- ---- comments ----

-- Who makes, passes on or verifies reports, for himself or for another; who only oversees, votes or administers does not.
create or replace function app.works_on_reports() returns boolean language sql stable parallel safe as $$
  select claim_roles() || coalesce(nullif(current_setting('app.token_roles', true), '')::text[], '{}') && '{reporter,reviewer,leader}'
$$;

-- Whether the caller is on one of the two sides that talk: the reporting unit, and, once it is theirs to read, the issuer and
-- the units between. Those above the issuer read the report, not the talk about it. The same as policies/comments.sql.
create or replace function app.hears_comment(fact jsonb) returns boolean language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  unit int := (fact ->> 'unit_id')::int;
  issuer int := (fact ->> 'issuer_id')::int;
begin
  return works_on_reports() and (claim_unit() = unit
      or ((fact ->> 'shown')::boolean and (claim_unit() = issuer or (unit_reaches(claim_unit(), unit) and not unit_reaches(claim_unit(), issuer)))));
end $$;

-- Whose report it is, and whether it stays within the unit until the unit submits.
create or replace function app.begin_comment() returns trigger language plpgsql security definer set search_path = app, pg_temp as $$
declare
  s submissions;
begin
  select * into strict s from submissions where id = new.submission_id;
  new.unit_id := s.unit_id;
  new.issuer_id := s.issuer_id;
  new.author_unit_id := claim_unit();
  new.edition := s.edition;
  new.said_at := business_now();
  new.shown := s.unit_id <> claim_unit() or s.state in ('submitted', 'verified', 'approved');
  return new;
end $$;
drop trigger if exists a_begin_comment on app.comments;
create trigger a_begin_comment before insert on app.comments for each row execute function app.begin_comment();

-- What was said while drafting goes out with the report.
create or replace function app.show_comments(report uuid) returns void language plpgsql security definer set search_path = app, pg_temp as $$
begin
  update comments set shown = true where submission_id = report and not shown;
end $$;

create or replace function app.new_comment(report uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  s submissions;
  answered comments;
  made uuid;
begin
  select * into s from submissions where id = report;
  select * into answered from comments c where c.id = (body ->> 'answer_to')::uuid and c.submission_id = report;
  perform raise_faults(array(
    select row('/answer_to', 'comment_not_found', '{}')::fault where body ->> 'answer_to' is not null and answered.id is null
    union all
    select row('/pointer', 'part_not_in_report', jsonb_build_object('pointer', body ->> 'pointer'))::fault
     where not is_part_of_report(s.campaign_id, s.unit_id, coalesce(body ->> 'pointer', ''))));
  insert into comments(submission_id, pointer, text, answer_to)
  values (report, coalesce(answered.pointer, body ->> 'pointer', ''), body ->> 'text', answered.id) returning id into made;
  return made;
end $$;

-- Words are their author's as long as nobody has answered them; resolved is said by the unit, the issuer or the author.
create or replace function app.patch_comment(report uuid, wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  c comments;
begin
  select * into c from comments where id = wanted and submission_id = report;
  if not found then
    perform raise_problem(404, 'not_found');
  elsif body ->> 'text' is not null then
    perform insist_on_own_comment(c);
  elsif not (claim_unit() in (c.unit_id, c.issuer_id, c.author_unit_id) and claim_roles() && '{reporter,reviewer,leader}') then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label('comment'), 'who', unit_name_on(c.unit_id) || ', ' || unit_name_on(c.issuer_id)));
  end if;
  update comments set text = coalesce(body ->> 'text', text),
         resolved_by = case (body ->> 'resolved')::boolean when true then coalesce(resolved_by, claim_user()) when false then null else resolved_by end,
         resolved_at = case (body ->> 'resolved')::boolean when true then coalesce(resolved_at, business_now()) when false then null else resolved_at end
   where id = wanted;
  return wanted;
end $$;

create or replace function app.insist_on_own_comment(c app.comments) returns void language plpgsql stable set search_path = app, pg_temp as $$
begin
  if c.created_by is distinct from claim_user() then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label('comment'), 'who', person_name(c.created_by)));
  elsif exists (select from comments a where a.answer_to = c.id) then
    perform raise_problem(409, 'comment_answered');
  end if;
end $$;

create or replace function app.delete_comment(report uuid, wanted uuid) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  c comments;
begin
  select * into c from comments where id = wanted and submission_id = report;
  if not found then
    perform raise_problem(404, 'not_found');
  end if;
  perform insist_on_own_comment(c);
  delete from comments where id = wanted;
  return wanted;
end $$;

-- A comment as replies show it (schema Comment). One that is not shown yet is its unit's alone.
create or replace function app.comment_shown(shown app.comments)
returns table (id uuid, submission_id uuid, pointer text, about text, text text, "by.id" uuid, "by.name" text, "unit.id" uuid, "unit.code" text, "unit.name" text,
               at timestamptz, edition int, answer_to uuid, answers int, within_unit boolean, resolved boolean, "resolved_by.id" uuid, "resolved_by.name" text,
               resolved_at timestamptz, version int, changed_at timestamptz, allowed_actions text[], _unit_id int, _issuer_id int)
language sql stable rows 1 as $$
  select shown.id, shown.submission_id, shown.pointer,
         case when shown.pointer like '/values/%' then (select i.name from indicators i where i.code = substr(shown.pointer, 9))
              when shown.pointer like '/narratives/%' then (select k.heading from submissions s, narrative_keys(s.campaign_id) k
                                                             where s.id = shown.submission_id and k.key = substr(shown.pointer, 13)) end,
         shown.text, shown.created_by, person_name(shown.created_by), unit_uid(shown.author_unit_id), unit_code_on(shown.author_unit_id), unit_name_on(shown.author_unit_id),
         shown.said_at, shown.edition, shown.answer_to, a.answers, not shown.shown, shown.resolved_at is not null, shown.resolved_by, person_name(shown.resolved_by),
         shown.resolved_at, shown.version, shown.changed_at,
         array(select action from (values
                 ('answer',  claim_roles() && '{reporter,reviewer,leader}' and claim_unit() in (shown.unit_id, shown.issuer_id, shown.author_unit_id)),
                 ('delete',  shown.created_by = claim_user() and a.answers = 0),
                 ('patch',   shown.created_by = claim_user() and a.answers = 0),
                 ('resolve', claim_roles() && '{reporter,reviewer,leader}' and claim_unit() in (shown.unit_id, shown.issuer_id, shown.author_unit_id))) v(action, may) where may),
         shown.unit_id, case when shown.shown then shown.issuer_id end
    from (select count(*)::int as answers from comments x where x.answer_to = shown.id) a
$$;

create or replace function app.comment_made(wanted uuid) returns setof app.comments language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from comments where id = wanted
$$;

-- ---- who in the unit makes it ----

-- The roles by which somebody fills in what is owed.
create or replace function app.roles_for(kind text) returns text[] language sql immutable parallel safe as $$
  select case kind when 'report' then '{reporter}' when 'baseline' then '{reporter,reviewer}' when 'plan' then '{reviewer,leader}' when 'review' then '{reviewer}'
                   else '{reporter,reviewer,leader}' end::text[]
$$;

drop function if exists app.is_officer_of(uuid, int);
create or replace function app.is_officer_of(person uuid, unit int, roles text[]) returns boolean language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return exists (select from assignments a join users u on u.id = a.user_id and u.state = 'active'
                  where a.user_id = person and a.unit_id = unit and a.role = any (roles) and assignment_holds(a, today()));
end $$;

-- A reviewer or leader of the unit gives it to one of its officers; an officer takes it himself, or gives back what he has.
create or replace function app.insist_on_assigning(thing text, unit int, kind text, held_by uuid, person uuid) returns void language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  if not claim_roles() && '{reviewer,leader}' and coalesce(person, held_by) is distinct from claim_user() then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label(thing), 'who', who('reviewer', 'own', jsonb_build_object('unit_id', unit))));
  elsif person is not null and not is_officer_of(person, unit, roles_for(kind)) then
    perform raise_faults(array[row('/assignee', 'assignee_no_officer', jsonb_build_object('unit', unit_name_on(unit),
      'roles', (select string_agg(label('role', r), ', ') from unnest(roles_for(kind)) r)))::fault]);
  end if;
end $$;

create or replace function app.assign_report(wanted uuid, body jsonb) returns uuid language plpgsql security definer set search_path = app, pg_temp as $$
declare
  s submissions;
  person uuid := (body ->> 'assignee')::uuid;
begin
  select * into strict s from submissions where id = wanted;
  perform insist_on_assigning('submission', s.unit_id, 'report', s.assignee_id, person);
  update submissions set assignee_id = person where id = wanted;
  update obligations o set assignee_id = person where o.campaign_id = s.campaign_id and o.unit_id = s.unit_id and o.kind = 'report' and o.period = s.period;
  return wanted;
end $$;

-- Who fills in what is owed; of a report that is begun it is the report that is given.
create or replace function app.assign_obligation(wanted uuid, body jsonb) returns uuid language plpgsql security definer set search_path = app, pg_temp as $$
declare
  o obligations;
  s submissions;
  person uuid := (body ->> 'assignee')::uuid;
begin
  select * into strict o from obligations where id = wanted;
  select * into s from submissions x where o.kind = 'report' and x.campaign_id = o.campaign_id and x.unit_id = o.unit_id and x.period = o.period;
  if s.id is null then
    perform insist_on_assigning('obligation', o.unit_id, o.kind, o.assignee_id, person);
    update obligations set assignee_id = person where id = wanted;
  elsif s.state in ('draft', 'returned', 'amending') then
    perform assign_report(s.id, body);
  else
    perform raise_problem(409, 'wrong_state', jsonb_build_object('thing', thing_label('submission'), 'state', s.state, 'state_label', label('submission_state', s.state),
      'states', '["draft", "returned", "amending"]'::jsonb));
  end if;
  return wanted;
end $$;

-- Who was given the report, or what else is owed, behind a task.
create or replace function app.task_assignee(thing text, wanted uuid) returns uuid language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return case thing
    when 'submission' then (select s.assignee_id from submissions s where s.id = wanted and s.unit_id = claim_unit())
    when 'obligation' then (select o.assignee_id from obligations o where o.id = wanted and o.unit_id = claim_unit()) end;
end $$;

-- Comments to answer, periods to open and opened ones to use.
create or replace function app.tasks_of_report_work()
returns table (kind text, thing text, id uuid, title text, due_on date, overdue boolean, unit_id int, campaign_id uuid, link text)
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select 'answer_comment', 'submission', s.id,
         format('Xem và trả lời %s ý kiến về báo cáo %s của %s, phong trào “%s”', count(*), period_said(s.period), unit_name_on(s.unit_id), c.title),
         null::date, false, s.unit_id, c.id, format('/api/v1/submissions/%s/comments', s.id)
    from comments k join submissions s on s.id = k.submission_id join campaigns c on c.id = s.campaign_id
   where k.shown and k.answer_to is null and k.resolved_at is null
     and ((k.unit_id = claim_unit() and has_role('reporter')) or (k.issuer_id = claim_unit() and k.unit_id <> claim_unit() and has_role('reviewer')))
     and (select last.author_unit_id from comments last where (last.id = k.id or last.answer_to = k.id) and last.shown order by last.said_at desc, last.id desc limit 1) <> claim_unit()
   group by s.id, c.id
  union all
  select 'grant_unlock', 'unlock_request', r.id, format('Xem xét đề nghị mở khóa báo cáo %s của %s, phong trào “%s”', period_said(r.period), unit_name_on(r.unit_id), c.title),
         null, false, r.unit_id, c.id, format('/api/v1/unlock-requests/%s', r.id)
    from unlock_requests r join campaigns c on c.id = r.campaign_id
   where r.state = 'requested' and r.issuer_id = claim_unit() and claim_roles() && '{reviewer,leader}' and r.created_by is distinct from claim_user()
  union all
  select 'use_unlock', 'unlock_request', r.id, format('Sửa và gửi báo cáo %s của phong trào “%s”: được mở khóa đến hết ngày %s', period_said(r.period), c.title, day_said(r.granted_until)),
         r.granted_until, false, r.unit_id, c.id, format('/api/v1/campaigns/%s/units/%s/periods/%s/submission', c.id, unit_uid(r.unit_id), r.period)
    from unlock_requests r join campaigns c on c.id = r.campaign_id
   where r.state = 'granted' and r.granted_until >= today() and r.unit_id = claim_unit() and has_role('reporter');
end $$;

-- ---- many moves at once ----

-- The reports in the caller's sight that a filter means, in the order of their units.
create or replace function app.reports_meant(filter jsonb) returns setof app.submissions language sql stable set search_path = app, pg_temp as $$
  select s.* from submissions s join units u on u.id = s.unit_id
   where s.campaign_id = campaign_named(filter ->> 'campaign') and filter -> 'state' ? s.state
     and (coalesce(filter -> 'period', 'null') = 'null' or filter -> 'period' ? s.period)
     and (coalesce(filter -> 'level', 'null') = 'null' or filter -> 'level' ? u.level)
     and (filter ->> 'unit_under' is null or s.unit_id in (
           select r.unit_id from unit_reach r where r.viewer_id = unit_named(filter ->> 'unit_under') and r.valid_from <= today() and r.valid_to > today()))
   order by s.unit_id, s.period
$$;

-- One of many: moved, or refused with the problem that the single move would have met; then nothing of it stays.
create or replace function app.tried_move(s app.submissions, body jsonb) returns jsonb language plpgsql volatile set search_path = app, pg_temp as $$
declare
  made moves;
  said text;
  code text;
  state text;
  about jsonb := jsonb_build_object('id', s.id, 'unit', unit_brief(s.unit_id), 'period', s.period, 'edition', s.edition);
begin
  select * into made from make_move('submission', s.id, body);
  return about || jsonb_build_object('outcome', 'moved', 'version', made.thing_version, 'problem', null);
exception when others then
  get stacked diagnostics state = returned_sqlstate, code = message_text, said = pg_exception_detail;
  if state !~ '^PT\d{3}$' then
    raise;
  end if;
  return about || jsonb_build_object('outcome', 'refused', 'version', s.version,
    'problem', jsonb_build_object('status', right(state, 3)::int, 'code', code, 'params', said::jsonb -> 'params', 'errors', said::jsonb -> 'errors'));
end $$;

-- Moves what a filter means, when it is as many as the caller thinks; all of them or, by `none`, those that can be.
create or replace function app.bulk_move(body jsonb, atomic text) returns table (thing text, "to" text, matched int, moved int, refused int, results jsonb, _unit_id int)
language plpgsql volatile set search_path = app, pg_temp as $$
declare
  found_rows submissions[] := array(select s from reports_meant(body -> 'filter') s);
  wanted jsonb := jsonb_build_object('to', body -> 'to', 'note', body -> 'note', 'reasons', '[]'::jsonb, 'details', '{}'::jsonb);
  failed jsonb;
begin
  if cardinality(found_rows) <> (body ->> 'expected_count')::int then
    perform raise_problem(409, 'count_differs', jsonb_build_object('expected', body -> 'expected_count', 'count', cardinality(found_rows)));
  end if;
  select coalesce(jsonb_agg(t.outcome order by t.n), '[]') into results
    from (select n, tried_move(found_rows[n], wanted) as outcome from generate_subscripts(found_rows, 1) n) t;
  failed := jsonb_path_query_array(results, '$[*] ? (@.outcome == "refused")');
  if atomic = 'all' and failed <> '[]' then
    perform raise_problem(409, 'bulk_move_refused', jsonb_build_object('refused', jsonb_array_length(failed), 'matched', cardinality(found_rows)),
      (select jsonb_agg(jsonb_build_object('pointer', '/submissions/' || (f ->> 'id'), 'code', f -> 'problem' ->> 'code',
                                           'params', f -> 'problem' -> 'params' || jsonb_build_object('unit', f -> 'unit' ->> 'name')))
         from jsonb_array_elements(failed) f));
  end if;
  thing := 'submission';
  "to" := body ->> 'to';
  matched := cardinality(found_rows);
  refused := jsonb_array_length(failed);
  moved := matched - refused;
  _unit_id := claim_unit();
  return next;
end $$;

select app.by_engine('app.look_before_move()', 'app.name_what_was_seen()', 'app.return_is_wrong(uuid,jsonb)', 'app.sign_report(uuid,uuid)', 'app.signature_faults(uuid)',
  'app.report_locks_on(uuid,int,text)', 'app.grant_in_force(uuid,int,text)', 'app.report_is_locked(uuid,int,text)', 'app.lock_said(uuid,int,text)', 'app.insist_on_open_period(uuid,int,text)',
  'app.insist_on_open_report(app.submissions,jsonb)', 'app.period_is_locked(uuid,jsonb)', 'app.is_part_of_report(uuid,int,text)', 'app.expire_unlocks(uuid,int,text)',
  'app.unlock_grant_is_wrong(uuid,jsonb)', 'app.grant_unlock(uuid,uuid)', 'app.use_unlock(uuid)', 'app.unlock_counts(uuid)', 'app.hears_comment(jsonb)', 'app.begin_comment()', 'app.show_comments(uuid)',
  'app.is_officer_of(uuid,int,text[])', 'app.insist_on_assigning(text,int,text,uuid,uuid)', 'app.assign_report(uuid,jsonb)', 'app.assign_obligation(uuid,jsonb)', 'app.task_assignee(text,uuid)', 'app.tasks_of_report_work()');
revoke execute on function app.grant_unlock(uuid, uuid), app.use_unlock(uuid), app.show_comments(uuid) from thidua_service;
