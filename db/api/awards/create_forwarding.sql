-- A step up; with the first the nomination leaves the hands of who judged it.
select s.* from new_forwarding(:nomination, :body) f, forwarding_shown(f) s
