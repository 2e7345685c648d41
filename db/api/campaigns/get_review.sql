-- One review with its frozen figures and its sections, as drafted and as written.
select s.* from reviews r, review_shown(r) s where r.id = :review
