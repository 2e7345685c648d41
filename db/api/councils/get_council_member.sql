-- One member.
select s.* from council_members m, council_member_shown(m) s where m.id = :council_member
