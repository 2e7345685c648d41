-- Campaigns, indicators and targets: references, what is computed, what may be wrong with them.

-- The one of some candidates {id, name} that a code means: null for none, 409 with all of them when it means several.
create or replace function app.only_one(code text, candidates jsonb) returns uuid language plpgsql stable set search_path = app, pg_temp as $$
begin
  if jsonb_array_length(candidates) > 1 then
    perform raise_problem(409, 'ambiguous_code', jsonb_build_object('code', code, 'candidates', candidates));
  end if;
  return (candidates -> 0 ->> 'id')::uuid;
end $$;

create or replace function app.uuid_of(reference text) returns uuid language sql immutable parallel safe as $$
  select case when reference ~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' then reference::uuid end
$$;

-- A reference of the API: an id or `code:<code>`. Codes are looked for among what the caller sees, since a code is unique
-- within its unit only. Null when there is none.
create or replace function app.campaign_found(reference text) returns uuid language plpgsql stable set search_path = app, pg_temp as $$
begin
  if reference !~ '^code:' then
    return uuid_of(reference);
  end if;
  return only_one(substr(reference, 6), (select jsonb_agg(jsonb_build_object('id', id, 'name', title) order by id) from campaigns where code = substr(reference, 6)));
end $$;

create or replace function app.indicator_found(reference text) returns uuid language plpgsql stable set search_path = app, pg_temp as $$
begin
  if reference !~ '^code:' then
    return uuid_of(reference);
  end if;
  return only_one(substr(reference, 6), (select jsonb_agg(jsonb_build_object('id', id, 'name', name) order by id) from indicators where code = substr(reference, 6)));
end $$;

-- The same where a path or a filter names it: 404 when there is none.
create or replace function app.campaign_named(reference text) returns uuid language sql stable set search_path = app, pg_temp as $$
  select found_or_404(reference, campaign_found(reference))
$$;

create or replace function app.indicator_named(reference text) returns uuid language sql stable set search_path = app, pg_temp as $$
  select found_or_404(reference, indicator_found(reference))
$$;

-- Whether a body may name this campaign: the caller sees it, by the row policies and apart from them.
create or replace function app.campaign_is_heard(reference text) returns boolean language sql stable set search_path = app, pg_temp as $$
  select exists (select from campaigns c where reference in ('code:' || c.code, c.id::text) and campaign_is_within_sight(c.id))
$$;

create or replace function app.campaign_is_within_sight(campaign uuid) returns boolean language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return thing_is_seen('campaign', thing_fact('campaign', campaign));
end $$;

-- upcoming, running or ended on the business date; a campaign without dates runs.
create or replace function app.campaign_phase(starts date, ends date, on_day date) returns text language sql immutable parallel safe as $$
  select case when starts > on_day then 'upcoming' when ends < on_day then 'ended' else 'running' end
$$;

-- Whether a unit stands below another, or is it, on a day of the campaign: its first, or today.
create or replace function app.unit_in_campaign(unit int, issuer int) returns boolean language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (select exists (select from unit_tree t where t.ancestor_id = issuer and t.unit_id = unit));
end $$;

