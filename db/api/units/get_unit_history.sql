-- A unit through time: names, codes, parents, and the events that made it, changed it and ended it.
select u.uid as id, app.unit_name_on(u.id) as name, app.day_from(u.existence) as valid_from, app.day_until(u.existence) as valid_until,
       (select coalesce(json_agg(json_build_object('name', n.name, 'type', n.type, 'valid_from', app.day_from(n.valid), 'valid_until', app.day_until(n.valid)) order by n.valid), '[]')
          from app.unit_names n where n.unit_id = u.id) as names,
       (select coalesce(json_agg(json_build_object('scheme', c.scheme, 'code', c.code, 'document', c.document, 'valid_from', app.day_from(c.valid), 'valid_until', app.day_until(c.valid)) order by c.scheme, c.valid), '[]')
          from app.unit_codes_told(u.id) c) as codes,
       (select coalesce(json_agg(json_build_object('unit', app.unit_brief(p.parent_id, greatest(lower(p.valid), '1945-09-02')), 'valid_from', app.day_from(p.valid), 'valid_until', app.day_until(p.valid)) order by p.valid), '[]')
          from app.unit_parents p where p.unit_id = u.id) as parents,
       (select coalesce(json_agg(json_build_object('unit', app.unit_brief(s.predecessor_id, e.effective_on - 1), 'effective_on', e.effective_on, 'extent', s.extent, 'share', s.share,
                                                   'event', e.title, 'document_number', e.document_number) order by e.effective_on, s.predecessor_id), '[]')
          from app.unit_successions s join app.unit_events e on e.id = s.event_id and e.reversed_on is null where s.successor_id = u.id) as predecessors,
       (select coalesce(json_agg(json_build_object('unit', app.unit_brief(s.successor_id, e.effective_on), 'effective_on', e.effective_on, 'extent', s.extent, 'share', s.share,
                                                   'event', e.title, 'document_number', e.document_number) order by e.effective_on, s.successor_id), '[]')
          from app.unit_successions s join app.unit_events e on e.id = s.event_id and e.reversed_on is null where s.predecessor_id = u.id) as successors,
       u.version
  from app.units u where u.id = :unit
