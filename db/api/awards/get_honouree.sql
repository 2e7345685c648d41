-- One honouree.
select s.* from honourees h, honouree_shown(h) s where h.id = :honouree
