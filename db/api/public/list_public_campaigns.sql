-- Campaigns that their leaders published, for anybody.
-- sort: title = c.title collate "vi-VN-x-icu" | starts_on = coalesce(c.starts_on, '0001-01-01') | changed_at = c.changed_at
-- default: -starts_on
-- unique: c.id
select :keys c.*
  from public_campaigns(:q, :year::int, :level, :unit, :state) c
 where true
