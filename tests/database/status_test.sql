-- What a target asks of a value, T1 to T21 as the documents word them; where a value stands and how it is foreseen.
begin;
\ir cast.psql
\ir verdicts.psql
select plan(110);

-- Campaign of 2025; a value at the end, on 30 June, or on any day with the figures before it.
create function pg_temp.year_2025() returns campaigns language sql as $$
  select jsonb_populate_record(null::campaigns, '{"starts_on":"2025-01-01","ends_on":"2025-12-31","status_profile":{"on_track":100,"behind":90,"exceeded":110},"status_labels":{}}')
$$;
create function pg_temp.verdict(said jsonb, target numeric, value numeric, at date, series jsonb default null) returns table (status text, reason text, method text, expected numeric,
  projected numeric, projected_low numeric, projected_high numeric, points int, percent numeric, required_rate numeric) language sql as $$
  select * from pg_temp.verdict_on(pg_temp.an_indicator(said), pg_temp.year_2025(), coalesce(target, whole_target(pg_temp.an_indicator(said))), said -> 'baseline', value, at, series)
$$;
create function pg_temp.at_the_end(said jsonb, value numeric) returns text language sql as $$
  select status from pg_temp.verdict(said, null, value, '2025-12-31')
$$;
create function pg_temp.in_june(said jsonb, value numeric, series jsonb default null) returns text language sql as $$
  select status || ' ' || reason from pg_temp.verdict(said, null, value, '2025-06-14', series)
$$;

-- ---- T1 to T21 ----
select is(pg_temp.at_the_end('{"comparator":"gt","target_value":550000}', 550000), 'missed', 'T1 trên 550.000: 550,000 itself is not more');
select is(pg_temp.at_the_end('{"comparator":"gt","target_value":550000}', 550001), 'met', 'T1 trên 550.000: one more is');
select is(pg_temp.at_the_end('{"comparator":"gt","target_value":15.49,"unit_of_measure":"%","decimals":2}', 15.49), 'missed', 'T1 trên 15,49 %');
select is(pg_temp.at_the_end('{"comparator":"gt","target_value":41.5,"value_type":"ratio","rollup":"ratio","unit_of_measure":"%","decimals":1}', 41.504), 'met', 'T1 a strict target is judged by the exact share');
select is(pg_temp.at_the_end('{"comparator":"lt","target_value":3}', 3), 'missed', 'T1 dưới 3: three is not below');
select is(pg_temp.at_the_end('{"comparator":"gte","target_value":98}', 98), 'met', 'T2 từ 98 % trở lên: 98 is');
select is(pg_temp.at_the_end('{"comparator":"gte","target_value":97.5}', 97.4), 'missed', 'T2 từ 97,5 % trở lên: 97.4 is not');
select is(pg_temp.at_the_end('{"comparator":"lte","target_value":1.5,"direction":"down"}', 1.5), 'met', 'T2 không quá 1,5: 1.5 is');
select is(pg_temp.at_the_end('{"comparator":"eq","target_value":3600}', 3700), 'met', 'T3 a bare figure is reached from above');
select is(pg_temp.at_the_end('{"comparator":"eq","target_value":3600}', 3599), 'missed', 'T3 and missed below');
select is(pg_temp.at_the_end('{"comparator":"eq","evaluate_as":"lte","target_value":10.16,"direction":"down"}', 10.2), 'missed', 'T3 judged from below where it says so');
select is(pg_temp.at_the_end('{"comparator":"eq","evaluate_as":"eq","target_value":5}', 6), 'missed', 'T3 or exactly');

