-- Withdraws a proposal; guard() has judged who and when.
delete from targets where id = :target returning id
