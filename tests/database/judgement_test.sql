-- What people read of results: changes wanted each year, what is only counted, figures that rest on some of their parts, and what
-- copies of indicators take with them.
begin;
\ir cast.psql
\ir verdicts.psql
select plan(33);

-- 2021 to 2025, and what an indicator of it comes to.
create function pg_temp.five_years() returns campaigns language sql as $$
  select jsonb_populate_record(null::campaigns, '{"starts_on":"2021-01-01","ends_on":"2025-12-31","status_profile":{"on_track":100,"behind":90,"exceeded":110},"status_labels":{}}')
$$;
create function pg_temp.in_five_years(said jsonb, value numeric, at date) returns table (status text, reason text, expected numeric, percent numeric) language sql as $$
  select v.status, v.reason, v.expected, v.percent
    from pg_temp.verdict_on(pg_temp.an_indicator(said), pg_temp.five_years(), (said ->> 'target_value')::numeric, said -> 'baseline', value, at, null) v
$$;

-- ---- wanted each year ----
\set poverty '{"comparator":"decrease_by","target_value":3,"change_basis":"percentage_point","per_year":true,"direction":"down","baseline":{"year":2020,"value":20}}'
\set crime '{"comparator":"decrease_by","target_value":5,"change_basis":"relative","per_year":true,"direction":"down","baseline":{"year":2020,"value":100}}'
select is((select needed from threshold_of(pg_temp.an_indicator(:'poverty'), 3, '{"value":20}', 2)), 14::numeric, 'three points less each year: 14 after two years');
select is((select needed from threshold_of(pg_temp.an_indicator(:'poverty'), 3, '{"value":20}', 5)), 5::numeric, 'and 5 after five');
select is((select trim_scale(needed) from threshold_of(pg_temp.an_indicator(:'crime'), 5, '{"value":100}', 2)), 90.25, '5 % less each year is 5 % of what was left: 90.25 after two');
select is((select needed from threshold_of(pg_temp.an_indicator(:'poverty'::jsonb || '{"per_year":false}'), 3, '{"value":20}', 5)), 17::numeric, 'what is not said of each year is wanted once');
select is((select array[status, expected::text] from pg_temp.in_five_years(:'poverty', 14, '2022-12-14')), '{on_track,14}', 'at the end of the second year 14 is on course');
select is((select status from pg_temp.in_five_years(:'poverty', 14.1, '2022-12-14')), 'behind', 'and 14.1 is not');
select is((select status from pg_temp.in_five_years(:'poverty', 17, '2022-12-14')), 'at_risk', 'once in two years is half of it');
select is((select status from pg_temp.in_five_years(:'poverty', 5, '2025-12-14')), 'met', 'all five make it');
select is((select status from pg_temp.in_five_years(:'poverty', 5.2, '2025-12-14')), 'missed', 'or not');
select is((select array[status, expected::text] from pg_temp.in_five_years(:'crime', 90.25, '2022-12-14')), '{on_track,90.25}', 'a share of what was left is on course along its curve');
select is((select status from pg_temp.in_five_years(:'crime', 90.4, '2022-12-14')), 'behind', 'not along a straight line, on which 90.4 would do');
select is((select status from pg_temp.verdict_on(pg_temp.an_indicator(:'poverty'), jsonb_populate_record(pg_temp.five_years(), '{"starts_on":"2025-01-01"}'), 3, '{"year":2024,"value":20}', 17, '2025-12-14', null)), 'met', 'in a campaign of a year it is the same as wanted once');
select is(goal_said('{"comparator":"decrease_by","printed":"3","unit_of_measure":"%","per_year":true,"value_type":"percent"}'), 'giảm 3% mỗi năm', 'a review says so');
select is(goal_said('{"comparator":"decrease_by","printed":"4%/năm","unit_of_measure":"%","per_year":true,"value_type":"percent"}'), 'giảm 4%/năm', 'unless the document did');

-- ---- sentences of what is to change, and of what adds up ----
select is(goal_said('{"comparator":"decrease_by","target":0.2,"printed":"0,2%","unit_of_measure":"%","change_basis":"percentage_point","value_type":"ratio"}'), 'giảm 0,2 điểm phần trăm', 'a share falls by points');
select is(figure_sentence('{"name":"Mức giảm tỷ lệ hộ nghèo","comparator":"decrease_by","target":0.2,"change_basis":"percentage_point","value":1.08,"decimals":2,"unit_of_measure":"%","value_type":"percent","status":"no_data","reason":"baseline_missing","label":"x","coverage":{"reported":1,"expected":1}}'),
  'Mức giảm tỷ lệ hộ nghèo: tỷ lệ kỳ này 1,08%, chỉ tiêu giảm 0,2 điểm phần trăm; chưa đánh giá được tiến độ (thiếu số liệu năm gốc)', 'what is reported is where it stands, not the decrease');
select is(figure_sentence('{"name":"Nhà tạm","comparator":"complete","target":100,"printed":"100%","value":56.71,"decimals":1,"unit_of_measure":"%","value_type":"percent","accumulation":"cumulative","expected":41.666667,"status":"on_track","reason":"projection_reaches","label":"Đúng tiến độ","coverage":{"reported":1,"expected":1}}'),
  'Nhà tạm đạt 56,71%, chỉ tiêu hoàn thành 100%; đúng tiến độ; theo tiến độ, đến hết kỳ này cần đạt 41,7%', 'what adds up says how much should be there');
