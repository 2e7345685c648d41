-- A conflict of interest that was declared by mistake, taken back.
select withdraw_conflict(:council_session, :conflict) as id