-- What is wrong with a campaign's body; unit references inside are looked up.
create or replace function app.campaign_faults(body jsonb) returns setof app.fault language plpgsql stable set search_path = app, pg_temp as $$
begin
  if (body ->> 'issued_on')::date > today() then
    return next row('/issued_on', 'issue_date_in_the_future', jsonb_build_object('date', body ->> 'issued_on', 'today', today()))::fault;
  end if;
  return query
    select format('/report_periods/%s', p.ordinality - 1), 'period_unknown', jsonb_build_object('period', p.code)
      from jsonb_array_elements_text(coalesce(nullif(body -> 'report_periods', 'null'), '[]')) with ordinality p(code, ordinality)
     where p.code <> 'full' and not exists (select from periods x where x.code = p.code)
    union all
    select format('/report_periods/%s', p.ordinality - 1), 'report_period_outside_campaign', jsonb_build_object('period', p.code, 'starts_on', body ->> 'starts_on', 'ends_on', body ->> 'ends_on')
      from jsonb_array_elements_text(coalesce(nullif(body -> 'report_periods', 'null'), '[]')) with ordinality p(code, ordinality)
     where (body ->> 'starts_on')::date <= (body ->> 'ends_on')::date
       and not months_covered(p.code, (body ->> 'starts_on')::date, (body ->> 'ends_on')::date) && int4range(grid_month((body ->> 'starts_on')::date), grid_month((body ->> 'ends_on')::date), '[]');
  if (body ->> 'ends_on')::date < (body ->> 'starts_on')::date then
    return next row('/ends_on', 'campaign_ends_after_it_starts', '{}')::fault;
  end if;
  if body ->> 'copied_from' is not null and not campaign_is_heard(body ->> 'copied_from') then
    return next row('/copied_from', 'campaign_not_found', jsonb_build_object('reference', body ->> 'copied_from'))::fault;
  end if;
  if body ->> 'calendar' is not null and not exists (select from calendars k where k.code = body ->> 'calendar') then
    return next row('/calendar', 'calendar_not_found', jsonb_build_object('calendar', body ->> 'calendar'))::fault;
  end if;
  return query
    select format('/parents/%s/campaign', p.ordinal - 1), 'campaign_not_found', jsonb_build_object('reference', p.item ->> 'campaign')
      from jsonb_array_elements(coalesce(nullif(body -> 'parents', 'null'), '[]')) with ordinality p(item, ordinal)
     where p.item ->> 'campaign' is not null
       and not exists (select from campaigns c where c.id = campaign_found(p.item ->> 'campaign'));
end $$;

create or replace function app.link_parents() returns trigger language plpgsql set search_path = app, pg_temp as $$
begin
  delete from campaign_parents where campaign_id = new.id;
  insert into campaign_parents(campaign_id, parent_id)
  select distinct new.id, c.id from jsonb_array_elements(new.parents) p(item) join campaigns c on c.id = campaign_found(p.item ->> 'campaign');
  return null;
end $$;
drop trigger if exists parents_linked on app.campaigns;
create trigger parents_linked after insert or update of parents on app.campaigns for each row execute function app.link_parents();

-- From how many percent of what is expected an indicator is on track or behind, and above which one is exceeded.
create or replace function app.usual_status_profile() returns jsonb language sql immutable parallel safe as $$
  select '{"on_track":100,"behind":90,"exceeded":110}'::jsonb
$$;

-- What a copy does not take over from its model: whose it is, its dates and document, what became of it.
create or replace function app.uncopied() returns text[] language sql immutable parallel safe as $$
  select '{id,unit_id,code,title,level,year,starts_on,ends_on,issued_on,document_number,signer,report_periods,plan_due_on,calendar,seasonal_profile,triggered_by,triggered_on,published,publication_note,published_figures,source,state,version,created_by,created_at,changed_by,changed_at}'::text[]
$$;

-- A draft campaign out of a body, with its level from the unit; what the body leaves open comes from the campaign it is copied from,
-- and so do the indicators.
create or replace function app.new_campaign(body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  issuer int := coalesce(unit_named(body ->> 'issuing_unit'), claim_unit());
  copied uuid := campaign_found(body ->> 'copied_from');
  made campaigns;
begin
  perform raise_faults(array(select f from campaign_faults(body) f));
  body := coalesce((select to_jsonb(c) - uncopied() from campaigns c where c.id = copied), '{}') || body;
  if issuer <> claim_unit() then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label('campaign'), 'who', unit_name_on(issuer)));
  end if;
  insert into campaigns(unit_id, level, code, title, theme, method, kind, year, starts_on, ends_on, issued_on, document_number, signer, legal_bases, parents,
                        linked_movements, content_items, participants, award_forms, duties, recipients, commemorations, notes, report_route, signed_report,
                        report_periods, plan_due_on, invented, source, negotiated_targets, calendar, status_profile, status_labels, seasonal_profile, triggered_by, triggered_on, outlier_profile)
  select issuer, (select level from units where id = issuer), p.code, p.title, p.theme, coalesce(p.method, 'regular'), p.kind, p.year, p.starts_on, p.ends_on, p.issued_on,
         p.document_number, p.signer, coalesce(p.legal_bases, '[]'), coalesce(p.parents, '[]'), coalesce(p.linked_movements, '[]'), coalesce(p.content_items, '[]'),
         coalesce(p.participants, '[]'), coalesce(p.award_forms, '[]'), coalesce(p.duties, '[]'), coalesce(p.recipients, '[]'), coalesce(p.commemorations, '[]'),
         coalesce(p.notes, '[]'), coalesce(p.report_route, 'verify_approve'), coalesce(p.signed_report, false),
         coalesce(p.report_periods, usual_periods(p.starts_on, p.ends_on)), p.plan_due_on, coalesce(p.invented, '{}'), p.source, coalesce(p.negotiated_targets, false), p.calendar,
         usual_status_profile() || coalesce(p.status_profile, '{}'), coalesce(p.status_labels, '{}'), nullif(p.seasonal_profile, 'null'), campaign_found(body ->> 'triggered_by'), p.triggered_on, coalesce(p.outlier_profile, '{}')
    from jsonb_populate_record(null::campaigns, body - 'triggered_by') p
  returning * into made;
  if copied is not null then
    perform copy_indicators(copied, made.id, array(select i.id from indicators i where i.campaign_id = copied));
  end if;
  return made.id;