insert into campaigns(unit_id, code, title, kind, starts_on, ends_on) values (pg_temp.id_of('t-tp'), 'S-2025', 'Thử chỉ tiêu', 'plan', '2025-01-01', '2025-12-31') returning id as campaign \gset
insert into indicators(campaign_id, unit_id, code, ordinal, source_ref, field, name, value_type, unit_of_measure, comparator, target_value) values
  (:'campaign', pg_temp.id_of('t-tp'), 'S-05', 5, '1.4', 'economy', 'Tổng diện tích', 'number', 'ha', 'eq', 24890),
  (:'campaign', pg_temp.id_of('t-tp'), 'S-65', 6, '2.6', 'culture_society', 'Lao động qua đào tạo', 'percent', '%', 'gte', 65.4),
  (:'campaign', pg_temp.id_of('t-tp'), 'S-06', 7, '1.5', 'economy', 'Sản lượng lương thực', 'number', 'tấn', 'eq', 21727),
  (:'campaign', pg_temp.id_of('t-tp'), 'S-07', 8, '1.5', 'economy', 'Đàn gia súc', 'number', 'con', 'eq', 79183);
insert into indicators(campaign_id, unit_id, code, ordinal, field, name, value_type, unit_of_measure, comparator, target_value, parent_id, component_rule)
select :'campaign', w.unit_id, p.code, p.ordinal, 'economy', p.code, w.value_type, p.unit, 'eq', p.target, w.id, p.rule
  from (values ('S-05', 'S-05A', 51, 'ha', 12008, 'sum'), ('S-05', 'S-05B', 52, 'ha', 12882, 'sum'), ('S-65', 'S-65A', 61, '%', 47.5, 'subset')) p(whole, code, ordinal, unit, target, rule)
  join indicators w on w.code = p.whole and w.campaign_id = :'campaign';
select is_empty(format('select * from campaign_is_not_whole(%L, null)', :'campaign'), 'T4 12,008 + 12,882 = 24,890; T5 47.5 of 65.4');
update indicators set target_value = 12.883, unit_of_measure = 'nghìn ha' where code = 'S-05B' and campaign_id = :'campaign';
select is((select params ->> 'sum' from campaign_is_not_whole(:'campaign', null) where code = 'component_sums_differ')::int, 24891, 'T4 parts that do not sum are named, in the unit of the whole');
update indicators set target_value = 12.882 where code = 'S-05B' and campaign_id = :'campaign';
select is_empty(format('select * from campaign_is_not_whole(%L, null)', :'campaign'), 'T4 12.882 thousand hectares are 12,882 ha');
update indicators set target_value = 66 where code = 'S-65A' and campaign_id = :'campaign';
select is((select params ->> 'part' from campaign_is_not_whole(:'campaign', null) where code = 'subset_exceeds_whole'), 'S-65A', 'T5 a part above its whole is named');
select is((select count(*) from indicators where campaign_id = :'campaign' and source_ref = '1.5'), 2::bigint, 'T6 one line of the document, two targets');
select is(pg_temp.at_the_end('{"comparator":"eq","target_value":75.44,"numerator":43,"denominator":57,"value_type":"ratio","rollup":"ratio","unit_of_measure":"%","decimals":2}', ratio_of(43, 57, '%')),
  'met', 'T7 43 of 57 schools is 75,44 % as printed');
