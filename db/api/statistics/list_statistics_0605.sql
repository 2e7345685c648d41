-- Form 0605: officers of emulation and commendation, as units told them for a year.
-- sort: ordinal = s.ordinal
-- default: ordinal
-- unique: s.line
select :keys s.*, true as _people, form_head('0605', 'NGƯỜI LÀM CÔNG TÁC THI ĐUA, KHEN THƯỞNG', :unit, :year::int) as _head, format('bieu-0605-%s', :year::int) as _file
  from figures_told(:unit, '0605', :year::int) s where true
