-- One entry of the ledger.
select s.* from awards a, award_shown(a) s where a.id = :award