select is(pg_temp.at_the_end('{"comparator":"eq","target_value":75.44,"value_type":"ratio","rollup":"ratio","unit_of_measure":"%","decimals":2}', ratio_of(42, 57, '%')), 'missed', 'T7 42 of 57 is not');
select is(pg_temp.in_june('{"comparator":"eq","target_value":75.44,"numerator":43,"denominator":57,"value_type":"ratio","rollup":"ratio","unit_of_measure":"%","decimals":2}', ratio_of(43, 57, '%')), 'on_track at_target_now', 'T7 nor is it behind for want of a decimal');
select is(pg_temp.at_the_end('{"comparator":"eq","numerator":43,"denominator":57,"value_type":"ratio","rollup":"ratio","unit_of_measure":"%","decimals":2}', ratio_of(43, 57, '%')), 'met', 'T7 counts without a printed share');
select is(pg_temp.at_the_end('{"comparator":"eq","target_value":75.44,"value_type":"percent","unit_of_measure":"%","decimals":2}', 75.435), 'missed', 'T7 a typed share has no tolerance');
select is(pg_temp.in_june('{"comparator":"maintain","target_value":11}', 10), 'missed level_lost', 'T8 giữ vững 11/11 at 10 is missed at once');
select is(pg_temp.in_june('{"comparator":"maintain","target_value":11}', 11), 'on_track at_target_now', 'T8 kept so far');
select is(pg_temp.in_june('{"comparator":"maintain","target_value":11}', 11, '[["2025-03-14",10]]'), 'missed level_was_lost', 'T8 lost in March and regained is missed all the same');
select is(pg_temp.in_june('{"comparator":"maintain","target_value":11}', 11, '[["2024-11-14",10]]'), 'on_track at_target_now', 'T8 what was before the campaign does not count');
select is(pg_temp.at_the_end('{"comparator":"maintain","value_type":"ratio","rollup":"ratio","unit_of_measure":"%","numerator":11,"denominator":11}', ratio_of(11, 11, '%')), 'met', 'T8 11 of 11 to the end');
select is(pg_temp.at_the_end('{"comparator":"complete","value_type":"set","named_items":[{"name":"Đoàn Kết"},{"name":"Hòa Bình"}]}', 1), 'missed', 'T9 one of two named communes');
select is(pg_temp.at_the_end('{"comparator":"complete","value_type":"set","named_items":[{"name":"Đoàn Kết"},{"name":"Hòa Bình"}]}', 2), 'met', 'T9 both');
select is(pg_temp.at_the_end('{"comparator":"complete","value_type":"set","unit_of_measure":"%","named_items":[{"name":"a"},{"name":"b"}]}', 50), 'missed', 'T9 as a share of them');
select is(items_counted(pg_temp.an_indicator('{"value_type":"set"}'), '[{"name":"a","status":"done"},{"name":"b","status":"in_progress"}]'), 1::numeric, 'T9 a set counts its items that are done');
select is(pg_temp.at_the_end('{"comparator":"increase_by","target_value":5,"accumulation":"cumulative"}', 5), 'met', 'T10 thêm 05 xã: five are');
select is(pg_temp.at_the_end('{"comparator":"increase_by","target_value":5,"accumulation":"cumulative"}', 4), 'missed', 'T10 four are not');
select is(pg_temp.at_the_end('{"comparator":"increase_by","target_value":5,"baseline":{"value":7}}', 12), 'met', 'T10 a level counts from its baseline');
select is(items_counted(pg_temp.an_indicator('{"value_type":"count","comparator":"increase_by"}'), '[{"name":"xã A","status":"done"},{"name":"xã B","status":"done"}]'), 2::numeric, 'T10 the evidence list is the count');
select is(pg_temp.at_the_end('{"comparator":"gt","target_value":50,"value_type":"ratio","rollup":"ratio","unit_of_measure":"%","population":{"name":"thôn vùng đồng bào dân tộc thiểu số"}}', ratio_of(26, 52, '%')), 'missed', 'T11 trên 50 % of a population: half is not');
select is(pg_temp.at_the_end('{"comparator":"gt","target_value":50,"value_type":"ratio","rollup":"ratio","unit_of_measure":"%"}', ratio_of(27, 52, '%')), 'met', 'T11 27 of 52 is');
select is(pg_temp.at_the_end('{"comparator":"decrease_by","target_value":0.2,"change_basis":"percentage_point","baseline":{"value":1.3}}', 1.1), 'met', 'T12 0.2 points less');
select is(pg_temp.at_the_end('{"comparator":"decrease_by","target_value":0.2,"change_basis":"percentage_point","baseline":{"value":1.3}}', 1.2), 'missed', 'T12 0.1 is too little');
select is(pg_temp.at_the_end('{"comparator":"decrease_by","target_value":4,"change_basis":"percentage_point","bound":"gt","baseline":{"value":12}}', 8), 'missed', 'T12 more than four is not four');
select is(pg_temp.at_the_end('{"comparator":"decrease_by","target_value":0.2,"change_basis":"percentage_point","baseline":{"year":2024}}', 1.1), 'no_data', 'T12 nothing is judged without its baseline');
select is(pg_temp.at_the_end('{"comparator":"decrease_by","target_value":5,"change_basis":"relative","baseline":{"value":200},"accumulation":"cumulative"}', 190), 'met', 'T13 5 % less than 200 is 190');
select is(pg_temp.at_the_end('{"comparator":"decrease_by","target_value":5,"change_basis":"relative","baseline":{"value":200},"accumulation":"cumulative"}', 191), 'missed', 'T13 and not 191');
select is(pg_temp.in_june('{"comparator":"decrease_by","target_value":5,"change_basis":"relative","baseline":{"value":200},"accumulation":"cumulative"}', 120), 'at_risk projection_falls_short', 'T13 120 by June project to 240');
select is(pg_temp.in_june('{"comparator":"decrease_by","target_value":5,"change_basis":"relative","baseline":{"value":200},"accumulation":"cumulative"}', 90), 'on_track projection_reaches', 'T13 90 to 180, which still may grow');
select is((select status from pg_temp.verdict('{"comparator":"decrease_by","target_value":4,"change_basis":"percentage_point","baseline":{"value":40}}', 6, 34.1, '2025-12-31')), 'missed', 'T14 a poor district at −5.9 misses −6');
select is((select status from pg_temp.verdict('{"comparator":"decrease_by","target_value":4,"change_basis":"percentage_point","baseline":{"value":12}}', null, 8, '2025-12-31')), 'met', 'T14 an ordinary one at −4.0 meets −4');
select is(pg_temp.at_the_end('{"comparator":"increase_by","target_value":5,"change_basis":"rank","value_type":"rank","baseline":{"value":58}}', 53), 'met', 'T15 five ranks up from 58 is 53');
select is(pg_temp.at_the_end('{"comparator":"increase_by","target_value":5,"change_basis":"rank","value_type":"rank","baseline":{"value":58}}', 54), 'missed', 'T15 and not 54');
select is(pg_temp.at_the_end('{"comparator":"improve","baseline":{"value":70.1}}', 70.2), 'met', 'T16 better than the baseline');
select is(pg_temp.at_the_end('{"comparator":"improve","baseline":{"value":70.1}}', 70.1), 'missed', 'T16 as good is not better');
select is(pg_temp.at_the_end('{"comparator":"improve","value_type":"rank","baseline":{"value":9}}', 8), 'met', 'T16 a lower rank is better');
select is(pg_temp.at_the_end('{"comparator":"improve"}', 8), 'no_data', 'T16 better than what?');
select is(pg_temp.at_the_end('{"comparator":"complete","unit_of_measure":"%","value_type":"percent"}', 99.9), 'missed', 'T17 hoàn thành 100 %: 99.9 is not');
select is(pg_temp.at_the_end('{"comparator":"complete","unit_of_measure":"%","value_type":"ratio","rollup":"ratio"}', ratio_of(118, 118, '%')), 'met', 'T17 118 of 118 is');
select is((select status || ' ' || reason from verdict_of_all('{met,exceeded,met}')), 'met all_parts_reached', 'T18 giảm cả 03 tiêu chí: all three');
select is((select status || ' ' || reason from verdict_of_all('{met,met,missed}')), 'missed worst_part_decides', 'T18 two of three are not');
select is((select status || ' ' || reason from verdict_of_all('{on_track,at_risk,no_data}')), 'at_risk worst_part_decides', 'T18 the worst part explains');
select is((select status || ' ' || reason from verdict_of_all('{exceeded,exceeded}')), 'exceeded all_parts_reached', 'T18 exceeded when every part is');
select is((select status from verdict_of_all('{}')), 'no_data', 'T18 of nothing nothing is known');
select is((select status from pg_temp.verdict('{"comparator":"eq","target_value":100,"accumulation":"cumulative","due_date":"2025-06-30"}', null, 90, '2025-06-14')), 'missed', 'T19 due inside the campaign: judged on its day');
select is((select status from pg_temp.verdict('{"comparator":"eq","target_value":100,"accumulation":"cumulative","due_date":"2025-09-30"}', null, 60, '2025-06-14')), 'behind', 'T19 before it by the share up to its day: 60 of 6/9 projects to 90');
select is((select status from pg_temp.verdict('{"comparator":"eq","target_value":1,"accumulation":"cumulative","due_date":"2026-12-31"}', null, 0.4, '2025-12-31')), 'at_risk', 'T19 due beyond the campaign: at its end not yet missed');
select is((select status from pg_temp.verdict('{"comparator":"eq","target_value":1,"accumulation":"cumulative","due_date":"2026-12-31"}', null, 0.5, '2025-12-31')), 'on_track', 'T19 and on track at half of two years');
select ok(not same_definition(pg_temp.an_indicator('{"definition_note":"không tính trạm y tế xã"}'), pg_temp.an_indicator('{}')), 'T20 another definition is another indicator');
select ok(same_definition(pg_temp.an_indicator('{"definition_note":"Không tính trạm y tế xã"}'), pg_temp.an_indicator('{"definition_note":"không tính trạm y tế xã"}')), 'T20 the same one in other letters is not');
select ok(same_definition(pg_temp.an_indicator('{"unit_of_measure":"tỷ đồng"}'), pg_temp.an_indicator('{"unit_of_measure":"triệu đồng"}')), 'T20 units of one kind do');
select ok(not same_definition(pg_temp.an_indicator('{"unit_of_measure":"tỷ đồng"}'), pg_temp.an_indicator('{"unit_of_measure":"triệu USD"}')), 'T20 units of two kinds do not');
select is(converted(86083, 'tỷ đồng', 'đồng'), 86083000000000::numeric, 'T21 tỷ đồng is 10^9 đồng');
select is(converted(1.2, 'triệu khách', 'khách'), 1200000::numeric, 'T21 triệu khách');
select is(converted(1, 'triệu USD', 'triệu đồng'), null, 'T21 no rate turns dollars into đồng');
select is(converted(7, 'giường/01 vạn dân', 'giường/01 vạn dân'), 7::numeric, 'T21 a unit is itself');

