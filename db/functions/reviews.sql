-- Reviews (sơ kết, tổng kết): figures frozen with the units' words, a draft in Vietnamese sentences made of them, what was
-- written in its place, and the official document. Law on Emulation and Commendation 2022, Article 17.5; what a review must
-- say is Circular 01/2024/TT-BNV, Article 3.3: results, effectiveness and impact; limitations and causes; lessons.

-- Names the rules by which a snapshot was made; a change of what follows gets another name.
create or replace function app.review_method() returns text language sql immutable parallel safe as $$ select 'review-5' $$;

-- ---- figures as people write them ----

-- "trên 3.600", "từ 98% trở lên", "giữ vững 11/11 xã": a figure as the document compares it; of what is only counted nothing.
create or replace function app.compared_said(comparator text, words text, per_year boolean default false) returns text language sql immutable parallel safe as $$
  select case comparator when 'gt' then 'trên ' || words when 'gte' then 'từ ' || words || ' trở lên' when 'lt' then 'dưới ' || words
           when 'lte' then 'không quá ' || words when 'increase_by' then 'tăng ' || words when 'decrease_by' then 'giảm ' || words
           when 'maintain' then 'giữ vững' || coalesce(' ' || words, '') when 'complete' then 'hoàn thành' || coalesce(' ' || words, '')
           when 'improve' then 'cải thiện' when 'none' then null else words end
         || case when per_year and words !~* '(mỗi|hằng|hàng|/)\s*năm' then ' mỗi năm' else '' end
$$;

-- "trên 3.600 tỷ đồng", "giữ vững 11/11 xã": the goal of a frozen figure as the document says it.
create or replace function app.goal_said(f jsonb) returns text language sql immutable parallel safe as $$
  with goal as (
    select case when f ->> 'change_basis' = 'percentage_point' and f ->> 'target' is not null and coalesce(f ->> 'printed', '') !~ 'điểm|năm' then app.decimal_said((f ->> 'target')::numeric) || ' điểm phần trăm'
                when f ->> 'printed' is null then app.quantity_said((f ->> 'target')::numeric, (f ->> 'decimals')::int, f ->> 'unit_of_measure')
                when f ->> 'value_type' = 'boolean' or f ->> 'unit_of_measure' is null or position(f ->> 'unit_of_measure' in f ->> 'printed') > 0 then f ->> 'printed'
                else (f ->> 'printed') || case when f ->> 'unit_of_measure' = '%' then '%' else ' ' || (f ->> 'unit_of_measure') end end as words)
  select app.compared_said(f ->> 'comparator', words, coalesce((f ->> 'per_year')::boolean, false)) from goal
$$;

-- What a figure was on the way to, in percent of the plan, where that can be said of it.
create or replace function app.share_said(f jsonb) returns text language sql immutable parallel safe as $$
  select case when f ->> 'percent' is not null and f ->> 'unit_of_measure' is distinct from '%' and f ->> 'comparator' in ('gt', 'gte', 'eq', 'complete')
               and f ->> 'value_type' in ('number', 'count', 'set') then app.decimal_said(trim_scale(round((f ->> 'percent')::numeric, 1))) || '%' end
$$;

