-- One unit on a day, with its codes and everything above it.
select u.uid as id, u.kind, u.level, n.name, n.short_name, n.type, app.unit_code_on(u.id, d.day) as code,
       app.unit_state(u.existence, d.day) as state, app.day_from(u.existence) as valid_from, app.day_until(u.existence) as valid_until,
       parent.uid as "parent.id", app.unit_code_on(parent.id, d.day) as "parent.code", app.unit_name_on(parent.id, d.day) as "parent.name",
       coalesce((select json_agg(json_build_object('scheme', c.scheme, 'code', c.code, 'document', c.document) order by c.scheme) from app.unit_codes_told(u.id) c
                  where c.valid @> d.asked), '[]') as codes,
       coalesce((select json_agg(app.unit_brief(t.ancestor_id, d.day) order by t.depth) from app.unit_tree t
                  where t.unit_id = u.id and t.depth > 0 and t.valid_from <= d.asked and t.valid_to > d.asked), '[]') as ancestors,
       (select count(*)::int from app.unit_parents x where x.parent_id = u.id and x.valid @> d.asked) as children_count,
       u.version, '{}'::text[] as allowed_actions
  from app.units u
 cross join lateral (select coalesce(:structure_date, :reference_date, app.today()) as day) named
 cross join lateral (select named.day, least(named.day, upper(u.existence) - 1) as asked) d
 cross join lateral (select x.name, x.short_name, x.type from app.unit_names x where x.unit_id = u.id
                      order by lower(x.valid) > d.day, abs(d.day - coalesce(nullif(lower(x.valid), '-infinity'), '1945-09-02')) limit 1) n
  left join app.unit_parents p on p.unit_id = u.id and p.valid @> d.asked
  left join app.units parent on parent.id = p.parent_id
 where u.id = :unit
