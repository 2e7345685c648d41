-- Statutory statistics (forms 0601 to 0605 of Circular 02/2023/TT-BNV) and who benefits from awards. Everything is a count
-- over the units below one that the caller sees; no row speaks of a person.

-- The unit asked for, or the caller's own; 404 when it is out of sight.
create or replace function app.counted_unit(wanted int) returns int language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  unit int := coalesce(wanted, claim_unit());
begin
  if not coalesce(unit_reaches(claim_unit(), unit), false) then
    perform raise_problem(404, 'not_found');
  end if;
  return unit;
end $$;

-- Who launches or decides, as the forms tell them apart: a people's committee by its level, every other body as one.
create or replace function app.deciding_level(unit int) returns text language sql stable security definer set search_path = app, pg_temp as $$
  select case when p.unit_kind is null then p.granting_level else 'body' end from granting_place(unit) p
$$;

-- Who granted awards: here the level of the unit that decided; what was decided elsewhere came from the country where the law
-- gives it to nobody else.
drop function if exists app.level_of_award(app.awards);
create or replace function app.level_granted(here boolean, issuer int, wanted_type text) returns text language sql stable security definer set search_path = app, pg_temp as $$
  select case when here then deciding_level(issuer)
              when exists (select from award_rules r where r.rule = 'authority' and r.award_type = wanted_type and r.granting_level = 'country' and r.unit_kind is null and (r.value ->> 'allowed')::boolean)
              then 'country' else 'province' end
$$;

