-- Flat views for tools that draw charts: docs/statistics.md explains them and is checked against this file. They are a promise:
-- columns are only added, at the end (PostgreSQL refuses anything else); what must mean something else gets a new name.
-- What is a draft is not here, and no person is named. Names of units are those of the day a row speaks of.

-- ---- what only the engine works out ----

create or replace function app.statistics_progress(wanted uuid)
returns table (indicator_id uuid, "of" text, unit_id int, period text, ends_on date, target numeric, value numeric, numerator numeric, denominator numeric, percent numeric, status text, reason text,
               provisional boolean, reported int, expected_reports int, freshness timestamptz)
language sql stable security definer set search_path = app, pg_temp as $$
  select (f.indicator).id, 'total', f.unit_id, f.period, f.ends_on, f.target, f.value, f.numerator, f.denominator, f.percent, f.status, f.reason, f.provisional, f.reported, f.expected_reports, f.freshness
    from campaigns c cross join lateral figures_of(c.id, c.unit_id, 'total', c.report_periods, null, '{"names": false}') f where c.id = wanted
  union all
  select (f.indicator).id, 'unit', f.unit_id, f.period, f.ends_on, f.target, f.value, f.numerator, f.denominator, f.percent, f.status, f.reason, f.provisional, f.reported, f.expected_reports, f.freshness
    from campaigns c cross join lateral figures_of(c.id, c.unit_id, 'unit', c.report_periods, null, '{"names": false}') f where c.id = wanted
$$;

create or replace function app.statistics_standings(wanted uuid) returns table (obligation_id uuid, state text, met_on date) language sql stable security definer set search_path = app, pg_temp as $$
  select o.id, s.state, s.met_on from obligations o cross join lateral standing_of(o) s where o.campaign_id = wanted
$$;
select app.by_engine('app.statistics_progress(uuid)', 'app.statistics_standings(uuid)');
revoke execute on function app.statistics_progress(uuid), app.statistics_standings(uuid) from thidua_service;

-- ---- the views ----

create or replace view statistics.units as
  select u.uid as unit_id, l.code as unit_code, l.name as unit_name, u.kind, u.level, parent.uid as parent_unit_id, nullif(l.valid_from, '-infinity') as valid_from, nullif(l.valid_to, 'infinity') as valid_to,
         lower(u.existence) as exists_from, upper(u.existence) as exists_to
    from app.units u join app.unit_labels l on l.unit_id = u.id
    left join lateral (select p.parent_id from app.unit_parents p where p.unit_id = u.id and lower(p.valid) < l.valid_to order by lower(p.valid) desc limit 1) above on true
    left join app.units parent on parent.id = above.parent_id;

create or replace view statistics.campaigns as
  select c.id as campaign_id, c.code as campaign_code, c.title, c.kind, c.method, c.level, u.uid as issuing_unit_id, l.code as issuing_unit_code, l.name as issuing_unit_name, c.year, c.starts_on, c.ends_on,
         c.issued_on, c.document_number, c.state, c.published, c.invented <> '{}' as invented, c.changed_at
    from app.campaigns c join app.units u on u.id = c.unit_id
    left join app.unit_labels l on l.unit_id = c.unit_id and l.valid_from <= coalesce(c.starts_on, c.created_at::date) and l.valid_to > coalesce(c.starts_on, c.created_at::date)
   where c.state not in ('draft', 'proposed');

create or replace view statistics.indicators as
  select i.id as indicator_id, i.campaign_id, c.code as campaign_code, i.code as indicator_code, i.ordinal, i.name, i.field, i.value_type, i.unit_of_measure, i.comparator, i.target_value, i.numerator,
         i.denominator, i.direction, i.accumulation, i.rollup, i.weight, i.due_date, i.visibility, i.parent_id as parent_indicator_id, i.library_code, i.invented <> '{}' as invented
    from app.indicators i join app.campaigns c on c.id = i.campaign_id
   where c.state not in ('draft', 'proposed');