-- ---- status at any date: method, expectation, projection, interval, rate ----
select is((select status || ' ' || projected from pg_temp.verdict('{"comparator":"eq","accumulation":"cumulative"}', 100, 40, '2025-06-30')), 'at_risk 80', 'revenue at 40 % on 30 June projects to 80 %');
select is((select projected from pg_temp.verdict('{"comparator":"eq","accumulation":"cumulative"}', 100, 19.6, '2025-06-30')), 39.2, '19.6 % projects to 39.2 %');
select is((select array[method, expected::text, required_rate::text] from pg_temp.verdict('{"comparator":"eq","accumulation":"cumulative"}', 100, 40, '2025-06-30')), '{linear,50,10}', 'half is expected, ten a month are needed');
select is((select array[projected, projected_low, projected_high] from pg_temp.verdict('{"comparator":"eq","accumulation":"cumulative"}', 100, 40, '2025-06-30', '[["2025-02-14",20],["2025-04-14",30]]')), '{80,80,120}', 'the interval spans what earlier figures foresaw');
select is((select projected_low from pg_temp.verdict('{"comparator":"eq","accumulation":"cumulative"}', 100, 40, '2025-06-30')), null, 'one figure gives no interval');
select is((select array[status, method, expected::text] from pg_temp.verdict('{"comparator":"eq","accumulation":"cumulative","seasonal_profile":{"source":"Lịch thời vụ","points":[{"on":"2025-06-30","share":20}]}}', 100, 25, '2025-06-14')),
  '{on_track,seasonal,20}', 'planting is back-loaded: 25 % is enough where a fifth is usual');
