-- The places of a ranking, first one first.
-- sort: place = p.place | unit_name = unit_name_on(p.unit_id, r.ends_on) collate "vi-VN-x-icu" | score = p.score
-- default: place
-- unique: p.unit_id
select :keys p.place, p.tied, unit_uid(p.unit_id) as "unit.id", unit_code_on(p.unit_id, r.ends_on) as "unit.code", unit_name_on(p.unit_id, r.ends_on) as "unit.name",
       p.score, p.main, p.bonus, p.penalty, p.possible, p.gate, p.missing, p.previous_place, p.previous_place - p.place as movement, p.previous_score,
       r.period, r.method ->> 'name' as method_name, c.id as "campaign.id", c.code as "campaign.code", c.title as "campaign.title", p.unit_id as _unit_id, p.issuer_id as _issuer_id, r.state <> 'draft' as _published, true as _people
  from seen_ranking(:ranking) r join ranking_places p on p.ranking_id = r.id join campaigns c on c.id = r.campaign_id
 where true
   and p.unit_id = :unit            --? unit
