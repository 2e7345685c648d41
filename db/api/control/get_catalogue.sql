-- One enumeration with its labels in both languages, in its own order.
select c.name, c.entries, seconds_left_today() as _good_for
  from (select catalogue as name, json_agg(json_build_object('code', code, 'vi', vi, 'en', en) order by ordinal) as entries
          from app.catalogues where catalogue = :catalogue group by catalogue) c
