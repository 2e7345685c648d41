-- One request to open a locked report.
select s.* from unlock_requests r, unlock_request_shown(r) s where r.id = :unlock_request