end $$;

-- Merge-patch (RFC 7396) of what may change in a draft.
create or replace function app.patch_campaign(wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(select f from campaign_faults(
    (select to_jsonb(c) || body from campaigns c where c.id = wanted)) f));
  update campaigns c
     set (title, theme, method, kind, year, starts_on, ends_on, issued_on, document_number, signer, legal_bases, parents, linked_movements, content_items,
          participants, award_forms, duties, recipients, commemorations, notes, report_route, signed_report, report_periods, plan_due_on, invented, source, negotiated_targets, calendar, status_profile,
          status_labels, seasonal_profile, outlier_profile)
       = (select p.title, p.theme, p.method, p.kind, p.year, p.starts_on, p.ends_on, p.issued_on, p.document_number, p.signer, p.legal_bases, p.parents,
                 p.linked_movements, p.content_items, p.participants, p.award_forms, p.duties, p.recipients, p.commemorations, p.notes, p.report_route,
                 p.signed_report, p.report_periods, p.plan_due_on, p.invented, p.source, p.negotiated_targets, p.calendar,
                 usual_status_profile() || coalesce(p.status_profile, '{}'), coalesce(p.status_labels, '{}'), nullif(p.seasonal_profile, 'null'), coalesce(p.outlier_profile, '{}')
            from jsonb_populate_record(c, body) p)
   where c.id = wanted;
  return wanted;
end $$;

-- Published campaigns are read by everybody who is signed in. The note of the act stays until the next one, and so does how far
-- its figures are told to anybody: totals only, or those of each unit as well.
create or replace function app.set_publication(wanted uuid, body jsonb) returns uuid language sql volatile set search_path = app, pg_temp as $$
  update campaigns set published = (body ->> 'published')::boolean, publication_note = body ->> 'note', published_figures = coalesce(body ->> 'figures', 'totals') where id = wanted returning id
$$;

-- ---- indicators ----

create or replace function app.indicator_faults(campaign uuid, issuer int, items jsonb, in_campaign boolean default true) returns setof app.fault
language plpgsql stable set search_path = app, pg_temp as $$
declare
  needs_figure constant text[] := '{gt,gte,lt,lte,eq,increase_by,decrease_by}';
