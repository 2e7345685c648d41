-- Many reports moved at once, each judged as one.
select m.* from bulk_move(:body, :atomic) m
