-- One entry of the ledger.
select s.* from awards a, awards_shown(array[a]) s where a.id = :award
