-- One initiative.
select s.* from initiatives i, initiative_shown(i) s where i.id = :initiative
