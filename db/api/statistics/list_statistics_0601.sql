-- Form 0601: movements launched in a year by the unit and those below it, by who launched them.
-- sort: ordinal = s.ordinal
-- default: ordinal
-- unique: s.level
select :keys s.*, true as _people, form_head('0601', 'PHONG TRÀO THI ĐUA', :unit, :year::int) as _head, format('bieu-0601-%s', :year::int) as _file
  from movements_counted(:unit, :year::int) s where true
