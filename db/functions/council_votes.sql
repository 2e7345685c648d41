-- Votes of a council: what two counters counted, ballots cast, the count by integers, the recount. Of a voting that runs
-- nothing is told but who has voted.

-- ---- papers and hands ----

-- Every line that does not add up, in the place where it stands.
create or replace function app.count_faults(session uuid, body jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  with given as (
    select format('/items/%s', i.ordinal - 1) as place, i.item, it.id as item_id, v.id as voting_id, v.mode,
           (select count(*) from voters_on(it))::int as voters, row_number() over (partition by i.item ->> 'nomination' order by i.ordinal) as times
      from jsonb_array_elements(body -> 'items') with ordinality i(item, ordinal)
      left join council_session_items it on it.session_id = session and it.nomination_id = (i.item ->> 'nomination')::uuid
      left join council_votings v on v.item_id = it.id and not v.closed and not v.void),
  lines as (
    select g.*, format('%s/counts/%s', g.place, c.ordinal - 1) as at, c.ordinal as nth, c.counted, n.*
      from given g cross join lateral jsonb_array_elements(g.item -> 'counts') with ordinality c(counted, ordinal)
     cross join lateral jsonb_to_record(c.counted) as n(issued int, returned int, valid int, invalid int, yes int, no int))
  select g.place || '/nomination', case when g.item_id is null then 'nomination_not_on_the_agenda' when g.times > 1 then 'not_unique' else 'not_counted_on_paper' end, '{}'::jsonb
    from given g where g.item_id is null or g.times > 1 or g.voting_id is null or g.mode not in ('paper', 'show_of_hands')
  union all
  select l.at || '/issued', 'more_papers_than_voters', jsonb_build_object('issued', l.issued, 'voters', l.voters) from lines l where l.voting_id is not null and l.issued > l.voters
  union all
  select l.at || '/returned', 'more_returned_than_issued', jsonb_build_object('issued', l.issued, 'returned', l.returned) from lines l where l.returned > l.issued
  union all
  select l.at || '/returned', 'count_does_not_add_up', jsonb_build_object('line', label('count_line', 'returned'), 'stated', l.returned, 'sum', l.valid + l.invalid,
         'parts', format('%s + %s', label('count_line', 'valid'), label('count_line', 'invalid'))) from lines l where l.valid + l.invalid <> l.returned
  union all
  select l.at || '/valid', 'count_does_not_add_up', jsonb_build_object('line', label('count_line', 'valid'), 'stated', l.valid, 'sum', l.yes + l.no,
         'parts', format('%s + %s', label('count_line', 'yes'), label('count_line', 'no'))) from lines l where l.yes + l.no <> l.valid
  union all
  select l.at || '/counter', 'counters_are_one_person', jsonb_build_object('counter', l.counted ->> 'counter')
    from lines l join lines f on f.place = l.place and f.nth = 1 where l.nth = 2 and (folded(f.counted ->> 'counter') = folded(l.counted ->> 'counter') or f.counted ->> 'member' = l.counted ->> 'member')
  union all
  select l.at || '/member', 'council_member_not_found', '{}'::jsonb
    from lines l where l.counted ->> 'member' is not null
     and not exists (select from council_sessions s join council_members m on m.council_id = s.council_id and sits_on(m, s.held_on) where s.id = session and m.id = (l.counted ->> 'member')::uuid)
  union all
  select l.at || '/' || k.line, 'counters_disagree', jsonb_build_object('line', label('count_line', k.line), 'first', f.counted -> k.line, 'second', l.counted -> k.line)
    from lines l join lines f on f.place = l.place and f.nth = 1 cross join unnest('{issued,returned,valid,invalid,yes,no}'::text[]) k(line)
   where l.nth = 2 and l.counted -> k.line <> f.counted -> k.line
$$;

create or replace function app.put_counts(session uuid, body jsonb) returns uuid language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  perform raise_faults(array(select f from count_faults(session, body) f));
  delete from council_counts c using council_votings v
   where c.voting_id = v.id and v.session_id = session and not v.closed and not v.void
     and v.item_id in (select it.id from council_session_items it, jsonb_array_elements(body -> 'items') i where it.session_id = session and it.nomination_id = (i ->> 'nomination')::uuid);
  insert into council_counts(voting_id, counter, member_id, unit_id, issued, returned, valid, invalid, yes, no)
  select v.id, c ->> 'counter', (c ->> 'member')::uuid, v.unit_id, n.issued, n.returned, n.valid, n.invalid, n.yes, n.no
    from jsonb_array_elements(body -> 'items') i join council_session_items it on it.session_id = session and it.nomination_id = (i ->> 'nomination')::uuid
    join council_votings v on v.item_id = it.id and not v.closed and not v.void
   cross join lateral jsonb_array_elements(i -> 'counts') c cross join lateral jsonb_to_record(c) as n(issued int, returned int, valid int, invalid int, yes int, no int);
  perform session_changed(session);
  return session;
end $$;

-- ---- electronic ballots ----

-- What a voting that opens seals to; without a key nothing is opened.
create or replace function app.seal_voting(session uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  if exists (select from council_votings v where v.session_id = session and not v.closed and v.mode = 'electronic_secret') then
    update council_votings v set public_key = k.public_key from council_ballot_keys k
     where k.session_id = session and v.session_id = session and not v.closed and v.mode = 'electronic_secret';
    if not found then
      perform raise_problem(409, 'secret_voting_not_set_up');
    end if;
  else
    delete from council_ballot_keys where session_id = session;
  end if;
end $$;

-- The keys of a voting about to open, made by the service: the secret one comes encrypted.
create or replace function app.keep_ballot_keys(session uuid, public_key text, key_id text, encrypted_secret text) returns void
language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  insert into council_ballot_keys(session_id, public_key, key_id, encrypted_secret)
  select s.id, keep_ballot_keys.public_key, keep_ballot_keys.key_id, decode(keep_ballot_keys.encrypted_secret, 'hex')
    from council_sessions s where s.id = session and s.unit_id = claim_unit() and s.state in ('convened', 'closed') and has_role('reviewer')
  on conflict (session_id) do nothing;
end $$;

-- The votings that run, with what to seal to.
create or replace function app.open_votings(session uuid) returns table (voting_id uuid, nomination_id uuid, mode text, public_key text)
language sql stable security definer set search_path = app, pg_temp as $$
  select v.id, i.nomination_id, v.mode, v.public_key
    from council_votings v join council_session_items i on i.id = v.item_id join council_sessions s on s.id = v.session_id and s.unit_id = claim_unit()
   where v.session_id = session and not v.closed and not v.void order by i.ordinal
$$;

-- The mark first: whoever has voted is told so whatever he votes now.
create or replace function app.mark_voter(item app.council_session_items, voting uuid, voter uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  if exists (select from council_conflicts c where c.item_id = item.id and c.member_id = voter) then
    perform raise_problem(403, 'recused_from_case', jsonb_build_object('honouree', (select h.name from nominations n join honourees h on h.id = n.honouree_id where n.id = item.nomination_id)));
  elsif not exists (select from voters_on(item) v where v.member_id = voter) then
    perform raise_problem(403, 'not_a_voter');
  end if;
  insert into council_ballot_marks(voting_id, member_id) values (voting, voter);
exception when unique_violation then
  perform raise_problem(409, 'already_voted');
end $$;

-- Ballots of one voter: the mark, and beside it the ballot, with nothing in common but the transaction. `ballots` is
-- [{"voting", "sealed"}] or [{"voting", "choice"}]; what it answers are the hashes, the voter's receipts.
create or replace function app.cast_ballots(session uuid, voter uuid, ballots jsonb) returns table (nomination_id uuid, receipt text)
language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  s council_sessions;
  seat uuid;
  ballot record;
begin
  select * into strict s from council_sessions where id = session and unit_id = claim_unit();
  select x.member_id into seat from seats_of(s) x
   where case when voter is null then x.user_id = claim_user() and has_role('council') else x.member_id = voter and x.status = 'written' and has_role('reviewer') end;
  if seat is null then
    perform raise_problem(403, 'not_a_voter');
  end if;
  for ballot in
    select v.id as voting, v.mode, i as item, decode(b ->> 'sealed', 'hex') as sealed, b ->> 'choice' as choice
      from jsonb_array_elements(ballots) b join council_votings v on v.id = (b ->> 'voting')::uuid and v.session_id = session and not v.closed and not v.void
      join council_session_items i on i.id = v.item_id order by i.ordinal
  loop
    perform mark_voter(ballot.item, ballot.voting, seat);
    nomination_id := (ballot.item).nomination_id;
    if ballot.mode = 'electronic_secret' and voter is null then
      insert into council_sealed_ballots(voting_id, sealed) values (ballot.voting, ballot.sealed);
      receipt := encode(sha256(ballot.sealed), 'hex');
    elsif ballot.mode = 'electronic_open' then
      insert into council_open_ballots(voting_id, member_id, choice) values (ballot.voting, seat, ballot.choice);
      receipt := open_receipt(ballot.voting, seat, ballot.choice);
    else
      perform raise_problem(409, 'not_voted_electronically');
    end if;
    return next;
  end loop;
end $$;

create or replace function app.open_receipt(voting uuid, member uuid, choice text) returns text language sql immutable parallel safe as $$
  select encode(sha256(convert_to(format('%s %s %s', voting, member, choice), 'UTF8')), 'hex')
$$;

-- Ballots that came in sealed letters, or on paper of who is there without an account: the letters say who, the ballots
-- what, and nothing says which is whose. For each voting there are as many ballots as letters of members who may vote on it.
create or replace function app.keep_letters(session uuid, members jsonb, ballots jsonb) returns int language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  s council_sessions;
  voting record;
  voter uuid;
begin
  select * into strict s from council_sessions where id = session and unit_id = claim_unit();
  perform raise_faults(array(
    select row(format('/members/%s', m.ordinal - 1), 'council_member_not_found', '{}')::fault
      from jsonb_array_elements_text(members) with ordinality m(id, ordinal) where not exists (select from seats_of(s) x where x.member_id = m.id::uuid and x.status <> 'absent')
    union all
    select row(format('/members/%s', m.ordinal - 1), 'member_votes_himself', jsonb_build_object('name', x.name))::fault
      from jsonb_array_elements_text(members) with ordinality m(id, ordinal) join seats_of(s) x on x.member_id = m.id::uuid
     where x.status = 'present' and x.user_id is not null));
  for voting in
    select v.id, i as item, i.nomination_id, array(select m::uuid from jsonb_array_elements_text(members) m where m::uuid in (select x.member_id from voters_on(i) x)) as voters
      from council_votings v join council_session_items i on i.id = v.item_id
     where v.session_id = session and v.mode = 'electronic_secret' and not v.closed and not v.void order by i.ordinal
  loop
    if jsonb_array_length(coalesce(ballots -> voting.id::text, '[]')) <> cardinality(voting.voters) then
      perform raise_problem(422, 'validation_failed', '{}', jsonb_build_array(jsonb_build_object('pointer', '/ballots', 'code', 'letters_and_ballots_differ', 'params',
        jsonb_build_object('nomination', voting.nomination_id, 'letters', cardinality(voting.voters), 'ballots', jsonb_array_length(coalesce(ballots -> voting.id::text, '[]'))))));
    end if;
    foreach voter in array voting.voters loop
      perform mark_voter(voting.item, voting.id, voter);
    end loop;
    insert into council_sealed_ballots(voting_id, sealed) select voting.id, decode(b, 'hex') from jsonb_array_elements_text(ballots -> voting.id::text) b;
  end loop;
  return jsonb_array_length(members);
end $$;

-- For the closing, and only the closing: what there is to open, in the order of nothing.
create or replace function app.ballots_to_open(session uuid) returns table (voting_id uuid, sealed text, key_id text, encrypted_secret text, public_key text)
language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  if not exists (select from council_sessions s where s.id = session and s.unit_id = claim_unit() and s.state = 'voting' and has_role('reviewer')) then
    return;
  end if;
  return query
    select v.id, encode(b.sealed, 'hex'), k.key_id, encode(k.encrypted_secret, 'hex'), k.public_key
      from council_ballot_keys k left join council_votings v on v.session_id = k.session_id and not v.closed and not v.void and v.mode = 'electronic_secret'
      left join council_sealed_ballots b on b.voting_id = v.id
     where k.session_id = session order by sha256(b.sealed);
end $$;

-- Opened and shuffled by the service; from here on only plain ballots without an owner, and the sorted hashes. One
-- statement writes them, in the transaction that closes the voting.
create or replace function app.keep_opened_ballots(session uuid, opened jsonb) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  if not exists (select from council_sessions s where s.id = session and s.unit_id = claim_unit() and s.state = 'voting' and has_role('reviewer'))
     or exists (select from council_votings v where v.session_id = session and not v.closed and not v.void and v.mode = 'electronic_secret'
                 and jsonb_array_length(coalesce(opened -> v.id::text, '[]')) <> (select count(*) from council_sealed_ballots b where b.voting_id = v.id)) then
    perform raise_problem(409, 'ballots_not_opened');
  end if;
  update council_votings v set ballot_hashes = h.hashes, ballot_set_hash = ballot_set_hash(h.hashes)
    from (select w.id, array(select encode(sha256(b.sealed), 'hex') from council_sealed_ballots b where b.voting_id = w.id order by 1) as hashes
            from council_votings w where w.session_id = session and not w.closed and not w.void and w.mode = 'electronic_secret') h
   where v.id = h.id;
  insert into council_plain_ballots(voting_id, place, choice)
  select v.key::uuid, c.ordinal, c.choice from jsonb_each(opened) v cross join lateral jsonb_array_elements_text(v.value) with ordinality c(choice, ordinal)
   where v.key::uuid in (select id from council_votings w where w.session_id = session and not w.closed and not w.void and w.mode = 'electronic_secret');
  delete from council_sealed_ballots b using council_votings v where v.id = b.voting_id and v.session_id = session;
  delete from council_ballot_keys where session_id = session;
end $$;

create or replace function app.ballot_set_hash(hashes text[]) returns text language sql immutable parallel safe as $$
  select encode(sha256(convert_to(array_to_string(hashes, E'\n'), 'UTF8')), 'hex')
$$;

create or replace function app.destroy_ballots(session uuid) returns void language sql security definer set search_path = app, extensions, pg_temp as $$
  delete from council_sealed_ballots b using council_votings v where v.id = b.voting_id and v.session_id = session;
  delete from council_plain_ballots b using council_votings v where v.id = b.voting_id and v.session_id = session;
  delete from council_open_ballots b using council_votings v where v.id = b.voting_id and v.session_id = session;
  delete from council_ballot_keys where session_id = session;
$$;

-- ---- counting ----

-- What was cast, line by line. A blank vote is none for either side. Refuses while the voting runs on.
create or replace function app.votes_counted(v app.council_votings)
returns table (issued int, returned int, valid int, invalid int, yes int, no int, hashes text[]) language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  if v.mode in ('paper', 'show_of_hands') then
    return query select c.issued, c.returned, c.valid, c.invalid, c.yes, c.no, null::text[] from council_counts c where c.voting_id = v.id order by c.counter limit 1;
    return;
  elsif v.mode = 'electronic_secret' and (exists (select from council_sealed_ballots b where b.voting_id = v.id)
        or (select count(*) from council_plain_ballots b where b.voting_id = v.id) <> (select count(*) from council_ballot_marks k where k.voting_id = v.id)) then
    perform raise_problem(409, 'ballots_not_opened');
  end if;
  return query
    with cast_votes as (
      select b.choice, null::text as hash from council_plain_ballots b where b.voting_id = v.id and v.mode = 'electronic_secret'
      union all
      select b.choice, open_receipt(b.voting_id, b.member_id, b.choice) from council_open_ballots b where b.voting_id = v.id and v.mode = 'electronic_open')
    select coalesce(v.issued, (select count(*) from council_session_items i cross join lateral voters_on(i) x where i.id = v.item_id)::int), count(*)::int, count(*) filter (where choice in ('yes', 'no'))::int,
           count(*) filter (where choice not in ('yes', 'no'))::int, count(*) filter (where choice = 'yes')::int, count(*) filter (where choice = 'no')::int,
           case v.mode when 'electronic_secret' then v.ballot_hashes else array_agg(hash order by hash) end
      from cast_votes;
end $$;

-- Of all members, or of who takes part, without the recused where the rule takes them out of the base.
create or replace function app.count_voting(v app.council_votings) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  item council_session_items;
  c record;
  all_of int;
  without int;
  base_of int;
begin
  select * into strict item from council_session_items where id = v.item_id;
  select * into strict c from votes_counted(v);
  without := recused_from(item);
  all_of := case item.counted_of when 'present' then (select count(*)::int from voters_on(item)) + without else (select total_members from council_sessions where id = v.session_id) end;
  base_of := all_of - case item.recused when 'leave_base' then without else 0 end;
  update council_votings w
     set closed = true, total = all_of, recused = without, base = base_of, needed = votes_needed(item.percent, item.more_than, base_of), public_key = null,
         issued = c.issued, returned = c.returned, valid = c.valid, invalid = c.invalid, yes = c.yes, no = c.no,
         passed = c.yes >= votes_needed(item.percent, item.more_than, base_of), ballot_hashes = coalesce(c.hashes, case when v.mode like 'electronic%' then '{}'::text[] end),
         ballot_set_hash = case when v.mode like 'electronic%' then ballot_set_hash(coalesce(c.hashes, '{}')) end
   where w.id = v.id;
end $$;

-- The last voting of a case that is over, for whoever decides upon it.
create or replace function app.council_result(nomination uuid)
returns table (session_id uuid, passed boolean, yes int, base int, needed int, percent int, citation text, minutes_document_id uuid)
language sql stable security definer set search_path = app, pg_temp as $$
  select s.id, v.passed, v.yes, v.base, v.needed, i.percent, i.rule_citation, s.minutes_document_id
    from council_session_items i join council_sessions s on s.id = i.session_id and s.state in ('closed', 'minutes_signed')
   cross join lateral (select x.* from council_votings x where x.item_id = i.id and x.closed and not x.void order by x.ballot desc limit 1) v
   where i.nomination_id = nomination and not i.void order by s.closed_at desc limit 1
$$;

-- ---- results ----

-- What the votings of a session came to; 409 while one runs.
drop function if exists app.council_results(uuid);
create or replace function app.council_results(wanted uuid)
returns table (nomination_id uuid, honouree text, award_type text, award_type_name text, ballot int, mode text, total_members int, recused int, base int, percent int, more_than boolean, counted_of text, recused_members text, recused_citation text,
               needed int, issued int, returned int, valid int, invalid int, yes int, no int, ratio text, passed boolean, citation text, confidence text, counters jsonb, votes jsonb,
               ballot_set_hash text, ballot_hashes text[], _unit_id int)
language plpgsql stable security definer set search_path = app, extensions, pg_temp as $$
declare
  s council_sessions;
begin
  select * into strict s from council_sessions where id = wanted;
  if s.state not in ('closed', 'minutes_signed') then
    perform raise_problem(409, 'voting_not_closed', jsonb_build_object('title', s.title));
  end if;
  return query
    with cases as materialized (
      select i.id, n.award_type, h.kind, p.reason, n.issuer_id
        from council_session_items i join nominations n on n.id = i.nomination_id join honourees h on h.id = n.honouree_id join proposals p on p.id = n.proposal_id where i.session_id = wanted),
    bases as materialized (
      select k.*, c.citation from (select distinct x.award_type, x.kind, x.reason, x.issuer_id from cases x) k
       cross join lateral award_rule('conflict_base', k.award_type, k.kind, k.reason, k.issuer_id, s.held_on) c)
    select n.id, h.name, n.award_type, award_name(n.award_type), v.ballot, v.mode, v.total, v.recused, v.base, i.percent, i.more_than, i.counted_of, i.recused, b.citation, v.needed, v.issued, v.returned, v.valid, v.invalid,
           v.yes, v.no, format('%s/%s', v.yes, v.base), v.passed, i.rule_citation, i.rule_confidence,
           (select jsonb_agg(c.counter order by c.counter) from council_counts c where c.voting_id = v.id),
           case when v.mode = 'electronic_open' and claim_roles() && '{reviewer,leader,council}' then (select coalesce(jsonb_agg(jsonb_build_object('member', m.name, 'choice', b.choice) order by m.ordinal), '[]')
                                                      from council_open_ballots b join council_members m on m.id = b.member_id where b.voting_id = v.id) end,
           v.ballot_set_hash, v.ballot_hashes, s.unit_id
      from council_votings v join council_session_items i on i.id = v.item_id join nominations n on n.id = i.nomination_id join honourees h on h.id = n.honouree_id
      join cases k on k.id = i.id left join bases b on (b.award_type, b.kind, b.reason, b.issuer_id) = (k.award_type, k.kind, k.reason, k.issuer_id)
     where v.session_id = wanted and v.closed and not v.void order by v.ballot, i.ordinal;
end $$;

-- Counts again from what was cast, and says whether it comes to the same.
create or replace function app.recount(wanted uuid)
returns table (nomination_id uuid, honouree text, ballot int, yes int, no int, invalid int, ballot_set_hash text, same_count boolean, same_ballots boolean, _unit_id int)
language plpgsql stable security definer set search_path = app, extensions, pg_temp as $$
declare
  s council_sessions;
begin
  select * into s from council_sessions where id = wanted;
  if s.state not in ('closed', 'minutes_signed') then
    perform raise_problem(409, 'voting_not_closed', jsonb_build_object('title', s.title));
  end if;
  return query
    select n.id, h.name, v.ballot, c.yes, c.no, c.invalid, case when v.mode like 'electronic%' then ballot_set_hash(coalesce(c.hashes, '{}')) end,
           (c.issued, c.returned, c.valid, c.invalid, c.yes, c.no) = (v.issued, v.returned, v.valid, v.invalid, v.yes, v.no) and (c.yes >= v.needed) = v.passed,
           v.mode not like 'electronic%' or (ballot_set_hash(coalesce(c.hashes, '{}')) = v.ballot_set_hash and cardinality(coalesce(c.hashes, '{}')) = c.returned), s.unit_id
      from council_votings v join council_session_items i on i.id = v.item_id join nominations n on n.id = i.nomination_id join honourees h on h.id = n.honouree_id cross join lateral votes_counted(v) c
     where v.session_id = wanted and v.closed and not v.void order by v.ballot, i.ordinal;
end $$;

select app.by_engine('app.count_faults(uuid,jsonb)', 'app.put_counts(uuid,jsonb)', 'app.seal_voting(uuid)', 'app.keep_ballot_keys(uuid,text,text,text)', 'app.open_votings(uuid)',
  'app.mark_voter(app.council_session_items,uuid,uuid)', 'app.cast_ballots(uuid,uuid,jsonb)', 'app.keep_letters(uuid,jsonb,jsonb)', 'app.ballots_to_open(uuid)', 'app.keep_opened_ballots(uuid,jsonb)',
  'app.destroy_ballots(uuid)', 'app.votes_counted(app.council_votings)', 'app.count_voting(app.council_votings)', 'app.council_result(uuid)', 'app.council_results(uuid)', 'app.recount(uuid)');
revoke execute on function app.seal_voting(uuid), app.mark_voter(app.council_session_items, uuid, uuid), app.destroy_ballots(uuid), app.votes_counted(app.council_votings),
  app.count_voting(app.council_votings), app.count_faults(uuid, jsonb) from thidua_service;