create or replace view statistics.targets as
  select t.id as target_id, t.campaign_id, c.code as campaign_code, t.indicator_id, i.code as indicator_code, u.uid as unit_id, l.code as unit_code, l.name as unit_name, g.id as group_id, g.code as group_code,
         t.target_value, t.numerator, t.denominator, t.printed, t.valid_from, t.valid_to, t.state, t.invented
    from app.targets t join app.indicators i on i.id = t.indicator_id join app.campaigns c on c.id = t.campaign_id
    left join app.units u on u.id = t.unit_id and t.group_id is null
    left join app.unit_labels l on l.unit_id = u.id and l.valid_from <= t.valid_from and l.valid_to > t.valid_from
    left join app.unit_groups g on g.id = t.group_id
   where c.state not in ('draft', 'proposed') and t.state in ('assigned', 'revised');

create or replace view statistics.official_values as
  select i.campaign_id, c.code as campaign_code, o.indicator_id, i.code as indicator_code, o.period, u.uid as unit_id, l.code as unit_code, l.name as unit_name, u.level as unit_level, o.value, o.numerator,
         o.denominator, o.status, o.source, o.since as official_since
    from app.official_values o join app.indicators i on i.id = o.indicator_id join app.campaigns c on c.id = i.campaign_id join app.units u on u.id = o.unit_id
   cross join lateral (select (o.since at time zone 'Asia/Ho_Chi_Minh')::date as on_day) d
    left join app.unit_labels l on l.unit_id = o.unit_id and l.valid_from <= d.on_day and l.valid_to > d.on_day;

create or replace view statistics.progress as
  select c.id as campaign_id, c.code as campaign_code, i.id as indicator_id, i.code as indicator_code, i.name as indicator_name, i.field, i.unit_of_measure, r."of", u.uid as unit_id, l.code as unit_code,
         l.name as unit_name, u.level as unit_level, r.period, r.ends_on, r.target, r.value, r.numerator, r.denominator, r.percent, r.status, r.reason, r.provisional, r.reported, r.expected_reports, r.freshness
    from app.campaigns c cross join lateral app.statistics_progress(c.id) r
    join app.indicators i on i.id = r.indicator_id join app.units u on u.id = r.unit_id
    left join app.unit_labels l on l.unit_id = r.unit_id and l.valid_from <= coalesce(r.ends_on, c.starts_on) and l.valid_to > coalesce(r.ends_on, c.starts_on)
   where c.state not in ('draft', 'proposed');

create or replace view statistics.obligations as
  select o.id as obligation_id, o.campaign_id, c.code as campaign_code, o.kind, o.period, u.uid as unit_id, l.code as unit_code, l.name as unit_name, u.level as unit_level, o.due_on, o.grace_until,
         s.state, s.met_on, greatest(s.met_on - o.due_on, 0) as days_late
    from app.campaigns c cross join lateral app.statistics_standings(c.id) s join app.obligations o on o.id = s.obligation_id join app.units u on u.id = o.unit_id
   cross join lateral (select coalesce(o.due_on, c.starts_on, o.created_at::date) as on_day) d
    left join app.unit_labels l on l.unit_id = o.unit_id and l.valid_from <= d.on_day and l.valid_to > d.on_day
   where c.state not in ('draft', 'proposed');

create or replace view statistics.ranking_places as
  select r.id as ranking_id, r.campaign_id, c.code as campaign_code, r.period, r.ends_on, r.method ->> 'name' as method_name, r.frozen_at, u.uid as unit_id, l.code as unit_code, l.name as unit_name,
         p.place, p.tied, p.score, p.main, p.bonus, p.penalty, p.possible, p.missing, p.previous_place, r.state, r.invented
    from app.rankings r join app.campaigns c on c.id = r.campaign_id join app.ranking_places p on p.ranking_id = r.id join app.units u on u.id = p.unit_id
   cross join lateral (select coalesce(r.ends_on, (r.frozen_at at time zone 'Asia/Ho_Chi_Minh')::date) as on_day) d
    left join app.unit_labels l on l.unit_id = p.unit_id and l.valid_from <= d.on_day and l.valid_to > d.on_day
   where r.state <> 'draft';

create or replace view statistics.awards as
  select a.id as award_id, a.award_type, t.vi as award_type_name, t.class as award_class, a.honouree_kind, a.reason, a.year, a.campaign_id, u.uid as unit_id, l.code as unit_code, l.name as unit_name, u.level as unit_level,
         g.uid as granting_unit_id, gl.code as granting_unit_code, gl.name as granting_unit_name, a.decision_number, a.decided_on, a.bonus, a.state, a.invented
    from app.awards a join app.award_types t on t.code = a.award_type join app.units u on u.id = a.unit_id join app.units g on g.id = a.issuer_id
    left join app.unit_labels l on l.unit_id = a.unit_id and l.valid_from <= a.decided_on and l.valid_to > a.decided_on
    left join app.unit_labels gl on gl.unit_id = a.issuer_id and gl.valid_from <= a.decided_on and gl.valid_to > a.decided_on
   where a.published;

