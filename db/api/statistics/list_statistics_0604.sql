-- Form 0604: organisations of emulation and commendation, as units told them for a year.
-- sort: ordinal = s.ordinal
-- default: ordinal
-- unique: s.line
select :keys s.*, true as _people, form_head('0604', 'TỔ CHỨC LÀM CÔNG TÁC THI ĐUA, KHEN THƯỞNG', :unit, :year::int) as _head, format('bieu-0604-%s', :year::int) as _file
  from figures_told(:unit, '0604', :year::int) s where true
