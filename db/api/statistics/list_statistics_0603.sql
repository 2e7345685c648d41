-- Form 0603: awards of the level of province, by subject and reason, a line each type.
-- sort: ordinal = s.ordinal
-- default: ordinal
-- unique: s.award_type
select :keys s.*, true as _people from awards_counted(:unit, :year::int, 'province') s where true
