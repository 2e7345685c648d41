-- Day by day whether offices work, in the area of a calendar.
select k.id, k.code, :from::date as "from", :to::date as "to",
       (select count(*)::int from generate_series(:from::date, :to::date, interval '1 day') d where is_working_day(d::date, k.unit_id)) as working_days,
       (select coalesce(jsonb_agg(jsonb_build_object('day', d::date, 'works', is_working_day(d::date, k.unit_id),
                 'name', (select h.name from holidays h where h.day = d::date and (h.unit_id is null or h.unit_id = k.unit_id) order by h.unit_id nulls last limit 1)) order by d), '[]')
          from generate_series(:from::date, :to::date, interval '1 day') d) as days, k.unit_id as _unit_id, true as _published
  from calendars k where k.id = :calendar and range_is_short(:from, :to)
