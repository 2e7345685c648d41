-- Who benefits from awards, by class, and of how many.
-- sort: ordinal = s.ordinal
-- default: ordinal
-- unique: s.key
select :keys s.*, true as _people from beneficiaries_counted(:unit, coalesce(:from, make_date(coalesce(:year::int, 1945), 1, 1)), coalesce(:to, make_date(coalesce(:year::int, 2200), 12, 31)), :campaign, :level, :by) s where true
