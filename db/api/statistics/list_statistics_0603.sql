-- Form 0603: awards of the level of province, by subject and reason, a line each type.
-- sort: ordinal = s.ordinal
-- default: ordinal
-- unique: s.award_type
select :keys s.*, true as _people, form_head('0603', 'KHEN THƯỞNG CẤP TỈNH', :unit, :year::int) as _head, format('bieu-0603-%s', :year::int) as _file
  from awards_counted(:unit, :year::int, 'province') s where true