select is(criterion_said('{"name":"Chất thải","rule":"rate","measure":"percent","raw":97.52,"numerator":1376,"denominator":1411,"unit_of_measure":"%","target":97.5,"measured":100.02,"normalised":1,"weight":30,"points":30}'),
  'Chất thải: đạt 97,52% (1.376/1.411) so với chỉ tiêu 97,5%, tính tối đa 100% (đạt 100,02%) × 30 điểm = 30 điểm', 'a rate above what may count says so, so that the product is right');

-- ---- only counted ----
select is((select array[status, reason] from pg_temp.in_five_years('{"comparator":"none"}', 2293, '2025-12-14')), '{no_data,no_target}', 'what has no target has no status, and says why');
select is(status_said(pg_temp.five_years(), 'no_data', true, 'no_target'), 'Theo dõi, không giao chỉ tiêu', 'in words');
select is(figure_sentence('{"name":"Số hộ được hỗ trợ","comparator":"none","value":2293,"unit_of_measure":"hộ","value_type":"count","status":"no_data","reason":"no_target","label":"x","coverage":{"reported":9,"expected":9}}'),
  'Số hộ được hỗ trợ đạt 2.293 hộ; theo dõi, không giao chỉ tiêu', 'a review tells the figure and reproaches nobody');
select is(statuses_counted('[{"status":"no_data","reason":"no_target","value":1},{"status":"no_data","reason":"coverage_incomplete","value":1},{"status":"no_data","reason":"not_reported","value":null},{"status":"met","value":1}]'),
  '{"met":1,"no_data":1,"no_target":1,"not_judged":1}', 'three kinds without a status are counted apart');
select is(shortcomings_said('[{"name":"Số hộ","status":"no_data","reason":"no_target","value":1,"ordinal":1}]', '{"missing":0,"late":0}'), 'Không có chỉ tiêu nào chậm; các đơn vị báo cáo đầy đủ, đúng hạn.', 'and no shortcoming');

-- ---- resting on some of its parts ----
select is(status_said(pg_temp.five_years(), 'behind', true, 'below_target_now', true), 'Chậm (tạm tính)', 'a status that may change says so');
select is(status_said(pg_temp.five_years(), 'no_data', true, 'coverage_incomplete', true), 'Chưa đủ căn cứ đánh giá', 'none has nothing to change');
select is(words_said('[{"key":"k","text":"Thiếu vốn.","official":false,"unit_id":1,"unit":{"name":"Xã A"}},{"key":"k","text":"Thiếu vốn","official":true,"unit_id":2,"unit":{"name":"Xã B"}},{"key":"k","text":"Mưa.","official":false,"unit_id":1,"unit":{"name":"Xã A"}}]', 'k'),
  E'- Thiếu vốn (2 đơn vị: Xã B; báo cáo chưa phê duyệt: Xã A).\n- Mưa (1 đơn vị: báo cáo chưa phê duyệt: Xã A).', 'words nobody has approved are marked');
select is(words_waiting('[{"official":false,"unit_id":1},{"official":false,"unit_id":1},{"official":true,"unit_id":2}]'), 1, 'and their units counted once');

-- ---- what copies take with them ----
\set season '{"source":"Kế hoạch trồng rừng","points":[{"on":"2025-06-30","share":40},{"on":"2025-09-30","share":70}]}'
select is(season_of_copy(:'season', '2025-01-01', '2025-12-31', '2026-01-01', '2026-12-31') -> 'points', '[{"on":"2026-06-30","share":40},{"on":"2026-09-30","share":70}]', 'the season of the next year has its days');
select is(season_of_copy(:'season', '2025-01-01', '2025-12-31', '2025-07-01', '2025-12-31') -> 'points', '[{"on":"2025-09-30","share":50}]', 'of what was left in July, half is usual by September');
select is(season_of_copy(:'season', '2025-01-01', '2025-12-31', '2025-10-01', '2025-12-31'), null, 'where no point is left, time alone counts');
select is(season_of_copy(null, '2025-01-01', '2025-12-31', '2026-01-01', '2026-12-31'), null, 'none stays none');

insert into campaigns(unit_id, code, title, kind, starts_on, ends_on) values (pg_temp.id_of('t-tp'), 'J-2025', 'Thử sao chép', 'plan', '2025-01-01', '2025-12-31') returning id as campaign \gset
insert into indicators(campaign_id, unit_id, code, ordinal, field, name, value_type, comparator, target_value, formula) values
  (:'campaign', pg_temp.id_of('t-tp'), 'J2025-1', 1, 'economy', 'Tiền', 'number', 'gte', 1, null), (:'campaign', pg_temp.id_of('t-tp'), 'J2025-10', 2, 'economy', 'Diện tích', 'number', 'gte', 1, null),
  (:'campaign', pg_temp.id_of('t-tp'), 'J2025-2', 3, 'economy', 'Bình quân', 'number', 'gte', 1, '100 * J2025-1 / (J2025-10 + J2025-1)');
select is(formula_of_copy('100 * J2025-1 / (J2025-10 + J2025-1)', :'campaign', array(select id from indicators where campaign_id = :'campaign'), 'J-2026'),
  '100 * J-2026-1 / (J-2026-10 + J-2026-1)', 'a formula speaks of the copies, and -10 is not -1 with a nought');
select is(formula_of_copy('J2025-1 / J2025-10', :'campaign', array(select id from indicators where campaign_id = :'campaign' and code <> 'J2025-10'), 'J-2026'), null, 'without an operand there is none');

select * from finish();
rollback;