create or replace function app.compared_with(f jsonb) returns text language sql immutable parallel safe as $$
  select case f #>> '{previous,basis}' when 'same_period_last_year' then 'cùng kỳ năm trước'
           when 'baseline' then coalesce('năm ' || (f #>> '{previous,period}'), 'mức gốc') else app.period_said(f #>> '{previous,period}') end
$$;

-- "tăng 8,3%": shares change by points, ranks by places, a figure still adding up by amounts.
create or replace function app.change_said(f jsonb) returns text language sql immutable parallel safe as $$
  select case when change is null then null
              when change = 0 then 'không đổi'
              else case when (change > 0) = (f ->> 'value_type' <> 'rank') then 'tăng ' else 'giảm ' end
                || case when f ->> 'value_type' = 'rank' then app.decimal_said(abs(change)) || ' bậc'
                        when f ->> 'unit_of_measure' = '%' then app.decimal_said(abs(change), (f ->> 'decimals')::int) || ' điểm phần trăm'
                        when f #>> '{change,relative}' is not null then app.decimal_said(trim_scale(abs(round((f #>> '{change,relative}')::numeric, 1)))) || '%'
                        else 'thêm ' || app.quantity_said(abs(change), (f ->> 'decimals')::int, f ->> 'unit_of_measure') end end
    from (select (f #>> '{change,absolute}')::numeric as change) c
$$;

-- A plan is called "Phát động Phong trào …"; what is reviewed is the movement.
create or replace function app.movement_said(title text) returns text language sql immutable parallel safe as $$
  select regexp_replace(title, '^(Kế hoạch )?[Pp]hát động ', '')
$$;

-- The figure alone: "1.842,6 tỷ đồng", "75,44% (43/57)", "thứ 12".
create or replace function app.result_said(f jsonb) returns text language sql immutable parallel safe as $$
  select case when f ->> 'value' is null then f ->> 'text'
              when f ->> 'value_type' = 'rank' then 'thứ ' || app.decimal_said((f ->> 'value')::numeric)
              when f ->> 'value_type' = 'boolean' then case (f ->> 'value')::numeric when 1 then 'đạt' else 'không đạt' end
              else app.quantity_said((f ->> 'value')::numeric, (f ->> 'decimals')::int, f ->> 'unit_of_measure')
                || case when f ->> 'value_type' = 'ratio' and f ->> 'denominator' is not null
                        then format(' (%s/%s)', app.decimal_said((f ->> 'numerator')::numeric), app.decimal_said((f ->> 'denominator')::numeric)) else '' end end
$$;

-- Whether some of those who owe the figure have none: what is said of it rests on the others.
create or replace function app.is_partial(f jsonb) returns boolean language sql immutable parallel safe as $$
  select coalesce((f #>> '{coverage,reported}')::int < (f #>> '{coverage,expected}')::int, false)
$$;

-- Whether what is said of a figure may change when the rest comes in: units that have not reported, or the rest of the period.
create or replace function app.is_provisional(f jsonb) returns boolean language sql immutable parallel safe as $$
  select coalesce((f ->> 'provisional')::boolean, app.is_partial(f)) and f ->> 'status' <> 'no_data'
$$;

-- The status in the words of the campaign; a figure that is there but proves nothing yet has more than no data.
create or replace function app.standing_said(f jsonb) returns text language sql stable as $$
  select case app.standing_of(f ->> 'status', coalesce(f ->> 'value', f ->> 'text') is not null, f ->> 'reason')
           when f ->> 'status' then f ->> 'label' when 'no_target' then app.word_of('progress_standing', 'no_target') else app.word_of('progress_standing', 'not_judged') end
      || case when app.is_provisional(f) then format(' (%s)', app.lower_first(app.word_of('progress_standing', 'provisional'))) else '' end
$$;

-- "tăng 6,61 điểm phần trăm so với quý I năm 2025"; where a period lacks units, over those that have both figures.
create or replace function app.comparison_said(f jsonb) returns text language sql stable as $$
  select case when f #>> '{previous,units}' is null then app.change_said(f) || ' so với ' || app.compared_with(f)
              else format('tính riêng %s đơn vị có số liệu của cả hai kỳ thì %s so với %s', f #>> '{previous,units}', app.change_said(f), app.compared_with(f))
                || case when (f #>> '{change,absolute}')::numeric <> 0
                        then format(' (%s so với %s)', app.quantity_said((f #>> '{change,value}')::numeric, (f ->> 'decimals')::int, f ->> 'unit_of_measure'),
                                    app.quantity_said((f #>> '{previous,value}')::numeric, (f ->> 'decimals')::int, f ->> 'unit_of_measure')) else '' end end
$$;

-- Of what is to change the report says where it stands, not by how much it changed.
create or replace function app.figure_now(f jsonb) returns text language sql immutable parallel safe as $$
  select case when f ->> 'comparator' not in ('increase_by', 'decrease_by') then '' when f ->> 'unit_of_measure' = '%' then 'tỷ lệ kỳ này ' when f ->> 'value_type' = 'rank' then 'hạng kỳ này ' else 'số kỳ này ' end
$$;

-- What should be there by now of what adds up over time.
create or replace function app.expected_said(f jsonb) returns text language sql immutable parallel safe as $$
  select case when f ->> 'accumulation' in ('cumulative', 'periodic') and f ->> 'status' in ('on_track', 'behind', 'at_risk') and f ->> 'comparator' in ('gt', 'gte', 'eq', 'complete')
              then '; theo tiến độ, đến hết kỳ này cần đạt ' || app.quantity_said(round((f ->> 'expected')::numeric, greatest((f ->> 'decimals')::int, 1)), 0, f ->> 'unit_of_measure') else '' end
$$;

-- One sentence of a frozen figure: result, coverage, share of the plan, change, status.
create or replace function app.figure_sentence(f jsonb) returns text language sql stable as $$
  select (f ->> 'name')
      || case when f ->> 'value' is null and f ->> 'text' is not null then ': ' || (f ->> 'text')
              when f ->> 'value' is null then ' chưa có số liệu' || case when f ->> 'reason' in ('baseline_missing', 'target_missing') then '; ' || app.lower_first(app.word_of('progress_reason', f ->> 'reason'))
                                                                         else ' (' || app.lower_first(app.word_of('progress_reason', f ->> 'reason')) || ')' end
              else case when f ->> 'value_type' = 'boolean' then ': ' || app.result_said(f)
                        when f ->> 'value_type' = 'rank' then ' xếp ' || app.result_said(f)
                        when f ->> 'comparator' in ('increase_by', 'decrease_by') then ': ' || app.figure_now(f) || app.result_said(f)
                        when (f ->> 'estimated')::boolean then ' ước đạt ' || app.result_said(f)
                        else ' đạt ' || app.result_said(f) end
                || case when app.is_partial(f) then format(' trên cơ sở %s/%s đơn vị', f #>> '{coverage,reported}', f #>> '{coverage,expected}') else '' end
                || coalesce(', bằng ' || app.share_said(f) || ' kế hoạch (' || app.goal_said(f) || ')', ', chỉ tiêu ' || app.goal_said(f), '')
                || coalesce(', ' || app.comparison_said(f), '')
                || case when f ->> 'reason' = 'no_target' then '; ' || app.lower_first(app.standing_said(f))
                        when f ->> 'status' = 'no_data' then '; chưa đánh giá được tiến độ (' || app.lower_first(app.word_of('progress_reason', f ->> 'reason')) || ')'
                        else '; ' || app.lower_first(app.standing_said(f)) || coalesce(app.expected_said(f), '') end end
$$;

-- ---- what is frozen ----

drop function if exists app.compared_figures(app.campaigns, text);
drop function if exists app.review_figures(app.campaigns, text, date);
drop function if exists app.review_inputs(app.campaigns, text, date);

-- A review begun for an earlier day tells what was known at its end; one begun on its own day, what is known when it is frozen
-- (null).
create or replace function app.known_until(r app.reviews) returns timestamptz language sql stable security definer set search_path = app, pg_temp as $$
  select case when r.as_of < coalesce((select (s.frozen_at at time zone 'Asia/Ho_Chi_Minh')::date from review_snapshots s where s.review_id = r.id and s.number = 1), today())
              then ((r.as_of + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh') - interval '1 microsecond' end
$$;

create or replace function app.review_options(until timestamptz) returns jsonb language sql immutable as $$
  select jsonb_strip_nulls(jsonb_build_object('names', true, 'as_of', until))
$$;

create or replace function app.year_before(period text) returns text language sql immutable parallel safe as $$
  select case when period ~ '^\d{4}(-[^0-9]|$|-\d+M)' then (left(period, 4)::int - 1)::text || substr(period, 5) end
$$;

-- The campaigns of the issuer that report the same period a year before: this one, when it lasts so long, or its forerunners.
create or replace function app.forerunners(c app.campaigns, wanted text) returns setof app.campaigns
language sql stable security definer set search_path = app, pg_temp as $$
  select b.* from campaigns b where b.unit_id = c.unit_id and b.state not in ('draft', 'proposed') and year_before(wanted) = any (b.report_periods)
$$;

-- How many months a period of a campaign sums up; figures that add up compare only with those of as many.
create or replace function app.months_summed(c app.campaigns, period text) returns int language sql immutable parallel safe as $$
  select upper(within) - lower(within)
    from app.months_covered(period, c.starts_on, c.ends_on) m
   cross join lateral (select coalesce(m * int4range(app.grid_month(c.starts_on), app.grid_month(c.ends_on), '[]'), m) as within) w
$$;

-- The periods of a campaign before one: the last of the same kind, and the last of all.
create or replace function app.periods_to_compare(c app.campaigns, wanted text) returns text[] language sql stable as $$
  with this as (select p.ends_on, k.kind from period_of(wanted, c.id) p left join periods k on k.code = p.code)
  select array(select distinct on (k.kind is not distinct from this.kind) q.code
                 from this cross join lateral unnest(c.report_periods) r(period) cross join lateral period_of(r.period, c.id) q left join periods k on k.code = q.code
                where q.ends_on < this.ends_on order by k.kind is not distinct from this.kind, q.ends_on desc)
$$;

-- Figures of the same period a year before, by the library code or in a campaign of several years; of sums and running totals those
-- of as many months.
create or replace function app.figures_a_year_before(c app.campaigns, wanted text, options jsonb)
returns table (indicator_id uuid, period text, value numeric, whole boolean, then_campaign uuid, then_indicator uuid, ends_on date)
language sql stable security definer set search_path = app, pg_temp as $$
  select i.id, f.period, converted(f.value, (f.indicator).unit_of_measure, i.unit_of_measure), f.reported >= f.expected_reports and f.missing_periods = '{}', b.id, (f.indicator).id, f.ends_on
    from forerunners(c, wanted) b
   cross join lateral figures_of(b.id, b.unit_id, 'total', array[year_before(wanted)], null, options) f
    join indicators i on i.campaign_id = c.id and ((f.indicator).id = i.id or (f.indicator).library_code = i.library_code and same_definition(f.indicator, i))
   where f.value is not null and (i.accumulation = 'level' or months_summed(b, f.period) = months_summed(c, wanted))
$$;

-- What single units have of a period: those whose figure is whole.
create or replace function app.unit_sums(of_campaign uuid, wanted uuid[], period text, options jsonb) returns table (indicator_id uuid, unit_id int, value numeric, numerator numeric, denominator numeric)
language sql stable security definer set search_path = app, pg_temp as $$
  select r.indicator_id, r.unit_id, r.total, r.numerator, r.denominator
    from campaigns c cross join lateral rolled_up(c.id, c.unit_id, 'unit', wanted, array(select p from period_parts(c, array[unit_sums.period]) p), options) r
   where c.id = of_campaign and r.expected_reports > 0 and r.reported = r.expected_reports and r.lacking is null
$$;

-- Like for like: an indicator in two periods over the units that have both figures.
create or replace function app.alike_figures(c app.campaigns, now_period text, then_campaign uuid, then_period text, now_ids uuid[], then_ids uuid[], options jsonb)
returns table (indicator_id uuid, units int, value numeric, before numeric)
language sql stable security definer set search_path = app, pg_temp as $$
  with pairs as (select * from unnest(now_ids, then_ids) p(now_id, then_id)),
  sums as (
    select i.id, count(*)::int as units, max(i.decimals) as decimals,
           case i.rollup when 'sum' then sum(n.value) when 'ratio' then ratio_of(sum(n.numerator), sum(n.denominator), i.unit_of_measure) when 'mean' then avg(n.value)
                when 'weighted_mean' then sum(n.value * n.denominator) / nullif(sum(n.denominator), 0) end as value,
           converted(case i.rollup when 'sum' then sum(b.value) when 'ratio' then ratio_of(sum(b.numerator), sum(b.denominator), t.unit_of_measure) when 'mean' then avg(b.value)
                when 'weighted_mean' then sum(b.value * b.denominator) / nullif(sum(b.denominator), 0) end, t.unit_of_measure, i.unit_of_measure) as before
      from pairs p join indicators i on i.id = p.now_id join indicators t on t.id = p.then_id
      join unit_sums(c.id, now_ids, now_period, options) n on n.indicator_id = p.now_id
      join unit_sums(then_campaign, then_ids, then_period, options) b on b.indicator_id = p.then_id and b.unit_id = n.unit_id
     where (n.value is not null and b.value is not null) or (n.denominator is not null and b.denominator is not null)
     group by i.id, t.id)
  select id, units, trim_scale(round(value, greatest(decimals, 2))), trim_scale(round(before, greatest(decimals, 2))) from sums where value is not null and before is not null
$$;

-- The section of a figure: the first content item that its source names, else its field.
create or replace function app.section_key(content_key text) returns text language sql immutable parallel safe as $$
  select 'content_' || regexp_replace(content_key, '[^A-Za-z0-9]+', '_', 'g')
$$;

-- Each figure with what it is compared with: of the same period a year before, else of the last period before in the campaign,
-- else the baseline, which counts a year; what is to change, with its baseline first. A running total compares with none of
-- other months. Where not everybody has reported then and now, only those who have both figures are compared.
create or replace function app.review_figures(c app.campaigns, wanted text, as_of date, until timestamptz) returns jsonb
language sql stable security definer set search_path = app, pg_temp set jit = off as $$
  with told as materialized (
    select f.*, f.reported >= f.expected_reports and f.missing_periods = '{}' as whole
      from figures_of(c.id, c.unit_id, 'total', array[wanted] || periods_to_compare(c, wanted), null, review_options(until)) f where f.unit_id = c.unit_id),
  known as (select * from told where period = wanted),
  found as (
    select y.indicator_id, 'same_period_last_year' as basis, y.period, y.value, y.whole, y.then_campaign, y.then_indicator, 2 as place, y.ends_on
      from figures_a_year_before(c, wanted, review_options(until)) y
    union all
    select (f.indicator).id, 'previous_period', f.period, f.value, f.whole, c.id, (f.indicator).id, 3, f.ends_on
      from told f left join periods k on k.code = f.period left join periods this on this.code = wanted
     where f.period <> wanted and ((f.indicator).accumulation = 'level' or ((f.indicator).accumulation = 'periodic' and k.kind = this.kind))
    union all
    select (f.indicator).id, 'baseline', f.baseline ->> 'year',
           coalesce((f.baseline ->> 'value')::numeric, ratio_of((f.baseline ->> 'numerator')::numeric, (f.baseline ->> 'denominator')::numeric, (f.indicator).unit_of_measure)),
           true, null, null, case when (f.indicator).comparator in ('increase_by', 'decrease_by', 'improve') then 1 else 4 end, null
      from known f where (f.indicator).accumulation = 'level' or months_summed(c, wanted) = 12),
  chosen as materialized (select distinct on (indicator_id) * from found where value is not null order by indicator_id, place, ends_on desc),
  alike as (
    select a.* from (
        select p.then_campaign, p.period, array_agg(p.indicator_id) as now_ids, array_agg(p.then_indicator) as then_ids
          from chosen p join known f on (f.indicator).id = p.indicator_id
         where p.then_campaign is not null and not (p.whole and f.whole) and f.reported > 0 and (f.indicator).rollup in ('sum', 'ratio', 'mean', 'weighted_mean')
         group by 1, 2) x
     cross join lateral alike_figures(c, wanted, x.then_campaign, x.period, x.now_ids, x.then_ids, review_options(until)) a),
  compared as (
    select p.indicator_id, p.basis, p.period, coalesce(a.before, p.value) as value, coalesce(a.value, f.value) as now, a.units
      from chosen p join known f on (f.indicator).id = p.indicator_id left join alike a on a.indicator_id = p.indicator_id
     where f.value is not null and (a.units is not null or (p.whole and f.whole)))
  select coalesce(jsonb_agg(w.figure || jsonb_build_object('sentence', figure_sentence(w.figure)) order by w.ordinal, w.code), '[]')
    from (select (f.indicator).ordinal, (f.indicator).code, jsonb_build_object(
             'indicator', (f.indicator).id, 'code', (f.indicator).code, 'ordinal', (f.indicator).ordinal, 'source_ref', (f.indicator).source_ref,
             'parent', (select x.code from indicators x where x.id = (f.indicator).parent_id),
             'section', coalesce((select section_key(item ->> 'key') from jsonb_array_elements(c.content_items) with ordinality a(item, place)
                                   where item ->> 'key' = any (string_to_array(replace((f.indicator).source_ref, ' ', ''), ';')) order by place limit 1), 'field_' || (f.indicator).field),
             'field', (f.indicator).field, 'name', (f.indicator).name, 'value_type', (f.indicator).value_type, 'unit_of_measure', (f.indicator).unit_of_measure,
             'decimals', (f.indicator).decimals, 'direction', (f.indicator).direction, 'accumulation', (f.indicator).accumulation, 'comparator', (f.indicator).comparator,
             'target', f.target, 'printed', f.printed, 'value', f.value, 'numerator', f.numerator, 'denominator', f.denominator, 'text', f.text_value,
             'per_year', (f.indicator).per_year, 'change_basis', (f.indicator).change_basis, 'estimated', f.reported < f.expected_reports or as_of < f.ends_on, 'provisional', f.provisional or coalesce(f.value is not null and as_of < f.ends_on, false),
             'previous', case when p.value is not null then jsonb_build_object('basis', p.basis, 'period', p.period, 'value', p.value, 'units', p.units) end,
             'change', case when p.value is not null then jsonb_build_object('absolute', trim_scale(round(p.now - p.value, 6)),
               'relative', case when p.value <> 0 and (f.indicator).unit_of_measure is distinct from '%' and (f.indicator).value_type not in ('rank', 'boolean')
                                then trim_scale(round(100 * (p.now - p.value) / abs(p.value), 2)) end,
               'value', case when p.units is not null then p.now end) end,
             'percent', f.percent, 'status', f.status, 'label', case when stands = f.status then coalesce(c.status_labels ->> f.status, word_of('progress_status', f.status)) else word_of('progress_standing', stands) end, 'reason', f.reason,
             'expected', f.expected, 'projected', f.projected, 'required_rate', trim_scale(round(f.required_rate, 6)),
             'coverage', jsonb_build_object('reported', f.reported, 'expected', f.expected_reports), 'missing', coalesce(f.missing, '[]')) as figure
            from known f left join compared p on p.indicator_id = (f.indicator).id
           cross join lateral standing_of(f.status, f.value is not null or f.text_value is not null, f.reason) stands) w
$$;

-- Who has reported for the period, who waits for approval, who has not, who was late: by kinds of units, and by name.
drop function if exists app.review_coverage(app.campaigns, text);
create or replace function app.review_coverage(c app.campaigns, wanted text, until timestamptz) returns jsonb
language sql stable security definer set search_path = app, pg_temp as $$
  with words(kind, word, place) as (values ('province', 'tỉnh', 1), ('district', 'huyện', 2), ('city', 'thành phố', 3), ('town', 'thị xã', 4),
         ('commune', 'xã', 5), ('ward', 'phường', 6), ('township', 'thị trấn', 7), ('special_zone', 'đặc khu', 8)),
  owed as (
    select unit_brief(o.unit_id, p.ends_on) as unit, unit_name_on(o.unit_id, p.ends_on) as name, coalesce(u.level, 'country') as level, w.word, w.place, st.state = 'met_late' and by_then.done <> 'missing' as late, by_then.done
      from obligations o cross join lateral obligation_standing(o) st cross join lateral period_of(o.period, c.id) p
      join units u on u.id = o.unit_id left join words w on w.kind = u.kind
      left join submissions s on s.campaign_id = o.campaign_id and s.unit_id = o.unit_id and s.period = o.period
     cross join lateral (
       select case when until is null then
                     case when s.official_edition is not null then 'official' when s.state in ('submitted', 'verified') then 'waiting' else 'missing' end
                   when bool_or(m.to_state = case c.report_route when 'verify' then 'verified' else 'approved' end) then 'official'
                   when (array_agg(m.to_state order by m.recorded_at desc, m.id desc))[1] in ('submitted', 'verified') then 'waiting' else 'missing' end as done
         from moves m where m.thing = 'submission' and m.thing_id = s.id and m.moved_at <= until) by_then
     where o.campaign_id = c.id and o.kind = 'report' and o.period = wanted and st.state not in ('excused', 'not_required')),
  groups as (
    select case when place is null then 'cơ quan, đơn vị' else (select string_agg(word, ', ' order by first) from (select x.word, min(x.place) as first from owed x
             where x.place is not null and x.level = o.level group by 1) n) end as label,
           min(coalesce(place, 99)) as place, count(*) as expected, count(*) filter (where done = 'official') as official, count(*) filter (where done = 'waiting') as waiting
      from owed o group by place is null, case when place is null then '' else level end, 1)
  select jsonb_build_object('expected', (select count(*) from owed), 'official', (select count(*) from owed where done = 'official'),
    'waiting', (select count(*) from owed where done = 'waiting'), 'missing', (select count(*) from owed where done = 'missing'), 'late', (select count(*) from owed where late),
    'groups', coalesce((select jsonb_agg(jsonb_build_object('label', label, 'expected', expected, 'official', official, 'waiting', waiting) order by place) from groups), '[]'),
    'missing_units', coalesce((select jsonb_agg(unit order by name collate "vi-VN-x-icu") from owed where done = 'missing'), '[]'),
    'waiting_units', coalesce((select jsonb_agg(unit order by name collate "vi-VN-x-icu") from owed where done = 'waiting'), '[]'),
    'late_units', coalesce((select jsonb_agg(unit order by name collate "vi-VN-x-icu") from owed where late), '[]'))
$$;

-- The edition of a report that is read: the one handed in, else the official one; of an earlier day, the last handed in by then.
create or replace function app.edition_heard(s app.submissions, until timestamptz) returns int language sql stable security definer set search_path = app, pg_temp as $$
  select case when until is not null then (select max(e.edition) from submission_editions e where e.submission_id = s.id and e.submitted_at <= until)
              when s.state in ('submitted', 'verified', 'approved') then s.edition else s.official_edition end
$$;

-- Whether an edition is official, or was so by an earlier moment: after the last step of the campaign's route.
create or replace function app.edition_is_official(s app.submissions, e app.submission_editions, route text, until timestamptz) returns boolean
language sql stable security definer set search_path = app, pg_temp as $$
  select case when until is null then coalesce(e.edition = s.official_edition, false)
              else exists (select from moves m where m.thing = 'submission' and m.thing_id = s.id and m.to_state = case route when 'verify' then 'verified' else 'approved' end
                            and m.moved_at between e.submitted_at and until) end
$$;

-- What the units wrote, of the edition that stands submitted or official.
drop function if exists app.review_words(app.campaigns, text);
create or replace function app.review_words(c app.campaigns, wanted text, until timestamptz) returns jsonb
language sql stable security definer set search_path = app, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('unit', unit_brief(s.unit_id, p.ends_on), 'unit_id', s.unit_id, 'key', k.key, 'heading', k.heading,
           'text', e.content #>> array['narratives', k.key, 'text'], 'official', edition_is_official(s, e, c.report_route, until)) order by k.ordinal, unit_name_on(s.unit_id, p.ends_on) collate "vi-VN-x-icu"), '[]')
    from submissions s cross join lateral period_of(s.period, c.id) p
    join submission_editions e on e.submission_id = s.id and e.edition = edition_heard(s, until)
   cross join lateral narrative_keys(c.id) k
   where s.campaign_id = c.id and s.period = wanted and coalesce(e.content #>> array['narratives', k.key, 'text'], '') <> ''
$$;

-- Everything the sections are made of.
create or replace function app.review_inputs(c app.campaigns, wanted text, as_of date, until timestamptz) returns jsonb
language sql stable security definer set search_path = app, pg_temp as $$
  select jsonb_build_object('figures', review_figures(c, wanted, as_of, until), 'coverage', review_coverage(c, wanted, until), 'words', review_words(c, wanted, until))
$$;

-- What all of that follows from, by the rules that the method names: how the campaign judges, its indicators, goals, baselines and
-- reporters, the values known, and who has handed in what. Its digest says whether anything has changed, and nothing has to be
-- rolled up for it.
create or replace function app.review_sources(c app.campaigns, wanted text, as_of date, until timestamptz) returns text
language plpgsql stable security definer set search_path = app, pg_temp set jit = off as $$
begin
  return (
    with this as (select ends_on from period_of(wanted, c.id)),
    campaigns_read as (
      select c.id, array(select q.code from this, unnest(c.report_periods) code cross join lateral period_of(code, c.id) q where q.ends_on <= this.ends_on or q.code = wanted) as periods
      union all
      select b.id, array[year_before(wanted)] from forerunners(c, wanted) b where b.id <> c.id),
    told as (select '{version,created_by,created_at,changed_by,changed_at}'::text[] as apart),
    lines(place, line) as (
      select 0, jsonb_build_array(review_method(), c.id, wanted, as_of, c.starts_on, c.ends_on, c.report_periods, c.content_items, c.status_profile, c.status_labels, c.seasonal_profile)::text
      union all select 1, (to_jsonb(i) - told.apart)::text from told, campaigns_read x join indicators i on i.campaign_id = x.id
      union all select 2, (to_jsonb(t) - told.apart)::text from told, campaigns_read x join targets t on t.campaign_id = x.id where t.state in ('assigned', 'revised')
      union all select 3, (to_jsonb(b) - told.apart)::text from told, campaigns_read x join baselines b on b.campaign_id = x.id
      union all select 4, concat_ws(' ', r.indicator_id, r.unit_id, r.area_id, r.valid_from, r.valid_to) from campaigns_read x join reporters r on r.campaign_id = x.id
      union all select 5, concat_ws(' ', k.indicator_id, k.period, k.unit_id, k.status, k.value, k.numerator, k.denominator, extract(epoch from k.since))
        from campaigns_read x cross join lateral known_values(array(select i.id from indicators i where i.campaign_id = x.id), x.periods, null, 'official', until) k
      union all select 6, concat_ws(' ', o.unit_id, o.due_on, o.grace_until, o.excused_reason is null, o.passed_on_to, s.id, edition_heard(s, until),
                                    case when until is null then concat(s.official_edition, s.state in ('submitted', 'verified')) end)
        from obligations o left join submissions s on s.campaign_id = o.campaign_id and s.unit_id = o.unit_id and s.period = o.period
       where o.campaign_id = c.id and o.kind = 'report' and o.period = wanted)
    select string_agg(line, E'\n' order by place, line collate "C") from lines);
end $$;

drop function if exists app.digest_of(jsonb);
create or replace function app.digest_of(sources text) returns text language sql immutable parallel safe as $$
  select encode(sha256(convert_to(sources, 'UTF8')), 'hex')
$$;

-- ---- the draft ----

create or replace function app.names_said(units jsonb) returns text language sql immutable parallel safe as $$
  select string_agg(u ->> 'name', ', ' order by place) from jsonb_array_elements(units) with ordinality a(u, place)
$$;

-- Words of the units under one heading, the same sentence once with all who wrote it; reports that wait for approval say so.
create or replace function app.words_said(words jsonb, wanted text) returns text language sql stable as $$
  select string_agg(format('- %s (%s đơn vị: %s).', said.line, said.count, concat_ws('; ', said.names, 'báo cáo chưa phê duyệt: ' || said.waiting)), E'\n' order by said.count desc, said.first)
    from (select rtrim(w ->> 'text', '. ') as line, count(*) as count, min(place) as first,
                 string_agg(w #>> '{unit,name}', ', ' order by place) filter (where coalesce((w ->> 'official')::boolean, true)) as names,
                 string_agg(w #>> '{unit,name}', ', ' order by place) filter (where not (w ->> 'official')::boolean) as waiting
            from jsonb_array_elements(words) with ordinality a(w, place) where w ->> 'key' = wanted group by 1) said
$$;

-- How many units' words were of reports not approved when they were frozen.
create or replace function app.words_waiting(words jsonb) returns int language sql immutable parallel safe as $$
  select count(distinct w ->> 'unit_id')::int from jsonb_array_elements(words) w where not (w ->> 'official')::boolean
$$;

drop function if exists app.coverage_said(jsonb, text, date);
create or replace function app.coverage_said(coverage jsonb, wanted text, as_of date, closed_on date) returns text language sql stable as $$
  select concat_ws(E'\n',
    case when closed_on is not null then format('Số liệu %s chốt đến hết ngày %s.', period_said(wanted), day_said(closed_on)) end,
    format('Đến ngày %s, có %s/%s đơn vị có số liệu chính thức %s%s.', day_said(as_of), coverage ->> 'official', coverage ->> 'expected', period_said(wanted),
      ', trong đó: ' || (select string_agg(format('%s/%s %s', g ->> 'official', g ->> 'expected', g ->> 'label'), '; ' order by place)
                          from jsonb_array_elements(coverage -> 'groups') with ordinality a(g, place))),
    case when (coverage ->> 'waiting')::int > 0 then format('Đã gửi, đang chờ thẩm định hoặc phê duyệt (%s): %s.', coverage ->> 'waiting', names_said(coverage -> 'waiting_units')) end,
    case when (coverage ->> 'missing')::int > 0 then format('Chưa báo cáo (%s): %s.', coverage ->> 'missing', names_said(coverage -> 'missing_units')) end,
    case when (coverage ->> 'late')::int > 0 then format('Gửi báo cáo quá hạn (%s): %s.', coverage ->> 'late', names_said(coverage -> 'late_units')) end)
$$;

-- How many indicators stand where, and which they are; in the words of the campaign.
create or replace function app.statuses_said(figures jsonb) returns text language sql stable as $$
  with counted as (
    select stands, app.standing_said(f || '{"provisional": false}') as label, count(*) as count,
           string_agg((f ->> 'name') || coalesce(' (' || case when f ->> 'value' is not null then app.figure_now(f) || regexp_replace(app.result_said(f), ' \(.*$', '') || coalesce(', bằng ' || app.share_said(f) || ' kế hoạch', '')
                        || case when app.is_partial(f) then format(', tạm tính %s/%s đơn vị', f #>> '{coverage,reported}', f #>> '{coverage,expected}') when app.is_provisional(f) then ', tạm tính' else '' end end || ')', ''),
                      '; ' order by (f ->> 'ordinal')::int) as names,
           array_position('{exceeded,met,on_track,behind,at_risk,missed,not_judged,no_data,no_target}', stands) as place
      from jsonb_array_elements(figures) f cross join lateral app.standing_of(f ->> 'status', coalesce(f ->> 'value', f ->> 'text') is not null, f ->> 'reason') stands group by 1, 2)
  select case when count(*) = 0 then 'Phong trào không giao chỉ tiêu bằng số; kết quả được đánh giá theo từng nội dung dưới đây.'
              else format(E'Trong %s chỉ tiêu%s: %s.\n', sum(count), (select case when count(*) > 0 then format(' (kể cả %s chỉ tiêu thành phần)', count(*)) else '' end
                                                              from jsonb_array_elements(figures) f where f ->> 'parent' is not null),
                     string_agg(format('%s %s', count, app.lower_first(label)), '; ' order by place, label)
                       || (select case when count(*) > 0 then format('. Trong số đã đánh giá, %s chỉ tiêu mới là tạm tính vì chưa đủ số liệu của các đơn vị hoặc của cả kỳ', count(*)) else '' end
                             from jsonb_array_elements(figures) f where app.is_provisional(f)))
                || string_agg(format('- %s (%s): %s.', label, count, names), E'\n' order by place, label) end
    from counted
$$;

-- What got better and what got worse since what it is compared with, each in the direction that is wanted.
create or replace function app.effects_said(figures jsonb) returns text language sql stable as $$
  with compared as (
    select f, app.compared_with(f) || coalesce(', tính riêng ' || (f #>> '{previous,units}') || ' đơn vị có số liệu của cả hai kỳ', '') as than, sign((f #>> '{change,absolute}')::numeric) * case when (f ->> 'direction' = 'down') or f ->> 'value_type' = 'rank' then -1 else 1 end as way,
           (f ->> 'ordinal')::int as place
      from jsonb_array_elements(figures) f
     where f #>> '{change,absolute}' is not null),
  said as (
    select way, than, count(*) as count, string_agg(format('%s (%s)', f ->> 'name', app.change_said(f)), '; ' order by place) as names from compared group by way, than)
  select case when count(*) = 0 then 'Chưa có số liệu của kỳ trước để so sánh mức độ chuyển biến.'
              else format(E'Trong %s chỉ tiêu có số liệu để so sánh: %s chuyển biến tốt, %s không đổi, %s kém đi.\n', sum(count),
                     coalesce(sum(count) filter (where way = 1), 0), coalesce(sum(count) filter (where way = 0), 0), coalesce(sum(count) filter (where way = -1), 0))
                || string_agg(format('- %s so với %s (%s): %s.', case way when 1 then 'Chuyển biến tốt' when 0 then 'Không đổi' else 'Kém đi' end, than, count, names), E'\n' order by way desc, than) end
    from said
$$;

create or replace function app.shortcomings_said(figures jsonb, coverage jsonb) returns text language sql stable as $$
  select coalesce(nullif(concat_ws(E'\n',
    (select string_agg(format('- %s%s.', f ->> 'sentence', case when f ->> 'accumulation' = 'cumulative' and f ->> 'status' in ('behind', 'at_risk') and f ->> 'projected' is not null
               then '; theo đà hiện nay, đến hết đợt ước đạt ' || quantity_said((f ->> 'projected')::numeric, (f ->> 'decimals')::int, f ->> 'unit_of_measure') else '' end), E'\n'
               order by array_position('{missed,at_risk,behind}', f ->> 'status'), (f ->> 'ordinal')::int)
       from jsonb_array_elements(figures) f where f ->> 'status' in ('missed', 'at_risk', 'behind')),
    (select string_agg(format('- %s chỉ tiêu chưa đánh giá được (%s): %s.', count, lower_first(word_of('progress_reason', reason)), names), E'\n' order by count desc, reason)
       from (select f ->> 'reason' as reason, count(*) as count, string_agg(f ->> 'name', '; ' order by (f ->> 'ordinal')::int) as names
               from jsonb_array_elements(figures) f where f ->> 'status' = 'no_data' and f ->> 'reason' <> 'no_target' group by 1) unknown),
    case when (coverage ->> 'missing')::int > 0 then format('- Còn %s đơn vị chưa báo cáo: %s.', coverage ->> 'missing', names_said(coverage -> 'missing_units')) end,
    case when (coverage ->> 'late')::int > 0 then format('- Có %s đơn vị gửi báo cáo quá hạn: %s.', coverage ->> 'late', names_said(coverage -> 'late_units')) end), ''),
    'Không có chỉ tiêu nào chậm; các đơn vị báo cáo đầy đủ, đúng hạn.')
$$;

create or replace function app.tasks_said(figures jsonb, coverage jsonb) returns text language sql stable as $$
  select nullif(concat_ws(E'\n',
    (select string_agg(format('- Tập trung thực hiện chỉ tiêu “%s”%s%s.', f ->> 'name',
               case when f ->> 'accumulation' = 'cumulative' and (f ->> 'target')::numeric > (f ->> 'value')::numeric and f ->> 'comparator' in ('gt', 'gte', 'eq', 'complete')
                    then ': còn ' || quantity_said((f ->> 'target')::numeric - (f ->> 'value')::numeric, (f ->> 'decimals')::int, f ->> 'unit_of_measure') || ' so với kế hoạch'
                    else coalesce(', phấn đấu ' || goal_said(f), '') end,
               case when f ->> 'accumulation' = 'cumulative' and (f ->> 'required_rate')::numeric > 0
                    then ', bình quân mỗi tháng còn lại ' || quantity_said(round((f ->> 'required_rate')::numeric, greatest((f ->> 'decimals')::int, 1)), (f ->> 'decimals')::int, f ->> 'unit_of_measure') else '' end),
               E'\n' order by array_position('{missed,at_risk,behind}', f ->> 'status'), (f ->> 'ordinal')::int)
       from jsonb_array_elements(figures) f where f ->> 'status' in ('missed', 'at_risk', 'behind')),
    (select '- Bổ sung số liệu gốc để đánh giá các chỉ tiêu: ' || string_agg(f ->> 'name', '; ' order by (f ->> 'ordinal')::int) || '.'
       from jsonb_array_elements(figures) f where f ->> 'reason' = 'baseline_missing'),
    case when (coverage ->> 'missing')::int + (coverage ->> 'waiting')::int > 0 then '- Đôn đốc, thẩm định, phê duyệt báo cáo của các đơn vị: '
           || concat_ws(', ', names_said(coverage -> 'waiting_units'), names_said(coverage -> 'missing_units')) || '.' end), '')
$$;

-- Every section with its draft, in the order of the document. Causes and lessons are what the units wrote, or are left
-- for the officer: no figure knows them.
create or replace function app.review_sections(c app.campaigns, wanted text, as_of date, inputs jsonb) returns jsonb
language sql stable security definer set search_path = app, pg_temp as $$
  with figures as (
    select f ->> 'section' as section, string_agg('- ' || (f ->> 'sentence') || '.', E'\n' order by (f ->> 'ordinal')::int) as said
      from jsonb_array_elements(inputs -> 'figures') f group by 1),
  items as (
    select item ->> 'key' as key, section_key(item ->> 'key') as section, place,
           coalesce(item ->> 'heading', item ->> 'key') || case when count(*) over (partition by item ->> 'heading') > 1 then format(' (mục %s)', item ->> 'key') else '' end as heading
      from jsonb_array_elements(c.content_items) with ordinality a(item, place)),
  sections(place, key, part, heading, text) as (
    select 100, 'reporting', 'deployment', 'Chấp hành chế độ báo cáo', coverage_said(inputs -> 'coverage', wanted, as_of, (select p.ends_on from period_of(wanted, c.id) p))
    union all select 200, 'results', 'results', 'Đánh giá chung', statuses_said(inputs -> 'figures')
    union all select 300 + k.ordinal, 'field_' || k.code, 'results', 'Chỉ tiêu về ' || lower_first(k.vi), figures.said
      from catalogues k join figures on figures.section = 'field_' || k.code where k.catalogue = 'field'
    union all select 400 + i.place, i.section, 'results', i.heading, concat_ws(E'\n', figures.said, words_said(inputs -> 'words', i.key))
      from items i left join figures on figures.section = i.section
    union all select 900, 'findings', 'results', 'Hiệu quả, tác động', effects_said(inputs -> 'figures')
    union all select 1000, 'limitations', 'shortcomings', 'Tồn tại, hạn chế', shortcomings_said(inputs -> 'figures', inputs -> 'coverage')
    union all select 1001, 'causes', 'shortcomings', 'Nguyên nhân', E'Theo phản ánh của các đơn vị:\n' || words_said(inputs -> 'words', 'difficulties')
    union all select 1100, 'lessons', 'lessons', 'Cách làm hay, bài học kinh nghiệm', E'Các đơn vị nêu những cách làm hay:\n' || words_said(inputs -> 'words', 'good_practice')
    union all select 1200, 'tasks', 'ahead', 'Nhiệm vụ, giải pháp', tasks_said(inputs -> 'figures', inputs -> 'coverage')
    union all select 1300, 'proposals', 'proposals', 'Đề xuất, kiến nghị', words_said(inputs -> 'words', 'proposals'))
  select jsonb_agg(jsonb_build_object('key', key, 'part', part, 'heading', heading, 'text', nullif(text, '')) order by place) from sections
$$;

-- ---- making, freezing, writing ----

-- The period a review speaks of when it only says a day: the last one closed by then that has official figures.
create or replace function app.period_by(c app.campaigns, on_day date) returns text language sql stable security definer set search_path = app, pg_temp as $$
  select p.code from unnest(c.report_periods) code cross join lateral period_of(code, c.id) p
   where p.ends_on <= on_day
   order by exists (select from official_values o join indicators i on i.id = o.indicator_id where i.campaign_id = c.id and o.period = p.code) desc, p.ends_on desc, p.starts_on limit 1
$$;

create or replace function app.review_faults(c app.campaigns, body jsonb, wanted text, on_day date) returns setof app.fault language sql stable as $$
  select '/as_of', 'date_in_the_future', jsonb_build_object('date', on_day, 'today', today()) where on_day > today()
  union all
  select '/period', 'period_not_reported', jsonb_build_object('period', body ->> 'period', 'periods', array_to_string(c.report_periods, ', '))
   where body ->> 'period' is not null and not (body ->> 'period') = any (c.report_periods)
  union all
  select '/as_of', 'no_period_by_then', jsonb_build_object('date', on_day) where body ->> 'period' is null and wanted is null
  union all
  select '/period', 'period_not_begun', jsonb_build_object('period', wanted) from period_of(wanted, c.id) p where wanted = any (c.report_periods) and p.starts_on > on_day
$$;

create or replace function app.new_review(campaign uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  c campaigns;
  on_day date := coalesce((body ->> 'as_of')::date, today());
  wanted text;
  made uuid;
begin
  select * into strict c from campaigns where id = campaign;
  wanted := coalesce(body ->> 'period', period_by(c, on_day));
  perform raise_faults(array(select f from review_faults(c, body, wanted, on_day) f));
  insert into reviews(campaign_id, unit_id, kind, period, as_of, title, place, recipients, invented)
  select c.id, c.unit_id, p.kind, wanted, on_day,
         coalesce(p.title, format('%s %s, %s', case p.kind when 'final' then 'Tổng kết' else 'Sơ kết' end, movement_said(c.title), period_said(wanted))),
         p.place, nullif(p.recipients, 'null'), coalesce(p.invented, false)
    from jsonb_populate_record(null::reviews, body) p
  returning id into made;
  perform freeze_review(made);
  return made;
end $$;

-- Freezes the figures of the moment as the next snapshot. What the officer wrote stays; what is still the draft is new.
create or replace function app.freeze_review(wanted uuid) returns uuid language plpgsql security definer set search_path = app, pg_temp as $$
declare
  r reviews;
  c campaigns;
  inputs jsonb;
begin
  select * into strict r from reviews where id = wanted and unit_id = claim_unit() and state = 'draft' for no key update;
  select * into strict c from campaigns where id = r.campaign_id;
  inputs := review_inputs(c, r.period, r.as_of, known_until(r));
  insert into review_snapshots(review_id, number, unit_id, frozen_at, frozen_by, method, input_hash, coverage, figures, words, sections)
  values (r.id, r.snapshot + 1, r.unit_id, business_now(), claim_user(), review_method(), digest_of(review_sources(c, r.period, r.as_of, known_until(r))), inputs -> 'coverage', inputs -> 'figures', inputs -> 'words',
          review_sections(c, r.period, r.as_of, inputs));
  update reviews set snapshot = r.snapshot + 1 where id = wanted;
  return wanted;
end $$;

create or replace function app.snapshot_stands() returns trigger language plpgsql set search_path = app, pg_temp as $$
begin
  raise exception using errcode = '55000', message = 'snapshots_never_change';
end $$;
drop trigger if exists never_changed on app.review_snapshots;
create trigger never_changed before update on app.review_snapshots for each row execute function app.snapshot_stands();

-- Merge-patch: of the sections, each key holds {"text": …}; null takes the draft again.
create or replace function app.patch_review(wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  said jsonb := coalesce(nullif(body -> 'sections', 'null'), '{}');
begin
  perform raise_faults(array(
    select row('/sections/' || key, 'section_unknown', jsonb_build_object('key', key))::fault from jsonb_object_keys(said) key
     where not exists (select from reviews r, review_snapshot_of(r) s, jsonb_array_elements(s.sections) x where r.id = wanted and x ->> 'key' = key)));
  update reviews r
     set (title, place, recipients, invented) = (select p.title, p.place, nullif(p.recipients, 'null'), p.invented from jsonb_populate_record(r, body) p),
         texts = (select coalesce(jsonb_object_agg(key, text), '{}') from (
                    select t.key, t.value as text from jsonb_each(r.texts) t where not said ? t.key
                    union all select s.key, s.value -> 'text' from jsonb_each(said) s where s.value <> 'null' and coalesce(s.value -> 'text', 'null') <> 'null') kept)
   where r.id = wanted;
  return wanted;
end $$;

-- The snapshot a review speaks of, for whoever was let through to the review.
create or replace function app.review_snapshot_of(r app.reviews) returns setof app.review_snapshots
language sql stable security definer rows 1 set search_path = app, pg_temp as $$
  select s.* from review_snapshots s where s.review_id = r.id and s.number = r.snapshot
$$;

drop function if exists app.snapshot_frozen(uuid);

create or replace function app.note_proposer() returns trigger language plpgsql set search_path = app, pg_temp as $$
begin
  if new.state = 'proposed' then
    new.submitted_by := claim_user();
    new.submitted_at := business_now();
  end if;
  return new;
end $$;
drop trigger if exists b_note_proposer on app.reviews;
create trigger b_note_proposer before update on app.reviews for each row when (old.state is distinct from new.state) execute function app.note_proposer();

-- What Circular 01/2024/TT-BNV, Article 3.3, wants said must be said, by the draft or by hand.
create or replace function app.review_is_not_whole(wanted uuid, details jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  select '/sections/' || (x ->> 'key'), 'section_missing', jsonb_build_object('heading', x ->> 'heading')
    from reviews r, review_snapshot_of(r) s, jsonb_array_elements(s.sections) x
   where r.id = wanted and x ->> 'key' = any ('{results,findings,limitations,causes,lessons,tasks}') and coalesce(r.texts ->> (x ->> 'key'), x ->> 'text', '') = ''
$$;

create or replace function app.review_cannot_be_signed(wanted uuid, details jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  select '/details/signed_on', 'date_in_the_future', jsonb_build_object('date', details ->> 'signed_on', 'today', today()) where (details ->> 'signed_on')::date > today()
  union all
  select '/details/signed_on', 'signed_before_frozen', jsonb_build_object('date', details ->> 'signed_on', 'frozen_on', (s.frozen_at at time zone 'Asia/Ho_Chi_Minh')::date)
    from reviews r, review_snapshot_of(r) s where r.id = wanted and (details ->> 'signed_on')::date < (s.frozen_at at time zone 'Asia/Ho_Chi_Minh')::date
  union all
  select '/details/document', 'document_not_found', '{}'::jsonb where details ->> 'document' is not null and not document_is_seen((details ->> 'document')::uuid)
$$;

create or replace function app.sign_review(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  said jsonb := (select details from moves where id = move);
begin
  update reviews set number = said ->> 'number', signed_on = (said ->> 'signed_on')::date, signer = said -> 'signer', document_id = (said ->> 'document')::uuid where id = wanted;
  insert into document_links(document_id, unit_id, thing, thing_id, purpose)
  select d.id, d.unit_id, 'review', wanted, 'signed_original' from documents d where d.id = (said ->> 'document')::uuid
  on conflict do nothing;
end $$;

-- The day a unit's review of its campaign was signed; null when it was not. Meets obligations of the kind review.
create or replace function app.review_done_on(campaign uuid, unit int, period text) returns date language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (
    select (min(m.moved_at) at time zone 'Asia/Ho_Chi_Minh')::date
      from reviews r join moves m on m.thing = 'review' and m.thing_id = r.id and m.to_state = 'signed'
     where r.campaign_id = campaign and r.unit_id = unit and (review_done_on.period is null or r.period = review_done_on.period));
end $$;

-- ---- showing ----

-- May the caller know who is missing? Those above the issuer and itself.
create or replace function app.knows_names(r app.reviews) returns boolean language sql stable as $$
  select unit_reaches(claim_unit(), r.unit_id)
$$;

create or replace function app.sections_shown(r app.reviews, s app.review_snapshots) returns json language sql stable as $$
  select coalesce(json_object_agg(x ->> 'key', json_build_object('part', x ->> 'part', 'heading', x ->> 'heading', 'text', coalesce(r.texts ->> (x ->> 'key'), x ->> 'text'),
           'drafted', case when app.knows_names(r) then x ->> 'text' end, 'edited', r.texts ? (x ->> 'key')) order by place), '{}')
    from jsonb_array_elements(s.sections) with ordinality a(x, place)
$$;

create or replace function app.figures_shown(r app.reviews, s app.review_snapshots) returns jsonb language sql stable as $$
  select case when app.knows_names(r) then s.figures
              else coalesce((select jsonb_agg(f || '{"missing": null}' order by place) from jsonb_array_elements(s.figures) with ordinality a(f, place)), '[]') end
$$;

create or replace function app.coverage_shown(r app.reviews, s app.review_snapshots) returns jsonb language sql stable as $$
  select s.coverage || case when app.knows_names(r) then '{}' else '{"missing_units": null, "waiting_units": null, "late_units": null}'::jsonb end
$$;

-- How many indicators stand where: {"met": 3, "not_judged": 2, …}.
create or replace function app.statuses_counted(figures jsonb) returns jsonb language sql immutable parallel safe as $$
  select coalesce(jsonb_object_agg(stands, count), '{}')
    from (select app.standing_of(f ->> 'status', coalesce(f ->> 'value', f ->> 'text') is not null, f ->> 'reason') as stands, count(*) as count from jsonb_array_elements(figures) f group by 1) n
$$;

-- Whether what the figures follow from is no longer what it was; asked while it can still be frozen again.
create or replace function app.inputs_have_changed(r app.reviews, s app.review_snapshots) returns boolean language sql stable security definer set search_path = app, pg_temp as $$
  select case when r.state = 'draft' then s.input_hash <> digest_of(review_sources(c, r.period, r.as_of, known_until(r))) end from campaigns c where c.id = r.campaign_id
$$;

-- A review as replies show it (schema Review).
drop function if exists app.review_made(uuid);
drop function if exists app.review_shown(app.reviews);
create or replace function app.review_shown(r app.reviews)
returns table (id uuid, "campaign.id" uuid, "campaign.code" text, "campaign.title" text, "unit.id" uuid, "unit.code" text, "unit.name" text, kind text,
               "period.code" text, "period.starts_on" date, "period.ends_on" date, "period.due_on" date, "period.name" text, as_of date, title text, place text, recipients jsonb,
               "snapshot.number" int, "snapshot.frozen_at" timestamptz, "snapshot.frozen_by" text, "snapshot.method" text, "snapshot.input_hash" text, inputs_changed boolean,
               coverage jsonb, statuses jsonb, words_waiting int, figures jsonb, sections json, number text, signed_on date, signer jsonb, document_id uuid, "proposed_by.id" uuid, "proposed_by.name" text,
               invented boolean, state text, version int, created_at timestamptz, changed_at timestamptz, allowed_actions text[], _unit_id int, _published boolean)
language sql stable rows 1 as $$
  select r.id, c.id, c.code, c.title, unit_uid(r.unit_id), unit_code_on(r.unit_id, r.as_of), unit_name_on(r.unit_id, r.as_of), r.kind,
         p.code, p.starts_on, p.ends_on, p.due_on, period_said(p.code), r.as_of, r.title, r.place, coalesce(r.recipients, c.recipients),
         s.number, s.frozen_at, person_name(s.frozen_by), s.method, s.input_hash, inputs_have_changed(r, s),
         coverage_shown(r, s), statuses_counted(s.figures), words_waiting(s.words), figures_shown(r, s), sections_shown(r, s), r.number, r.signed_on, r.signer, r.document_id, r.submitted_by, person_name(r.submitted_by),
         r.invented, r.state, r.version, r.created_at, r.changed_at, allowed_actions('review', r.id), r.unit_id, r.state = 'signed'
    from campaigns c cross join lateral period_of(r.period, c.id) p cross join lateral review_snapshot_of(r) s where c.id = r.campaign_id
$$;

-- What this very statement made or changed: volatile, so that it reads with a fresh snapshot.
create or replace function app.review_made(wanted uuid)
returns table (id uuid, "campaign.id" uuid, "campaign.code" text, "campaign.title" text, "unit.id" uuid, "unit.code" text, "unit.name" text, kind text,
               "period.code" text, "period.starts_on" date, "period.ends_on" date, "period.due_on" date, "period.name" text, as_of date, title text, place text, recipients jsonb,
               "snapshot.number" int, "snapshot.frozen_at" timestamptz, "snapshot.frozen_by" text, "snapshot.method" text, "snapshot.input_hash" text, inputs_changed boolean,
               coverage jsonb, statuses jsonb, words_waiting int, figures jsonb, sections json, number text, signed_on date, signer jsonb, document_id uuid, "proposed_by.id" uuid, "proposed_by.name" text,
               invented boolean, state text, version int, created_at timestamptz, changed_at timestamptz, allowed_actions text[], _unit_id int, _published boolean)
language plpgsql volatile rows 1 as $$
#variable_conflict use_column
begin
  return query
  select shown.* from reviews r cross join lateral review_shown(r) shown where r.id = wanted;
end $$;

-- ---- the official document ----

-- The table of results, one row an indicator.
create or replace function app.results_table(s app.review_snapshots, r app.reviews) returns jsonb language sql stable as $$
  select jsonb_build_object(
    'columns', '[{"title":"TT","align":"center","width":4},{"title":"Chỉ tiêu","align":"left","width":26},{"title":"Đơn vị tính","align":"center","width":8},
                 {"title":"Kế hoạch","align":"right","width":9},{"title":"Thực hiện","align":"right","width":10},{"title":"Tỷ lệ so với kế hoạch (%)","align":"right","width":8},
                 {"title":"Kỳ so sánh","align":"right","width":9},{"title":"Tăng, giảm","align":"right","width":8},{"title":"Đơn vị có số liệu","align":"center","width":7},
                 {"title":"Đánh giá","align":"left","width":11}]'::jsonb,
    'rows', coalesce((select jsonb_agg(jsonb_build_array(place::text, f ->> 'name', coalesce(f ->> 'unit_of_measure', ''),
         coalesce(app.compared_said(f ->> 'comparator', case when f ->> 'unit_of_measure' = '%' then replace(p.goal, '%', '') else p.goal end, coalesce((f ->> 'per_year')::boolean, false)), ''),
         case when f ->> 'value_type' in ('boolean', 'rank') then coalesce(app.result_said(f), '') else coalesce(app.decimal_said((f ->> 'value')::numeric, (f ->> 'decimals')::int), f ->> 'text', '') end,
         coalesce(app.decimal_said(trim_scale(round((f ->> 'percent')::numeric, 1))), ''),
         coalesce(case when f ->> 'value_type' in ('boolean', 'rank') then app.result_said(f || jsonb_build_object('value', f #> '{previous,value}', 'text', null))
                       else app.decimal_said((f #>> '{previous,value}')::numeric, (f ->> 'decimals')::int) || case when f #>> '{previous,units}' is not null then ' (*)' else '' end end, ''),
         coalesce(case when f ->> 'value_type' = 'boolean' then null when (f #>> '{change,absolute}')::numeric > 0 then '+' else '' end || app.decimal_said((f #>> '{change,absolute}')::numeric, (f ->> 'decimals')::int), ''),
         format('%s/%s', f #>> '{coverage,reported}', f #>> '{coverage,expected}'), app.standing_said(f)) order by place)
       from jsonb_array_elements(s.figures) with ordinality a(f, place)
      cross join lateral (select coalesce(f ->> 'printed', app.decimal_said((f ->> 'target')::numeric, (f ->> 'decimals')::int)) as goal) p), '[]'),
    'notes', case when exists (select from jsonb_array_elements(s.figures) f where f #>> '{previous,units}' is not null)
                  then jsonb_build_array('(*) So sánh trên các đơn vị có số liệu của cả hai kỳ.') else '[]' end
             || jsonb_build_array(format('Số liệu chính thức chốt lúc %s; phương pháp %s; mã kiểm tra SHA-256: %s.', to_char(s.frozen_at at time zone 'Asia/Ho_Chi_Minh', 'HH24:MI DD/MM/YYYY'), s.method, s.input_hash)))
$$;

create or replace function app.review_document(r app.reviews) returns json language plpgsql stable set search_path = app, pg_temp as $$
declare
  c campaigns;
  s review_snapshots;
  head jsonb := letterhead(r.unit_id, coalesce(r.signed_on, r.as_of));
  blocks jsonb := '[]';
  part record;
  section record;
begin
  select * into strict c from campaigns where id = r.campaign_id;
  select * into strict s from review_snapshot_of(r);
  blocks := blocks || jsonb_build_array(jsonb_build_object('paragraph', format('Thực hiện %s%s, %s báo cáo kết quả %s%s như sau:', movement_said(c.title),
    coalesce(' (văn bản ' || nullif(concat_ws(' ', 'số ' || case when c.document_number !~ '^/' then c.document_number end, 'ngày ' || day_said(c.issued_on)), '') || ')', ''),
    issuer_said(r.unit_id, r.as_of), period_said(r.period),
    case when jsonb_array_length(s.figures) > 0 then ' (chi tiết từng chỉ tiêu tại Phụ lục kèm theo)' else '' end)));
  for part in
    select p.code, p.heading, row_number() over (order by p.place) as ordinal, p.sections
      from (select k.place, k.code, k.heading, jsonb_agg(x || jsonb_build_object('text', coalesce(r.texts ->> (x ->> 'key'), x ->> 'text')) order by l.place) as sections
              from (values (1, 'deployment', 'Tình hình triển khai, chấp hành chế độ báo cáo'), (2, 'results', 'Kết quả thực hiện'),
                           (3, 'shortcomings', 'Tồn tại, hạn chế và nguyên nhân'), (4, 'lessons', 'Cách làm hay, bài học kinh nghiệm'),
                           (5, 'ahead', 'Nhiệm vụ, giải pháp trọng tâm'), (6, 'proposals', 'Đề xuất, kiến nghị')) k(place, code, heading)
              join jsonb_array_elements(s.sections) with ordinality l(x, place) on x ->> 'part' = k.code
             where coalesce(r.texts ->> (x ->> 'key'), x ->> 'text', '') <> ''
             group by 1, 2, 3) p
  loop
    blocks := blocks || jsonb_build_array(jsonb_build_object('heading', format('%s. %s', upper(to_char(part.ordinal, 'FMRN')), upper(part.heading collate "und-x-icu")), 'level', 1));
    for section in select x, ordinality as ordinal, count(*) over () as count from jsonb_array_elements(part.sections) with ordinality a(x, ordinality) loop
      if section.count > 1 then
        blocks := blocks || jsonb_build_array(jsonb_build_object('heading', format('%s. %s', section.ordinal, section.x ->> 'heading'), 'level', 2));
      end if;
      blocks := blocks || blocks_of(section.x ->> 'text');
    end loop;
  end loop;
  blocks := body_ended(blocks);
  if jsonb_array_length(s.figures) > 0 then
    blocks := blocks || jsonb_build_array('{"page": "landscape"}'::jsonb,
      '{"heading": "Phụ lục", "level": 0}'::jsonb, jsonb_build_object('heading', upper('Kết quả thực hiện các chỉ tiêu ' || period_said(r.period) collate "und-x-icu"), 'level', 0),
      enclosed_with('Báo cáo', r.number, r.signed_on, issuer_said(r.unit_id, r.as_of)),
      jsonb_build_object('table', results_table(s, r)));
  end if;
  return official_document(head, 'BÁO CÁO', r.title, coalesce(r.number, '…/BC' || coalesce('-' || (head ->> 'symbol'), '')), r.place, r.signed_on, r.state <> 'signed', blocks,
    r.signer, recipients_said(coalesce(r.recipients, c.recipients)));
end $$;

select app.by_engine('app.forerunners(app.campaigns,text)', 'app.figures_a_year_before(app.campaigns,text,jsonb)', 'app.unit_sums(uuid,uuid[],text,jsonb)',
  'app.alike_figures(app.campaigns,text,uuid,text,uuid[],uuid[],jsonb)', 'app.review_figures(app.campaigns,text,date,timestamptz)', 'app.review_coverage(app.campaigns,text,timestamptz)',
  'app.review_words(app.campaigns,text,timestamptz)', 'app.known_until(app.reviews)', 'app.edition_heard(app.submissions,timestamptz)', 'app.edition_is_official(app.submissions,app.submission_editions,text,timestamptz)', 'app.review_inputs(app.campaigns,text,date,timestamptz)', 'app.review_sources(app.campaigns,text,date,timestamptz)', 'app.review_sections(app.campaigns,text,date,jsonb)', 'app.period_by(app.campaigns,date)',
  'app.freeze_review(uuid)', 'app.review_snapshot_of(app.reviews)', 'app.review_is_not_whole(uuid,jsonb)', 'app.review_cannot_be_signed(uuid,jsonb)',
  'app.sign_review(uuid,uuid)', 'app.review_done_on(uuid,int,text)', 'app.inputs_have_changed(app.reviews,app.review_snapshots)');
revoke execute on function app.forerunners(app.campaigns, text), app.figures_a_year_before(app.campaigns, text, jsonb), app.unit_sums(uuid, uuid[], text, jsonb),
  app.alike_figures(app.campaigns, text, uuid, text, uuid[], uuid[], jsonb), app.review_figures(app.campaigns, text, date, timestamptz), app.review_coverage(app.campaigns, text, timestamptz),
  app.review_words(app.campaigns, text, timestamptz), app.edition_heard(app.submissions, timestamptz), app.edition_is_official(app.submissions, app.submission_editions, text, timestamptz), app.review_inputs(app.campaigns, text, date, timestamptz), app.review_sources(app.campaigns, text, date, timestamptz), app.review_sections(app.campaigns, text, date, jsonb),
  app.sign_review(uuid, uuid) from thidua_service;
