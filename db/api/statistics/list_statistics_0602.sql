-- Form 0602: awards decided by the state, by subject and reason, a line each type.
-- sort: ordinal = s.ordinal
-- default: ordinal
-- unique: s.award_type
select :keys s.*, true as _people, form_head('0602', 'KHEN THƯỞNG CẤP NHÀ NƯỚC', :unit, :year::int) as _head, format('bieu-0602-%s', :year::int) as _file
  from awards_counted(:unit, :year::int, 'country') s where true
