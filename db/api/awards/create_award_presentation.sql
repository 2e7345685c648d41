-- Handed over, once.
select s.* from new_presentation(:award, :body) x, presentation_shown(x) s
