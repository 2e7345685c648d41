-- The places of a published ranking, first one first.
-- sort: place = p.place | unit_name = p."unit.name" collate "vi-VN-x-icu" | score = p.score
-- default: place
-- unique: p.unit_id
select :keys p.place, p.tied, p."unit.id", p."unit.code", p."unit.name", p.score, p.main, p.bonus, p.penalty, p.possible, p.missing, p.previous_place, p.movement,
       p.period, p.method_name, p."campaign.id", p."campaign.code", p."campaign.title", p._unit_id, p._published
  from public_ranking_places(:ranking) p
 where true
