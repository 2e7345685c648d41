-- What is due, or a word why not.
select s.* from new_payment(:award, :body) x, payment_shown(x) s