-- ---- what each column says ----

do $$
declare
  told record;
begin
  for told in
    select * from (values
      ('units', '', 'Units with each name and code they had, a row for each'),
      ('campaigns', '', 'Campaigns that were launched'),
      ('indicators', '', 'Indicators of launched campaigns'),
      ('targets', '', 'Targets in force, each with its days; earlier ones stay'),
      ('official_values', '', 'Figures as units reported them and the issuer approved'),
      ('progress', '', 'Rolled up and judged: totals of a campaign and each unit, in the periods it reports; worked out when it is read, so ask for one campaign at a time'),
      ('obligations', '', 'Who owed which report, plan or duty, and how it went'),
      ('ranking_places', '', 'Places in rankings that were published or later withdrawn'),
      ('awards', '', 'Published awards without the honoured'),
      ('*', 'unit_id', 'The unit; it keeps this id through every change of name and code'),
      ('*', 'unit_code', 'Official code of the unit on that day; the same code may mean another unit on another day'),
      ('*', 'unit_name', 'Name of the unit on that day'),
      ('*', 'unit_level', 'province, district or commune; empty for the country'),
      ('*', 'campaign_id', 'The campaign'),
      ('*', 'campaign_code', 'Its code'),
      ('*', 'indicator_id', 'The indicator'),
      ('*', 'indicator_code', 'Its code within the campaign'),
      ('*', 'period', 'Code of the period: 2025-M03, 2025-Q1, 2025-6M, 2025, full'),
      ('*', 'numerator', 'What was counted, of a share'),
      ('*', 'denominator', 'Out of how many, of a share'),
      ('*', 'invented', 'Made up for the demonstration'),
      ('*', 'state', 'State, by the catalogue of its kind'),
      ('*', 'unit_of_measure', 'As printed'),
      ('*', 'field', 'Field of the indicator, by the catalogue `field`'),
      ('*', 'ends_on', 'Last day of the period'),
      ('*', 'kind', 'Kind, by the catalogue of its kind'),
      ('*', 'level', 'province, district or commune; empty for the country'),
      ('*', 'valid_from', 'First day; empty where it has no beginning'),
      ('*', 'valid_to', 'First day without it; empty while it lasts'),
      ('*', 'target_value', 'The target, in its unit of measure'),
      ('*', 'reason', 'Why, as a code'),
      ('units', 'parent_unit_id', 'The unit above it while it was called so'),
      ('units', 'exists_from', 'First day of the unit'),
      ('units', 'exists_to', 'First day without it; empty while it lasts'),
      ('campaigns', 'title', 'Title as issued'),
      ('campaigns', 'method', 'regular or thematic'),
      ('campaigns', 'issuing_unit_id', 'Who issued it'),
      ('campaigns', 'issuing_unit_code', 'Its code on the first day of the campaign'),
      ('campaigns', 'issuing_unit_name', 'Its name on the first day of the campaign'),
      ('campaigns', 'year', 'Year, when it is a campaign of a year'),
      ('campaigns', 'starts_on', 'First day'),
      ('campaigns', 'ends_on', 'Last day'),
      ('campaigns', 'issued_on', 'Date of the document'),
      ('campaigns', 'document_number', 'Number and symbol of the document'),
      ('campaigns', 'published', 'Whether its leader made it public'),
      ('campaigns', 'changed_at', 'When it last changed'),
      ('indicators', 'ordinal', 'Its place in the document'),
      ('indicators', 'name', 'Name'),
      ('indicators', 'value_type', 'number, percent, ratio, count, rank, boolean, set or text'),
      ('indicators', 'comparator', 'As the document says: gt, gte, lt, lte, eq, maintain …'),
      ('indicators', 'direction', 'up or down: which way is better'),
      ('indicators', 'accumulation', 'level, periodic or cumulative'),
      ('indicators', 'rollup', 'How figures of several units become one'),
      ('indicators', 'weight', 'Its weight within the campaign'),
      ('indicators', 'due_date', 'Day by which it is to be reached, where that is not the end of the campaign'),
      ('indicators', 'visibility', 'public, or internal: not told outside'),
      ('indicators', 'parent_indicator_id', 'The indicator that it is a part of'),
      ('indicators', 'library_code', 'The same figure in other campaigns'),
      ('targets', 'target_id', 'The target'),
      ('targets', 'group_id', 'The group of units it was given to instead of a unit'),
      ('targets', 'group_code', 'Its code'),
      ('targets', 'printed', 'The target as printed'),
      ('official_values', 'value', 'The figure'),
      ('official_values', 'status', 'reported, nil, not_applicable, not_available or excused'),
      ('official_values', 'source', 'How it came in: typed, imported, computed, prefilled, reused'),
      ('official_values', 'official_since', 'When it became official'),
      ('progress', 'indicator_name', 'Name of the indicator'),
      ('progress', 'of', 'total: the whole campaign, in the row of its issuer; unit: a single unit'),
      ('progress', 'target', 'The target in force for the unit'),
      ('progress', 'value', 'The figure by the rule of the indicator'),
      ('progress', 'percent', 'How far on the way to the target, 0 to 1000'),
      ('progress', 'status', 'no_data, on_track, behind, at_risk, met, exceeded or missed'),
      ('progress', 'provisional', 'Whether units or parts of the period are still missing'),
      ('progress', 'reported', 'Units with a figure'),
      ('progress', 'expected_reports', 'Units that owe one'),
      ('progress', 'freshness', 'When a figure last became official'),
      ('obligations', 'obligation_id', 'The obligation'),
      ('obligations', 'due_on', 'When it is due'),
      ('obligations', 'grace_until', 'Until when it still counts as on time'),
      ('obligations', 'met_on', 'When it was met'),
      ('obligations', 'days_late', 'Days after it was due'),
      ('ranking_places', 'ranking_id', 'The ranking'),
      ('ranking_places', 'method_name', 'Name of the method of scoring'),
      ('ranking_places', 'frozen_at', 'When the figures were frozen'),
      ('ranking_places', 'place', 'Place; equal scores share one'),
      ('ranking_places', 'tied', 'Whether somebody else has the same place'),
      ('ranking_places', 'score', 'main and bonus less penalty'),
      ('ranking_places', 'main', 'Points of the main criteria'),
      ('ranking_places', 'bonus', 'Bonus after the cap'),
      ('ranking_places', 'penalty', 'Points taken off'),
      ('ranking_places', 'possible', 'Full points of the criteria that concern the unit'),
      ('ranking_places', 'missing', 'Criteria without a figure'),
      ('ranking_places', 'previous_place', 'Place in the ranking before'),
      ('awards', 'award_id', 'The award'),
      ('awards', 'award_type', 'Code of the title or form'),
      ('awards', 'award_type_name', 'Its name'),
      ('awards', 'award_class', 'title or form'),
      ('awards', 'honouree_kind', 'individual, collective or household'),
      ('awards', 'year', 'Year the award is for'),
      ('awards', 'granting_unit_id', 'Who decided'),
      ('awards', 'granting_unit_code', 'Its code on the day of the decision'),
      ('awards', 'granting_unit_name', 'Its name on the day of the decision'),
      ('awards', 'decision_number', 'Number of the decision'),
      ('awards', 'decided_on', 'Date of the decision'),
      ('awards', 'bonus', 'Bonus in đồng')) w(view_name, column_name, words)
  loop
    if told.column_name = '' then
      execute format('comment on view statistics.%I is %L', told.view_name, told.words);
    else
      execute coalesce((select string_agg(format('comment on column statistics.%I.%I is %L', c.relname, a.attname, told.words), '; ')
                          from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = told.column_name
                         where c.relnamespace = 'statistics'::regnamespace and c.relkind = 'v' and (told.view_name in ('*', c.relname))), 'select 1');
    end if;
  end loop;
end $$;

-- The reader sees the views and may run what they are made with, nothing else.
revoke all on all tables in schema statistics from public, thidua_service;
grant select on all tables in schema statistics to thidua_statistics;
-- what an earlier release asked for one by one
drop function if exists app.statistics_standing(uuid);

grant execute on function app.statistics_progress(uuid), app.statistics_standings(uuid) to thidua_statistics;
