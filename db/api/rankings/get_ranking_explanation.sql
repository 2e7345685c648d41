-- Why a unit stands where it does.
select s.* from seen_ranking(:ranking) r, ranking_explained(r, :unit) s
