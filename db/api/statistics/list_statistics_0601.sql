-- Form 0601: movements launched in a year by the unit and those below it, by who launched them.
-- sort: ordinal = s.ordinal
-- default: ordinal
-- unique: s.level
select :keys s.*, true as _people from movements_counted(:unit, :year::int) s where true
