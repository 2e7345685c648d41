-- Who is proposed for what, in the order of the proposal; whoever does not see it is told so first.
-- sort: ordinal = (found.x).ordinal
-- default: ordinal
-- unique: (found.x).id
-- shown: nominations_shown
select :keys found.x as _shown
  from seen_proposal(:proposal) seen(id)
 cross join lateral (select x from nominations x where x.proposal_id = seen.id offset 0) found
 where true
