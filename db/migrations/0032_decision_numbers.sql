-- A number is given once a year in a unit, however it is written: Decree 30/2020/NĐ-CP counts from 01 each year.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

drop index decision_number_taken;
create unique index decision_number_taken on award_decisions (unit_id, extract(year from decided_on), lower(number)) where state <> 'drafted';