-- Awards that stand of a unit and all below it, also of what was merged into them; without those under an embargo. How many
-- there are of whom, by whatever the forms ask: two hundred thousand awards come to a few hundred lines. A year or all
-- years are another plan.
drop function if exists app.standing_awards(int, date, date);
create or replace function app.awards_summed(unit int, first date, last date)
returns table (award_type text, kind text, reason text, campaign_id uuid, year int, level text, worker_class text, enterprise boolean, gender text, small_collective boolean, remote boolean, awards bigint)
language plpgsql stable security definer set search_path = app, pg_temp set plan_cache_mode = force_custom_plan set work_mem = '64MB' as $$
#variable_conflict use_column
begin
  return query
    with below as materialized (select units_under(unit, true) as id),
    remote as materialized (
      select t.unit_id, range_agg(m.valid * g.valid * daterange(t.valid_from, t.valid_to)) as days
        from unit_groups g join unit_group_members m on m.group_id = g.id join unit_tree t on t.ancestor_id = m.member_id
       where g.kind in ('poor_districts', 'remote') group by t.unit_id),
    told as materialized (                                     -- days on which somebody above said which units are remote
      select t.unit_id, range_agg(g.valid * daterange(t.valid_from, t.valid_to)) as days
        from unit_groups g join unit_tree t on t.ancestor_id = g.unit_id
       where g.kind = 'remote' and exists (select from unit_group_members m where m.group_id = g.id) group by t.unit_id),
    counted as materialized (
      select a.award_type, a.honouree_kind as kind, a.reason, a.campaign_id, extract(year from a.decided_on)::int as year, a.decision_id is not null as here,
             case when a.decision_id is not null then a.issuer_id end as issuer_id, h.worker_class, h.enterprise, h.gender, h.small_collective,
             case when r.days @> a.decided_on then true when k.days @> a.decided_on then false end as remote, count(*) as awards
        from awards a join honourees h on h.id = a.honouree_id left join remote r on r.unit_id = a.unit_id left join told k on k.unit_id = a.unit_id
       where a.unit_id in (select b.id from below b) and a.decided_on between first and last and award_counts(a) and not a.hidden
       group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
    levels as materialized (
      select k.*, level_granted(k.here, k.issuer_id, k.award_type) as level from (select distinct c.here, c.issuer_id, c.award_type from counted c) k)
    select c.award_type, c.kind, c.reason, c.campaign_id, c.year, l.level, c.worker_class, c.enterprise, c.gender, c.small_collective, c.remote, c.awards
      from counted c join levels l on l.here = c.here and l.award_type = c.award_type and l.issuer_id is not distinct from c.issuer_id;
end $$;

-- The head of a form that is handed on: which form, of which year, by whom it is told.
create or replace function app.form_head(form text, title text, wanted int, of_year int) returns text language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  unit int := counted_unit(wanted);
begin
  return concat_ws(E'\n', format('Biểu số: %s', form), title, format('Năm %s', of_year),
                   format('Đơn vị báo cáo: %s', coalesce(unit_name_on(unit, make_date(of_year, 12, 31)), unit_name_on(unit, make_date(of_year, 1, 1)), unit_name_on(unit))));
end $$;

-- ---- 0601: movements ----

-- Full years that a movement lasts, in tenths: 10 is one year to the day.
create or replace function app.duration_of(first date, last date) returns text language sql immutable parallel safe as $$
  select case when first is null or last is null then 'unknown' when last < (first + interval '1 year' - interval '2 days')::date then 'under_one_year'
              when last <= (first + interval '1 year')::date then 'one_year' when last < (first + interval '3 years' - interval '2 days')::date then 'one_to_three_years' else 'three_years_or_more' end
$$;

-- Movements launched in a year by the unit and those below it. Wide: others owe reports to it; else it is within the unit.
create or replace function app.movements_counted(wanted int, of_year int)
returns table (level text, label text, ordinal int, total int, wide int, own int, under_one_year int, one_year int, one_to_three_years int, three_years_or_more int, duration_unknown int, regular int, thematic int, _unit_id int)
language sql stable security definer set search_path = app, pg_temp as $$
  with unit as materialized (select counted_unit(wanted) as id),
  launched as (
    select deciding_level(c.unit_id) as level, duration_of(c.starts_on, c.ends_on) as lasts, c.method,
           exists (select from obligations o where o.campaign_id = c.id and o.unit_id <> c.unit_id) or exists (select from reporters r where r.campaign_id = c.id and r.unit_id <> c.unit_id) as wide
      from unit join campaigns c on c.unit_id in (select units_under(unit.id, true))
     where c.state not in ('draft', 'proposed') and extract(year from coalesce(c.issued_on, c.starts_on)) = of_year),
  lines as (
    select k.code, k.ordinal from catalogues k where k.catalogue = 'deciding_level' and exists (select from launched l where l.level = k.code)
    union all select 'all', 0)
  select x.code, label('deciding_level', x.code), x.ordinal, count(l.level)::int, count(*) filter (where l.wide)::int, count(*) filter (where not l.wide)::int,
         count(*) filter (where l.lasts = 'under_one_year')::int, count(*) filter (where l.lasts = 'one_year')::int, count(*) filter (where l.lasts = 'one_to_three_years')::int,
         count(*) filter (where l.lasts = 'three_years_or_more')::int, count(*) filter (where l.lasts = 'unknown')::int,
         count(*) filter (where l.method = 'regular')::int, count(*) filter (where l.method = 'thematic')::int, unit.id
    from unit cross join lines x left join launched l on x.code in (l.level, 'all') group by x.code, x.ordinal, unit.id
$$;

-- ---- 0602, 0603: awards ----

-- Awards of a level by type, subject and reason. A type that the level may grant has its line also when nobody got it.
create or replace function app.awards_counted(wanted int, of_year int, wanted_level text)
returns table (award_type text, label text, award_class text, ordinal int, total int, collectives int, enterprises int, households int, individuals int, top_leaders int, department_leaders int,
               business_people int, other_leaders int, direct_workers int, others int, merit int, movement int, ad_hoc int, diplomatic int, contribution int, seniority int, _unit_id int)
language sql stable security definer set search_path = app, pg_temp as $$
  with unit as materialized (select counted_unit(wanted) as id),
  counted as materialized (
    select a.award_type, a.kind, a.reason, a.worker_class as class, a.enterprise, a.awards
      from unit cross join lateral awards_summed(unit.id, make_date(of_year, 1, 1), make_date(of_year, 12, 31)) a where a.level = wanted_level),
  lines as (
    select t.code, t.class, t.ordinal from award_types t
     where exists (select from counted c where c.award_type = t.code)
        or exists (select from award_rules r where r.rule = 'authority' and r.award_type = t.code and r.granting_level = wanted_level and r.unit_kind is null and (r.value ->> 'allowed')::boolean
                    and r.valid_from <= make_date(of_year, 12, 31) and coalesce(r.valid_to, 'infinity') > make_date(of_year, 1, 1))
    union all select 'all', null, 0)
  select x.code, coalesce(award_name(x.code), label('deciding_level', x.code)), x.class, x.ordinal, coalesce(sum(c.awards), 0)::int, coalesce(sum(c.awards) filter (where c.kind = 'collective'), 0)::int,
         coalesce(sum(c.awards) filter (where c.kind = 'collective' and c.enterprise), 0)::int, coalesce(sum(c.awards) filter (where c.kind = 'household'), 0)::int, coalesce(sum(c.awards) filter (where c.kind = 'individual'), 0)::int,
         coalesce(sum(c.awards) filter (where c.class = 'top_leader'), 0)::int, coalesce(sum(c.awards) filter (where c.class = 'department_leader'), 0)::int, coalesce(sum(c.awards) filter (where c.class = 'business_person'), 0)::int,
         coalesce(sum(c.awards) filter (where c.class = 'other_leader'), 0)::int, coalesce(sum(c.awards) filter (where c.class in ('direct_worker', 'farmer')), 0)::int,
         coalesce(sum(c.awards) filter (where c.kind = 'individual' and coalesce(c.class, 'other') = 'other'), 0)::int,
         coalesce(sum(c.awards) filter (where c.reason = 'merit'), 0)::int, coalesce(sum(c.awards) filter (where c.reason = 'movement'), 0)::int, coalesce(sum(c.awards) filter (where c.reason = 'ad_hoc'), 0)::int,
         coalesce(sum(c.awards) filter (where c.reason = 'diplomatic'), 0)::int, coalesce(sum(c.awards) filter (where c.reason = 'contribution'), 0)::int, coalesce(sum(c.awards) filter (where c.reason = 'seniority'), 0)::int, unit.id
    from unit cross join lines x left join counted c on x.code in (c.award_type, 'all') group by x.code, x.class, x.ordinal, unit.id
$$;

-- ---- 0604, 0605: told by the units ----

create or replace function app.figures_told(wanted int, of_form text, of_year int)
returns table (line text, label text, breakdown text, ordinal int, own int, total int, units int, citation text, confidence text, _unit_id int) language sql stable security definer set search_path = app, pg_temp as $$
  with unit as materialized (select counted_unit(wanted) as id)
  select l.line, case claim_language() when 'en' then l.en else l.vi end, l.breakdown, l.ordinal, (sum(f.value) filter (where f.unit_id = unit.id))::int, sum(f.value)::int, count(f.unit_id)::int, l.citation, l.confidence, unit.id
    from unit cross join statutory_lines l left join statutory_figures f on f.form = l.form and f.line = l.line and f.year = of_year and f.unit_id in (select units_under(unit.id, false))
   where l.form = of_form and l.valid_from <= make_date(of_year, 12, 31) and coalesce(l.valid_to, 'infinity') > make_date(of_year, 1, 1)
   group by l.form, l.line, unit.id
$$;

create or replace function app.figure_faults(of_form text, body jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  with year_of as (
    select (body ->> 'year')::int as year),
  items as (
    select item, ordinality - 1 as place, item ->> 'line' as line, (item ->> 'value')::int as value, min(ordinality - 1) over (partition by item ->> 'line') as first
      from jsonb_array_elements(body -> 'items') with ordinality i(item, ordinality)),
  lines as (
    select l.* from statutory_lines l, year_of y where l.form = of_form and l.valid_from <= make_date(y.year, 12, 31) and coalesce(l.valid_to, 'infinity') > make_date(y.year, 1, 1))
  select format('/items/%s/line', i.place), 'statutory_line_not_found', jsonb_build_object('line', i.line, 'form', of_form, 'lines', (select string_agg(l.line, ', ' order by l.ordinal) from lines l))
    from items i where not exists (select from lines l where l.line = i.line)
  union all
  select format('/items/%s/line', i.place), 'not_unique', '{}'::jsonb from items i where i.place <> i.first
  union all
  select format('/items/%s/value', max(w.place)), 'statutory_parts_do_not_sum', jsonb_build_object('name', max(case claim_language() when 'en' then x.en else x.vi end), 'value', max(w.value), 'sum', sum(i.value), 'lines', string_agg(l.line, ', ' order by l.ordinal))
    from lines l join items i on i.line = l.line join items w on w.line = l.whole join lines x on x.line = l.whole group by l.whole, l.breakdown having sum(i.value) <> max(w.value)
$$;

-- The figures of a form for a year: what is not named is not known any more.
create or replace function app.put_figures(of_form text, body jsonb) returns int language plpgsql set search_path = app, pg_temp as $$
declare
  of_year int := (body ->> 'year')::int;
begin
  perform raise_faults(array(select f from figure_faults(of_form, body) f));
  delete from statutory_figures where unit_id = claim_unit() and form = of_form and year = of_year and line not in (select i ->> 'line' from jsonb_array_elements(body -> 'items') i);
  insert into statutory_figures(unit_id, form, year, line, value)
  select claim_unit(), of_form, of_year, i ->> 'line', (i ->> 'value')::int from jsonb_array_elements(body -> 'items') i
  on conflict (unit_id, year, form, line) do update set value = excluded.value;
  return claim_unit();
end $$;

-- The same as it is after this very statement wrote in it.
create or replace function app.figures_now(unit int, of_form text, of_year int)
returns table (line text, label text, breakdown text, ordinal int, own int, total int, units int, citation text, confidence text, _unit_id int) language sql volatile set search_path = app, pg_temp as $$
  select * from figures_told(unit, of_form, of_year)
$$;

-- ---- who benefits ----

-- How many awards went to whom, of how many that could; those of whom it is not known are told apart. Direct workers,
-- farmers and women among people, small ones among collectives, difficult areas among all: poor districts, and remote units on days
-- for which somebody said which units are remote.
drop function if exists app.beneficiaries_counted(int, date, date, uuid, text, text);
create or replace function app.beneficiaries_counted(wanted int, first date, last date, campaign uuid, wanted_level text, split text)
returns table (key text, "campaign.id" uuid, "campaign.code" text, "campaign.title" text, year int, level text, class text, label text, ordinal int, awards int, "of" int, known int, unknown int, share numeric, _unit_id int)
language sql stable security definer set search_path = app, pg_temp as $$
  with unit as materialized (select counted_unit(wanted) as id),
  counted as materialized (
    select case when split = 'campaign' then a.campaign_id end as campaign_id, case when split = 'year' then a.year end as year, case when split = 'level' then a.level end as level,
           a.kind, a.worker_class, a.gender, a.small_collective, a.remote, a.awards
      from unit cross join lateral awards_summed(unit.id, first, last) a
     where (campaign is null or a.campaign_id = campaign) and (wanted_level is null or a.level = wanted_level)),
  judged as (
    select c.campaign_id, c.year, c.level, j.class, j.counts, j.known, c.awards
      from counted c cross join lateral (values
        ('direct_worker', c.kind = 'individual', c.worker_class = 'direct_worker', c.worker_class is not null),
        ('farmer', c.kind = 'individual', c.worker_class = 'farmer', c.worker_class is not null),
        ('women', c.kind = 'individual', c.gender = 'female', c.gender is not null),
        ('small_collective', c.kind = 'collective', c.small_collective, c.small_collective is not null),
        ('remote_area', true, c.remote, c.remote is not null)) j(class, applies, counts, known)
     where j.applies)
  select concat_ws(' ', k.ordinal, j.campaign_id, j.year, j.level), j.campaign_id, p.code, p.title, j.year, j.level, k.code, label('beneficiary_class', k.code), k.ordinal, coalesce(sum(j.awards) filter (where j.counts), 0)::int, sum(j.awards)::int,
         coalesce(sum(j.awards) filter (where j.known), 0)::int, coalesce(sum(j.awards) filter (where not j.known), 0)::int,
         round(100.0 * coalesce(sum(j.awards) filter (where j.counts), 0) / nullif(sum(j.awards) filter (where j.known), 0), 1), unit.id
    from unit cross join judged j join catalogues k on k.catalogue = 'beneficiary_class' and k.code = j.class left join campaigns p on p.id = j.campaign_id
   group by j.campaign_id, p.code, p.title, j.year, j.level, k.code, k.ordinal, unit.id
$$;

select app.by_engine('app.counted_unit(int)', 'app.form_head(text,text,int,int)', 'app.deciding_level(int)', 'app.level_granted(boolean,int,text)', 'app.awards_summed(int,date,date)', 'app.movements_counted(int,int)',
  'app.awards_counted(int,int,text)', 'app.figures_told(int,text,int)', 'app.beneficiaries_counted(int,date,date,uuid,text,text)');
revoke execute on function app.awards_summed(int, date, date) from thidua_service;
