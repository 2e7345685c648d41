-- Form 0604: organisations of emulation and commendation, as units told them for a year.
-- sort: ordinal = s.ordinal
-- default: ordinal
-- unique: s.line
select :keys s.*, true as _people from figures_told(:unit, '0604', :year::int) s where true
