-- Dead with the next request; the row stays for the record.
select s.* from revoke_delegation(:delegation) d, delegation_shown(d) s