begin
  return query
    select format('%s/%s', i.place, 'target_value'), 'target_needs_a_figure', jsonb_build_object('comparator', label('comparator', i.item ->> 'comparator'))
      from (select case when in_campaign then format('/items/%s', ordinal - 1) else '' end as place, item
              from jsonb_array_elements(items) with ordinality a(item, ordinal)) i
     where i.item ->> 'comparator' = any (needs_figure)
       and coalesce(i.item -> 'target_value', 'null') = 'null'
       and (coalesce(i.item -> 'numerator', 'null') = 'null' or coalesce(i.item -> 'denominator', 'null') = 'null')
    union all
    select i.place || '/target_value', 'target_below_range', jsonb_build_object('name', x.name, 'value', x.target_value, 'limit', least_target(x))
      from (select case when in_campaign then format('/items/%s', ordinal - 1) else '' end as place, item
              from jsonb_array_elements(items) with ordinality a(item, ordinal)) i
     cross join lateral jsonb_populate_record(null::indicators, i.item) x
     where x.target_value < least_target(x)
    union all                                      -- 5 % less of a share: of a hundred points, or of itself?
    select format('%s/change_basis', i.place), 'change_needs_its_basis', jsonb_build_object('name', i.item ->> 'name')
      from (select case when in_campaign then format('/items/%s', ordinal - 1) else '' end as place, item
              from jsonb_array_elements(items) with ordinality a(item, ordinal)) i
     where i.item ->> 'comparator' in ('increase_by', 'decrease_by') and i.item ->> 'change_basis' is null
       and (i.item ->> 'unit_of_measure' = '%' or i.item ->> 'value_type' = 'percent')
    union all                                      -- a target wants to be compared somehow
    select format('%s/comparator', i.place), 'target_needs_a_comparator', jsonb_build_object('name', i.item ->> 'name')
      from (select case when in_campaign then format('/items/%s', ordinal - 1) else '' end as place, item
              from jsonb_array_elements(items) with ordinality a(item, ordinal)) i
     where coalesce(i.item ->> 'comparator', 'none') = 'none' and coalesce(i.item ->> 'target_value', i.item ->> 'numerator', i.item ->> 'printed') is not null
    union all
    select format('%s/per_year', i.place), 'per_year_needs_a_change', jsonb_build_object('name', i.item ->> 'name')
      from (select case when in_campaign then format('/items/%s', ordinal - 1) else '' end as place, item
              from jsonb_array_elements(items) with ordinality a(item, ordinal)) i
     where (i.item ->> 'per_year')::boolean and (coalesce(i.item ->> 'comparator', '') not in ('increase_by', 'decrease_by') or coalesce(i.item ->> 'accumulation', 'level') <> 'level'
            or i.item ->> 'value_type' = 'rank' or i.item ->> 'change_basis' = 'rank')
    union all                                      -- whether few of them are left out of public data hangs on its kind
    select format('%s/counted_in', i.place), 'unit_of_measure_unknown', jsonb_build_object('measure', i.item ->> 'counted_in')
      from (select case when in_campaign then format('/items/%s', ordinal - 1) else '' end as place, item
              from jsonb_array_elements(items) with ordinality a(item, ordinal)) i
     where i.item ->> 'counted_in' is not null and not exists (select from units_of_measure m where m.label = i.item ->> 'counted_in')
    union all
    select format('/items/%s/parent', i.ordinal - 1), 'parent_indicator_not_found', jsonb_build_object('parent', i.item ->> 'parent')
      from jsonb_array_elements(items) with ordinality i(item, ordinal)
     where in_campaign and i.item ->> 'parent' is not null
       and not exists (select from indicators x where x.campaign_id = campaign and i.item ->> 'parent' in ('code:' || x.code, x.id::text))
       and not exists (select from jsonb_array_elements(items) with ordinality b(item, ordinal)
                        where b.ordinal < i.ordinal and i.item ->> 'parent' = 'code:' || (b.item ->> 'code'))
    union all
    select f.* from formula_faults(campaign, items, in_campaign) f
    union all
    select format('/items/%s/code', i.ordinal - 1), 'indicator_code_taken', '{}'::jsonb
      from jsonb_array_elements(items) with ordinality i(item, ordinal)
     where in_campaign and (exists (select from jsonb_array_elements(items) with ordinality b(item, ordinal)
                                     where b.ordinal < i.ordinal and b.item ->> 'code' = i.item ->> 'code')
                            or exists (select from indicators x where x.campaign_id = campaign and x.code = i.item ->> 'code'));
end $$;

-- Adds indicators in the order of the body; a parent stands before its parts. The ids, in that order.
create or replace function app.new_indicators(campaign uuid, body jsonb) returns setof uuid language plpgsql set search_path = app, pg_temp as $$
declare
  issuer int := (select unit_id from campaigns where id = campaign);
  last_ordinal int := coalesce((select max(ordinal) from indicators where campaign_id = campaign), 0);
  item jsonb;
  made uuid;
