-- One group with its members of all days and its heads year by year.
select g.id, g.kind, g.code, g.name, o.uid as "unit.id", app.unit_code_on(o.id) as "unit.code", app.unit_name_on(o.id) as "unit.name",
       (select count(*)::int from app.unit_group_members m where m.group_id = g.id and m.valid @> app.today()) as member_count,
       app.day_from(g.valid) as valid_from, app.day_until(g.valid) as valid_until, g.decision_number, g.decision_date, g.note, g.invented,
       (select coalesce(json_agg(json_build_object('unit', app.unit_brief(m.member_id, greatest(lower(m.valid), '1945-09-02')),
                                                   'valid_from', app.day_from(m.valid), 'valid_until', app.day_until(m.valid)) order by m.member_id, m.valid), '[]')
          from app.unit_group_members m where m.group_id = g.id) as members,
       (select coalesce(json_agg(json_build_object('year', h.year, 'role', h.role, 'unit', app.unit_brief(h.member_id, make_date(h.year, 12, 31))) order by h.year desc, h.role desc), '[]')
          from app.unit_group_heads h where h.group_id = g.id) as heads,
       g.version, app.allowed_actions('unit_group', g.id) as allowed_actions, g.unit_id as _unit_id, true as _published
  from app.unit_groups g join app.units o on o.id = g.unit_id
 where g.id = :group