select is((select seasonal_share('{"points":[{"on":"2025-06-30","share":20}]}', '2025-01-01', '2025-12-31', '2025-09-14')), 0.6, 'straight lines between the stated points');
select is((select array[status, reason, method] from pg_temp.verdict_on(pg_temp.an_indicator('{"comparator":"eq","accumulation":"cumulative"}'),
  jsonb_populate_record(pg_temp.year_2025(), '{"starts_on":"2021-01-01","ends_on":"2025-12-31"}'), 100, null, 1, '2021-02-14', null)), '{no_data,insufficient_data,insufficient_data}', 'two months of five years foresee nothing');
select is((select array[status, method] from pg_temp.verdict('{"comparator":"gte"}', 96, 93, '2025-06-14', '[["2025-02-14",91],["2025-04-14",92]]')), '{on_track,trend}', 'a level that rises by half a point a month gets there');
select is((select array[projected, projected_low, projected_high] from pg_temp.verdict('{"comparator":"gte"}', 96, 93, '2025-06-14', '[["2025-02-14",91],["2025-04-14",92]]')), '{96,96,96}', 'on the line itself the interval has no width');
select ok((select projected_low < projected and projected < projected_high from pg_temp.verdict('{"comparator":"gte"}', 96, 93, '2025-06-14', '[["2025-02-14",91],["2025-03-14",92.5],["2025-04-14",91.8]]')), 'off the line it has');
select is((select array[status, method, points::text] from pg_temp.verdict('{"comparator":"gte"}', 96, 95, '2025-06-14', '[["2025-04-14",92]]')), '{behind,insufficient_data,2}', 'two figures make no trend: the level as it stands');
select is((select projected from pg_temp.verdict('{"comparator":"gte"}', 96, 95, '2025-06-14')), null, 'and nothing is foreseen');
select is((select array[status, method] from pg_temp.verdict('{"comparator":"decrease_by","target_value":4,"change_basis":"percentage_point","baseline":{"value":12}}', null, 10, '2025-06-14')), '{on_track,linear}', 'half of a decrease by half of the time');
select is(status_said(jsonb_populate_record(pg_temp.year_2025(), '{"status_labels":{"missed":"Chưa đạt"}}'), 'missed'), 'Chưa đạt', 'a campaign has its own words');