begin
  perform raise_faults(array(select f from indicator_faults(campaign, issuer, body -> 'items') f union all select f from library_faults(body -> 'items') f));
  for item in select value from jsonb_array_elements(body -> 'items') loop
    last_ordinal := coalesce((item ->> 'ordinal')::int, last_ordinal + 1);
    insert into indicators(campaign_id, unit_id, code, ordinal, source_ref, field, name, definition_note, quote, value_type, unit_of_measure, decimals, lowest, highest, printed,
                           comparator, bound, target_value, numerator, denominator, change_basis, baseline, parent_id, component_rule, named_items, population,
                           due_date, direction, evaluate_as, accumulation, rollup, lead_unit_id, reporters, visibility, library_code, weight, invented, formula, seasonal_profile, when_falling, per_year, counted_in)
    select campaign, issuer, p.code, last_ordinal, p.source_ref, p.field, p.name, p.definition_note, p.quote, p.value_type, p.unit_of_measure, coalesce(p.decimals, 0),
           p.lowest, p.highest, p.printed, coalesce(p.comparator, 'none'), p.bound, p.target_value, p.numerator, p.denominator, p.change_basis, nullif(p.baseline, 'null'),
           (select x.id from indicators x where x.campaign_id = campaign and item ->> 'parent' in ('code:' || x.code, x.id::text)), p.component_rule,
           coalesce(p.named_items, '[]'), nullif(p.population, 'null'), p.due_date, coalesce(p.direction, 'up'), coalesce(p.evaluate_as, 'gte'),
           coalesce(p.accumulation, 'level'), coalesce(p.rollup, 'sum'), unit_named(item ->> 'lead_unit'), coalesce(p.reporters, '[]'),
           coalesce(p.visibility, 'public'), p.library_code, coalesce(p.weight, 1), coalesce(p.invented, '{}'), p.formula, nullif(p.seasonal_profile, 'null'),
           coalesce(p.when_falling, 'warning'), coalesce(p.per_year, false), p.counted_in
      from jsonb_populate_record(null::indicators, item) p
    returning id into made;
    return next made;
  end loop;
end $$;

create or replace function app.patch_indicator(wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(select f from indicators i,
    indicator_faults(i.campaign_id, i.unit_id, jsonb_build_array(to_jsonb(i) - 'parent_id' || body), false) f where i.id = wanted
    union all select f from indicators i, library_faults(jsonb_build_array(to_jsonb(i) || body), false) f where i.id = wanted));
  update indicators i
     set (ordinal, source_ref, field, name, definition_note, quote, value_type, unit_of_measure, decimals, lowest, highest, printed, comparator, bound, target_value, numerator,
          denominator, change_basis, baseline, parent_id, component_rule, named_items, population, due_date, direction, evaluate_as, accumulation, rollup,
          lead_unit_id, reporters, visibility, library_code, weight, invented, formula, seasonal_profile, when_falling, per_year, counted_in)
       = (select p.ordinal, p.source_ref, p.field, p.name, p.definition_note, p.quote, p.value_type, p.unit_of_measure, p.decimals, p.lowest, p.highest, p.printed, p.comparator,
                 p.bound, p.target_value, p.numerator, p.denominator, p.change_basis, p.baseline,
                 case when body ? 'parent' then indicator_named(body ->> 'parent') else i.parent_id end, p.component_rule, p.named_items, p.population,
                 p.due_date, p.direction, p.evaluate_as, p.accumulation, p.rollup,
                 case when body ? 'lead_unit' then unit_named(body ->> 'lead_unit') else i.lead_unit_id end, p.reporters, p.visibility, p.library_code, p.weight,
                 p.invented, p.formula, nullif(p.seasonal_profile, 'null'), p.when_falling, p.per_year, p.counted_in
            from jsonb_populate_record(i, body) p)
   where i.id = wanted;
  return wanted;
end $$;

-- Indicators change with the draft they belong to; afterwards targets are revised, not rewritten.
create or replace function app.only_while_drafted() returns trigger language plpgsql set search_path = app, pg_temp as $$
declare
  campaign_state text := (select state from campaigns where id = coalesce(new.campaign_id, old.campaign_id));
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - '{changed_at}'::text[] = to_jsonb(old) - '{changed_at}'::text[] then
    return new;                                    -- touched because something of it changed
  end if;
  if campaign_state not in ('draft', 'proposed') then
    perform raise_problem(409, 'wrong_state', jsonb_build_object('thing', thing_label('campaign'), 'state', campaign_state,
      'state_label', label('campaign_state', campaign_state), 'states', '["draft", "proposed"]'::jsonb));
  end if;
  return coalesce(new, old);
