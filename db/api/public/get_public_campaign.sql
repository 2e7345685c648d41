-- A campaign that was published, for anybody.
select s.* from public_campaign(:campaign) s
