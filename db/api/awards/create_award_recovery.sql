-- A step of taking back.
select s.* from new_recovery(:award, :body) x, recovery_shown(x) s