end $$;
drop trigger if exists a_only_while_drafted on app.indicators;
create trigger a_only_while_drafted before insert or update or delete on app.indicators for each row execute function app.only_while_drafted();

-- Components that must sum do sum, and a campaign has something to take part in: judged when it is proposed or launched.
create or replace function app.campaign_is_not_whole(wanted uuid, details jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select '/indicators', 'component_sums_differ', jsonb_build_object('code', whole.code, 'target', whole_target(whole), 'sum', parts.sum)
    from indicators whole
    join lateral (select sum(converted(whole_target(p), p.unit_of_measure, whole.unit_of_measure)) as sum, bool_and(whole_target(p) is not null) as all_given
                    from indicators p where p.parent_id = whole.id and p.component_rule = 'sum') parts on parts.all_given
   where whole.campaign_id = wanted and parts.sum <> whole_target(whole)
  union all
  select '/indicators', 'subset_exceeds_whole', jsonb_build_object('code', whole.code, 'target', whole_target(whole), 'part', part.code, 'part_target', whole_target(part))
    from indicators whole join indicators part on part.parent_id = whole.id and part.component_rule = 'subset'
   where whole.campaign_id = wanted and part.comparator not in ('increase_by', 'decrease_by', 'improve') and whole.comparator not in ('increase_by', 'decrease_by', 'improve')
     and converted(whole_target(part), part.unit_of_measure, whole.unit_of_measure) > whole_target(whole)
  union all
  select f.* from reporters_that_count_twice(wanted) f
  union all
  select f.* from formulas_without_operands(wanted) f
  union all
  select '', 'campaign_needs_indicators_or_content', '{}'::jsonb
    from campaigns c where c.id = wanted and c.content_items = '[]' and c.kind <> 'directive' and c.legal_bases = '[]'
     and not exists (select from indicators i where i.campaign_id = wanted)
  union all
  select '/details/issued_on', 'issue_date_in_the_future', jsonb_build_object('date', details ->> 'issued_on', 'today', today())
   where (details ->> 'issued_on')::date > today()
  union all
  select f.* from targets_are_not_whole(wanted) f
$$;

select app.by_engine('app.unit_in_campaign(int,int)', 'app.campaign_is_within_sight(uuid)');

-- A campaign as replies show it (schema Campaign).
drop function if exists app.campaign_made(uuid);
drop function if exists app.campaign_shown(uuid);
create or replace function app.campaign_shown(wanted uuid)
returns table (id uuid, code text, level text, "issuing_unit.id" uuid, "issuing_unit.code" text, "issuing_unit.name" text, phase text, state text, published boolean, published_figures text,
               title text, theme text, method text, kind text, year int, starts_on date, ends_on date, issued_on date, document_number text, signer jsonb,
               legal_bases jsonb, parents jsonb, linked_movements jsonb, content_items jsonb, participants jsonb, award_forms jsonb, duties jsonb, recipients jsonb,
               commemorations jsonb, notes jsonb, report_route text, signed_report boolean, report_periods text[], plan_due_on date, negotiated_targets boolean, calendar text,
               status_profile jsonb, status_labels jsonb, outlier_profile jsonb, seasonal_profile jsonb, triggered_by uuid, triggered_on date, invented text[], source jsonb, unlocks jsonb, version int, created_at timestamptz,
               changed_at timestamptz, allowed_actions text[], _unit_id int, _published boolean)
language sql stable rows 1 as $$
  select c.id, c.code, c.level, u.uid, l.code, l.name, campaign_phase(c.starts_on, c.ends_on, today()),
         c.state, c.published, c.published_figures, c.title, c.theme, c.method, c.kind, c.year, c.starts_on, c.ends_on, c.issued_on, c.document_number, c.signer, c.legal_bases,
         c.parents, c.linked_movements, c.content_items, c.participants, c.award_forms, c.duties, c.recipients, c.commemorations, c.notes, c.report_route,
         c.signed_report, c.report_periods, c.plan_due_on, c.negotiated_targets, c.calendar, c.status_profile, c.status_labels, usual_outlier_profile() || c.outlier_profile, c.seasonal_profile,
         (select t.id from campaigns t where t.id = c.triggered_by), c.triggered_on, c.invented, c.source, unlock_counts(c.id), c.version, c.created_at, c.changed_at, allowed_actions('campaign', c.id), c.unit_id,
         c.published or c.state not in ('draft', 'proposed')
    from campaigns c
    join units u on u.id = c.unit_id
    left join unit_labels l on l.unit_id = c.unit_id and l.valid_from <= coalesce(c.starts_on, today()) and l.valid_to > coalesce(c.starts_on, today())
   where c.id = wanted
$$;

-- An indicator as replies show it (schema Indicator). It may be changed while its campaign may.
drop function if exists app.indicator_shown(app.indicators);
create or replace function app.indicator_shown(shown app.indicators)
returns table (id uuid, campaign_id uuid, code text, ordinal int, source_ref text, field text, name text, definition_note text, quote text, value_type text,
               unit_of_measure text, decimals int, lowest numeric, highest numeric, printed text, comparator text, bound text, target_value numeric, numerator numeric, denominator numeric,
               change_basis text, baseline jsonb, component_rule text, named_items jsonb, population jsonb, due_date date, direction text, evaluate_as text,
               accumulation text, rollup text, parent_id uuid, parent_code text, "lead_unit.id" uuid, "lead_unit.code" text, "lead_unit.name" text,
               reporters jsonb, visibility text, library_code text, weight numeric, formula text, seasonal_profile jsonb, when_falling text, per_year boolean, counted_in text, triggered_by uuid, invented text[], version int, created_at timestamptz,
               changed_at timestamptz, allowed_actions text[], _unit_id int, _published boolean)
language sql stable rows 1 as $$
  select shown.id, shown.campaign_id, shown.code, shown.ordinal, shown.source_ref, shown.field, shown.name, shown.definition_note, shown.quote, shown.value_type,
         shown.unit_of_measure, shown.decimals, shown.lowest, shown.highest, shown.printed, shown.comparator, shown.bound, shown.target_value, shown.numerator, shown.denominator,
         shown.change_basis, shown.baseline, shown.component_rule, shown.named_items, shown.population, shown.due_date, shown.direction, shown.evaluate_as,
         shown.accumulation, shown.rollup, shown.parent_id, (select p.code from indicators p where p.id = shown.parent_id),
         lead.uid, l.code, l.name, shown.reporters, shown.visibility,
         shown.library_code, shown.weight, shown.formula, shown.seasonal_profile, shown.when_falling, shown.per_year, shown.counted_in, (select t.id from indicators t where t.id = shown.triggered_by), shown.invented, shown.version, shown.created_at, shown.changed_at,
         case when c.state in ('draft', 'proposed') and shown.unit_id = claim_unit() and has_role('reviewer') then '{delete,patch}'::text[] else '{}' end, shown.unit_id,
         c.published or c.state not in ('draft', 'proposed')
    from (select today() as day) d
    left join campaigns c on c.id = shown.campaign_id
    left join units lead on lead.id = shown.lead_unit_id
    left join unit_labels l on l.unit_id = lead.id and l.valid_from <= d.day and l.valid_to > d.day
$$;

-- The same for what this very statement made or changed: volatile, so that it reads with a fresh snapshot.
create or replace function app.campaign_made(wanted uuid)
returns table (id uuid, code text, level text, "issuing_unit.id" uuid, "issuing_unit.code" text, "issuing_unit.name" text, phase text, state text, published boolean, published_figures text,
               title text, theme text, method text, kind text, year int, starts_on date, ends_on date, issued_on date, document_number text, signer jsonb,
               legal_bases jsonb, parents jsonb, linked_movements jsonb, content_items jsonb, participants jsonb, award_forms jsonb, duties jsonb, recipients jsonb,
               commemorations jsonb, notes jsonb, report_route text, signed_report boolean, report_periods text[], plan_due_on date, negotiated_targets boolean, calendar text,
               status_profile jsonb, status_labels jsonb, outlier_profile jsonb, seasonal_profile jsonb, triggered_by uuid, triggered_on date, invented text[], source jsonb, unlocks jsonb, version int, created_at timestamptz,
               changed_at timestamptz, allowed_actions text[], _unit_id int, _published boolean)
language sql volatile rows 1 as $$
  select * from campaign_shown(wanted)
$$;

create or replace function app.indicator_made(wanted uuid) returns setof app.indicators language plpgsql volatile rows 1 set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select * from indicators where id = wanted;
end $$;
