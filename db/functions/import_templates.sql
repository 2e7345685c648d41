-- Workbooks to be filled in: whose sheet it is, and a row for each figure that is expected.

-- Whose sheet a template is, in the words of its hidden page; refuses whoever may not send it back.
drop function if exists app.template_head(text, uuid, int, text);
create or replace function app.template_head(type text, campaign uuid, proposal uuid, unit int, wanted_period text)
returns table (operation text, campaign_id uuid, campaign_code text, campaign_title text, unit_id uuid, unit_name text, period text, version text, title text, due_on date)
language plpgsql volatile rows 1 set search_path = app, pg_temp as $$
#variable_conflict use_column
declare
  about int := case when template_head.type = 'values' then import_unit(campaign, unit) end;
  of_period text := case when template_head.type = 'values' then wanted_period end;
begin
  perform check_import_type(template_head.type, campaign, proposal), check_import(template_head.type, campaign, about, of_period);
  if template_head.type not in ('values', 'targets') then
    perform found_or_404('', coalesce((select c.id from campaigns c where c.id = campaign), (select p.id from proposals p where p.id = proposal))) where coalesce(campaign, proposal) is not null;
    return query select template_head.type, c.id, c.code, coalesce(c.title, p.title), unit_uid(claim_unit()), unit_name_on(claim_unit()), null::text, null::text, label('import_type', template_head.type), null::date
      from (values (campaign, proposal)) said(campaign, proposal) left join campaigns c on c.id = said.campaign left join proposals p on p.id = said.proposal;
    return;
  end if;
  return query
    select template_head.type, c.id, c.code, c.title, unit_uid(about), unit_name_on(coalesce(about, c.unit_id)), of_period,
           sheet_version(template_head.type, c.id, about, of_period), sheet_title(c.id, about, of_period),
           (select o.due_on from obligations o where o.campaign_id = c.id and o.unit_id = about and o.kind = 'report' and o.period = of_period)
      from campaigns c where c.id = campaign;
end $$;

-- Whose rows a template of values has: one unit's, or those of all that still owe the report and have not sent it.
create or replace function app.values_sheet_units(campaign uuid, unit int, wanted_period text) returns table (unit_id int, closes_on date) language sql volatile set search_path = app, pg_temp as $$
  select o.unit_id, o.closes_on from obligations o
    left join submissions s on s.campaign_id = o.campaign_id and s.unit_id = o.unit_id and s.period = o.period
   where o.campaign_id = $1 and o.kind = 'report' and o.period = $3
     and case when import_unit($1, $2) is null then coalesce(s.state, 'draft') = 'draft' and o.passed_on_to is null and o.excused_reason is null else o.unit_id = import_unit($1, $2) end
$$;

-- One row per cell the reports expect, with what is known so far; `_locked` are the columns in which nothing is to be typed.
drop function if exists app.values_sheet(uuid, int, text);
create or replace function app.values_sheet(campaign uuid, unit int, wanted_period text)
returns table (indicator text, name text, unit_of_measure text, target numeric, last_value numeric, value numeric, numerator numeric, denominator numeric, text text, status text, note text,
               unit text, unit_name text, _locked text[])