-- ---- changes that do not say in what they are counted, ranks, and what percent can say ----
select is(pg_temp.at_the_end('{"comparator":"decrease_by","target_value":5,"baseline":{"value":100}}', 94), 'met', 'five less than 100 without a basis: 94 is');
select is(pg_temp.at_the_end('{"comparator":"decrease_by","target_value":5,"baseline":{"value":100}}', 96), 'missed', 'and 96 is not');
select is((select array[status, percent::text] from pg_temp.verdict('{"comparator":"decrease_by","target_value":5,"baseline":{"value":100}}', null, 94, '2025-06-14')), '{on_track,120}', 'nor is it behind on its way there');
select is(pg_temp.at_the_end('{"comparator":"increase_by","target_value":5,"value_type":"rank","baseline":{"value":58}}', 53), 'met', 'five ranks up are ranks without saying so');
select is((select array[status, reason, method, percent::text] from pg_temp.verdict('{"comparator":"increase_by","target_value":5,"change_basis":"rank","value_type":"rank","baseline":{"value":58}}', null, 53, '2025-03-14')),
  '{on_track,at_target_now,level,100}', 'a rank is judged as it stands: 53 in March is the target');
select is((select array[status, reason, projected::text, expected::text] from pg_temp.verdict('{"comparator":"increase_by","target_value":5,"change_basis":"rank","value_type":"rank","baseline":{"value":58}}', null, 56, '2025-03-14')),
  '{at_risk,below_target_now,56,53}', 'and 56 is not on its way to 50');
