-- Form 0602: awards decided by the state, by subject and reason, a line each type.
-- sort: ordinal = s.ordinal
-- default: ordinal
-- unique: s.award_type
select :keys s.*, true as _people from awards_counted(:unit, :year::int, 'country') s where true
