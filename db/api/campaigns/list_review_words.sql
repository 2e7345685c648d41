-- What the units wrote for the period, as it was frozen; each unit's words are for itself, those above it and the issuer.
-- sort: place = w.place
-- default: place
-- unique: w.place
select :keys unit_uid(w.unit_id) as "unit.id", w.unit ->> 'code' as "unit.code", w.unit ->> 'name' as "unit.name", w.key, w.heading, w.text, w.official,
       w.unit_id as _unit_id, r.unit_id as _issuer_id
  from reviews r cross join lateral review_snapshot_of(r) s
 cross join lateral (select x.place::int as place, y.* from jsonb_array_elements(s.words) with ordinality x(item, place)
                     cross join lateral jsonb_to_record(x.item) y(unit jsonb, unit_id int, key text, heading text, text text, official boolean)) w
 where r.id = :review and seen('review', :review) and (unit_reaches(claim_unit(), w.unit_id) or claim_unit() = r.unit_id)
   and w.key = any (:key)                                            --? key