language sql volatile set search_path = app, extensions, pg_temp as $$
  with about as materialized (select * from values_sheet_units($1, $2, $3)),
  days as materialized (select p.ends_on, least(coalesce(p.ends_on, today()), today()) as on_day from period_of($3, $1) p),
  goals as materialized (select g.* from days d cross join lateral goals_of($1, array(select a.unit_id from about a), d.on_day) g)
  select i.code, i.name, i.unit_of_measure, g.target, before.value, v.value, v.numerator, v.denominator, v.text_value, v.status, v.note, unit_code_on(a.unit_id), unit_name_on(a.unit_id),
         case when i.value_type = 'text' then '{value,numerator,denominator}'::text[]
              when i.value_type = 'ratio' then '{value,text}'
              when i.rollup = 'ratio' then '{text}'
              when i.rollup = 'weighted_mean' then '{numerator,text}'
              else '{numerator,denominator,text}' end
    from about a join reporters r on r.campaign_id = $1 and r.unit_id = a.unit_id and owes_on(r, a.closes_on) join indicators i on i.id = r.indicator_id
   cross join days d
    left join submissions s on s.campaign_id = $1 and s.unit_id = a.unit_id and s.period = $3
    left join submission_values v on v.submission_id = s.id and v.indicator_id = i.id
    left join goals g on g.indicator_id = i.id and g.unit_id = a.unit_id
    left join lateral (select o.value from official_values o cross join lateral period_of(o.period, $1) q
                        where o.indicator_id = i.id and o.unit_id = a.unit_id and q.ends_on < d.ends_on order by q.ends_on desc limit 1) before on true
   order by unit_name_on(a.unit_id) collate "vi-VN-x-icu", a.unit_id, i.ordinal, i.code
$$;

-- Who owes what in a campaign of the own unit, launched or not yet, and who was given a target for it.
create or replace function app.sheet_units(campaign uuid) returns table (indicator_id uuid, unit_id int) language sql stable security definer set search_path = app, extensions, pg_temp as $$
  select f.indicator_id, f.unit_id
    from (select r.indicator_id, r.unit_id from reporters r where r.campaign_id = $1
          union select n.indicator_id, n.unit_id from campaigns c cross join lateral reporters_named(c.id, today()) n where c.id = $1 and c.state in ('draft', 'proposed')
          union select t.indicator_id, t.unit_id from targets t where t.campaign_id = $1) f
   where exists (select from campaigns c where c.id = $1 and c.unit_id = claim_unit())
$$;

create or replace function app.targets_sheet_rows(campaign uuid)
returns table (indicator text, name text, unit_of_measure text, unit text, unit_name text, target_value numeric, numerator numeric, denominator numeric, printed text, valid_from date, reason text, _locked text[])
language sql volatile set search_path = app, pg_temp as $$
  with owed as materialized (select * from sheet_units($1)),
  named as materialized (                           -- each once, however many indicators it owes
    select d.unit_id, unit_code_on(d.unit_id) as code, unit_name_on(d.unit_id) as name from (select distinct w.unit_id from owed w) d)
  select i.code, i.name, i.unit_of_measure, u.code, u.name, t.target_value, t.numerator, t.denominator, t.printed, null::date, null::text,
         case when i.value_type = 'ratio' then '{}' else '{numerator,denominator}' end::text[]
    from owed w join named u on u.unit_id = w.unit_id join indicators i on i.id = w.indicator_id join campaigns c on c.id = i.campaign_id
   cross join lateral (select greatest(coalesce(c.starts_on, today()), today()) as on_day) d
    left join lateral (
      select x.target_value, x.numerator, x.denominator, x.printed from targets x
       where x.indicator_id = i.id and x.unit_id = w.unit_id and x.valid_from <= d.on_day and coalesce(x.valid_to, 'infinity') > d.on_day limit 1) t on true
   order by i.ordinal, i.code, u.name collate "vi-VN-x-icu"
$$;

-- A column for each unit of a level beneath the own one: its code, and its name to read.
create or replace function app.template_units(wanted_level text) returns table (code text, name text) language sql volatile security definer set search_path = app, extensions, pg_temp as $$
  select unit_code_on(u.id), unit_name_on(u.id)
    from unit_tree t join units u on u.id = t.unit_id
   where t.ancestor_id = claim_unit() and t.depth > 0 and t.valid_from <= today() and t.valid_to > today() and u.level = wanted_level and is_area(u.kind)
   order by unit_name_on(u.id) collate "vi-VN-x-icu", u.id
$$;

select app.by_engine('app.template_units(text)', 'app.sheet_units(uuid)');
