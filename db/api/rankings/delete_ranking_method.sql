-- A method nobody ranked by; one that was used is kept by its rankings (409).
delete from ranking_methods where id = :ranking_method returning id
