-- One code of the library.
select s.* from library_indicators l, library_indicator_shown(l) s where l.id = :library_indicator
