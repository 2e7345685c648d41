-- How councils vote rests on the law that founds them; the circular of the courts that the shares were taken from is no act
-- of theirs and stays as the source.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

update award_rules set citation = case rule when 'threshold' then 'Luật 06/2022/QH15 Điều 84' else 'Luật 06/2022/QH15 Điều 90' end,
       source = 'Như Thông tư 01/2024/TT-TANDTC Điều 29 của ngành tòa án, chưa thấy điều của nghị định'
 where unit_id is null and confidence = 'weak' and citation = 'Thông tư 01/2024/TT-TANDTC Điều 29';
