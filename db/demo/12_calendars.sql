-- A calendar of the demo that locks what was reported: Kon Rẫy closes the report of a whole campaign ten working days after
-- its end. Invented.
set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

with kept as (
  insert into calendars(code, name, regime, unit_id, valid_from, citation)
  values ('KRY', 'Lịch báo cáo của huyện Kon Rẫy (giả định)', 'emulation', unit_named('code:huyen-kon-ray@2022-01-01'), '2022-01-01', 'Nghị định số 09/2019/NĐ-CP, Điều 13; thời hạn khóa là giả định')
  on conflict (code) do nothing returning id)
insert into periods(calendar_id, code, kind, lock_working_days, citation)
select id, 'full', 'full', 10, 'Nghị định số 09/2019/NĐ-CP, Điều 13; thời hạn khóa là giả định' from kept;
