-- The same inputs with other weights; nothing is kept.
select s.place, s.tied, unit_uid(s.unit_id) as "unit.id", unit_code_on(s.unit_id, r.ends_on) as "unit.code", unit_name_on(s.unit_id, r.ends_on) as "unit.name",
       s.score, s.main, s.bonus, s.penalty, s.possible, s.gate, s.missing, p.place as frozen_place, p.place - s.place as movement, p.score as frozen_score,
       s.unit_id as _unit_id, p.issuer_id as _issuer_id, r.state <> 'draft' as _published
  from seen_ranking(:ranking) r cross join lateral simulated(r, :body) s join ranking_places p on p.ranking_id = r.id and p.unit_id = s.unit_id
 order by s.place, p.place, s.unit_id
