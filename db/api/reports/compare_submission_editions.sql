-- What differs between two editions.
select d.*, s.issuer_id as _issuer_id from submissions s, compared_editions(s.id, :from::int, :to::int) d where s.id = :submission
