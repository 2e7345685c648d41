-- A page of the feed of changes; the last row has no change, and says where the next page begins.
select change_id(p.change) as id, change_type(p.change) as type, (p.change).action, change_subject(p.change) as subject, (p.change).thing, (p.change).thing_id,
       (p.change).state, (p.change).version, u.uid as "unit.id", l.code as "unit.code", (p.change).at,
       (p.change).unit_id as _unit_id, (p.change).issuer_id as _issuer_id, (p.change).lead_unit_id as _lead_unit_id, coalesce(t.known_beyond, true) as _published,
       p.low as _low, p.high as _high, p.seq as _seq, p.mark as _mark, p.more as _more
  from changes_page(:low::xid8, :high::xid8, :seq::bigint, :mark, :now::boolean, :types::text[], unit_named(:unit), :most::int)
       with ordinality p(change, low, high, seq, mark, more, nth)
  left join things t on t.thing = (p.change).thing
  left join units u on u.id = (p.change).unit_id
  left join unit_labels l on l.unit_id = (p.change).unit_id and l.valid_from <= today() and l.valid_to > today()
 order by p.nth
