-- What became of each nominee: granted by which decision, or why not.
select n.id as nomination, n.ordinal, h.name as honouree, n.award_type, award_name(n.award_type) as award_type_name, n.state,
       case when n.state in ('failed', 'struck_out', 'withdrawn') then coalesce(r.note, vote_said(n.id)) end as reason, case when n.state in ('failed', 'struck_out', 'withdrawn', 'decided') then r.day end as ended_on,
       n.minutes_document_id, a.id as award_id, a.decision_number, a.decided_on, n.unit_id as _unit_id, n.issuer_id as _issuer_id
  from seen_proposal(:proposal) seen(id)
 cross join lateral (select x.* from nominations x where x.proposal_id = seen.id offset 0) n
  join honourees h on h.id = n.honouree_id
  left join awards a on a.nomination_id = n.id
  left join lateral (select m.note, m.moved_at::date as day from moves m where m.thing = 'nomination' and m.thing_id = n.id and m.to_state = n.state order by m.recorded_at desc limit 1) r on true
 order by n.ordinal
