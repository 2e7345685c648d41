-- Reviews of a campaign in sight: the own area's, and those signed above.
-- sort: as_of = r.as_of | period = r.period collate "C" | created_at = r.created_at | changed_at = r.changed_at
-- default: -as_of
-- unique: r.id
select :keys r.id, c.id as "campaign.id", c.code as "campaign.code", c.title as "campaign.title",
       unit_uid(r.unit_id) as "unit.id", unit_code_on(r.unit_id, r.as_of) as "unit.code", unit_name_on(r.unit_id, r.as_of) as "unit.name",
       r.kind, r.period, r.as_of, r.title, r.snapshot, s.frozen_at, s.input_hash, (s.coverage ->> 'official')::int as "coverage.official", (s.coverage ->> 'expected')::int as "coverage.expected",
       r.number, r.signed_on, r.invented, r.state, r.version, r.created_at, r.changed_at,
       allowed_actions('review', r.id) as allowed_actions,           --? expand.allowed_actions
       r.unit_id as _unit_id, r.state = 'signed' as _published
  from reviews r join campaigns c on c.id = r.campaign_id cross join lateral review_snapshot_of(r) s
 where r.campaign_id = :campaign and seen('campaign', :campaign)
   and r.kind = :kind                                                --? kind
   and r.state = any (:state)                                        --? state
   and r.changed_at > :updated_after                                 --? updated_after
