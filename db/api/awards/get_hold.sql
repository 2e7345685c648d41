-- One hold.
select s.* from holds h, hold_shown(h) s where h.id = :hold