select is((select array[status, percent::text] from pg_temp.verdict('{"comparator":"decrease_by","target_value":5,"change_basis":"relative","baseline":{"value":100},"accumulation":"cumulative"}', null, 20, '2025-03-14')),
  '{on_track,118.75}', 'of a count that still grows percent is the ceiling of what is foreseen: 95 of 80, not four times the decrease');
select is((select percent from pg_temp.verdict('{"comparator":"decrease_by","target_value":5,"change_basis":"relative","baseline":{"value":100},"accumulation":"cumulative"}', null, 9500, '2025-05-14')), 0.42, 'nor minus two hundred thousand');
select is((select percent from pg_temp.verdict('{"comparator":"decrease_by","target_value":5,"change_basis":"relative","baseline":{"value":100},"accumulation":"cumulative"}', null, 90, '2025-12-31')), 200::numeric, 'at the end it is the decrease: ten of five');
select is((select percent from pg_temp.verdict('{"comparator":"decrease_by","target_value":4,"change_basis":"percentage_point","baseline":{"value":12}}', null, 20, '2025-12-31')), 0::numeric, 'away from the target is nothing of the way');
select is((select percent from pg_temp.verdict('{"comparator":"gte"}', 1, 123456, '2025-12-31')), 1000::numeric, 'ten times and more is ten times');
select is((select array[status, percent::text] from pg_temp.verdict('{"comparator":"gte"}', -5, -3, '2025-12-31')), '{met,NULL}', 'shares of a threshold below zero mean nothing');
select is((select status from pg_temp.verdict('{"comparator":"gte"}', -5, -7, '2025-06-14')), 'at_risk', 'its status is known all the same');
select is(status_said(pg_temp.year_2025(), 'no_data', true), 'Chưa đủ căn cứ đánh giá', 'where a figure is there it is not the figure that is missing');
select is(status_said(pg_temp.year_2025(), 'no_data'), 'Chưa có số liệu', 'where none is, it is');

-- ---- what remains of a target ----
create function pg_temp.remains(said jsonb, target numeric, value numeric) returns text language sql as $$
  select concat_ws(' ', r ->> 'comparator', r ->> 'target_value', r ->> 'change_basis', r ->> 'unit_of_measure', r ->> 'printed')
    from remaining_target(pg_temp.an_indicator(said), target, target::text, said -> 'baseline', value, '2025-05-14', '2025-07-01', 'KT-2025') r
$$;
select is(pg_temp.remains('{"comparator":"gte","accumulation":"cumulative"}', 3600, 800), 'gte 2800 2.800', 'of a running total the rest');
select is(pg_temp.remains('{"comparator":"lte","accumulation":"cumulative"}', 10, 4), 'lte 6 6', 'of a ceiling the room that is left');
select is(pg_temp.remains('{"comparator":"lte","accumulation":"cumulative"}', 10, 11), 'lte 0 0', 'and none where it is used up');
select is(pg_temp.remains('{"comparator":"lt","accumulation":"cumulative"}', 10, 10), 'lte 0 0', 'nor below nothing');
select is(pg_temp.remains('{"comparator":"decrease_by","change_basis":"relative","unit_of_measure":"%","accumulation":"cumulative","baseline":{"value":100}}', 5, 40), 'lte 55 55', 'of 5 % less than 100 with 40 counted, 55');
select is(pg_temp.remains('{"comparator":"increase_by","change_basis":"relative","unit_of_measure":"%","accumulation":"cumulative","baseline":{"value":100}}', 5, 40), 'gte 65 65', 'of 5 % more, 65');
select is(pg_temp.remains('{"comparator":"increase_by","accumulation":"cumulative","unit_of_measure":"xã"}', 5, 2), 'increase_by 3 xã 3', 'of five more communes three more');
select is((select r ->> 'target_value' from remaining_target(pg_temp.an_indicator('{"comparator":"lte","value_type":"ratio","accumulation":"cumulative"}'), 3, '3%', null, 2, '2025-05-14', '2025-07-01', 'K') r), '3', 'a share below a ceiling stays what it was');

select * from finish();
rollback;
