-- One campaign with all its parts. The row stands before the function, which is then written into the query.
select s.* from campaigns c, campaign_shown(c.id) s where c.id = :campaign
