-- Who is proposed for what, in the order of the proposal.
-- sort: ordinal = n.ordinal
-- default: ordinal
-- unique: n.id
select :keys s.*
  from nominations n, nomination_shown(n) s
 where n.proposal_id = seen_proposal(:proposal)
