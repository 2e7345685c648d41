-- What anybody may read of campaigns, their progress and rankings, and what there is to download: only what an act of a leader
-- published. Counts of few persons are marked and not told, nor what would tell them.

-- ---- who publishes, by the day of what is published ----

create or replace function app.campaign_is_public(c app.campaigns) returns boolean language sql immutable parallel safe as $$
  select c.published and c.state not in ('draft', 'proposed')
$$;

drop function if exists app.public_campaigns(text, int, text, int, text[]);
create or replace function app.public_campaigns(q text default null, wanted_year int default null, wanted_level text default null, issuer int default null, states text[] default null)
returns table (id uuid, code text, title text, kind text, method text, level text, "issuing_unit.id" uuid, "issuing_unit.code" text, "issuing_unit.name" text, phase text, state text, year int,
               starts_on date, ends_on date, issued_on date, document_number text, indicator_count int, periods text[], figures text, invented boolean, changed_at timestamptz, version int,
               _unit_id int, _published boolean)
language plpgsql stable security definer rows 50 set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select c.id, c.code, c.title, c.kind, c.method, c.level, u.uid, l.code, l.name, campaign_phase(c.starts_on, c.ends_on, today()), c.state, c.year, c.starts_on, c.ends_on, c.issued_on, c.document_number,
         (select count(*) from indicators i where i.campaign_id = c.id and i.visibility = 'public')::int, c.report_periods, c.published_figures, c.invented <> '{}', c.changed_at, c.version,
         c.unit_id, campaign_is_public(c)
    from campaigns c
    join units u on u.id = c.unit_id
    left join unit_labels l on l.unit_id = c.unit_id and l.valid_from <= coalesce(c.starts_on, today()) and l.valid_to > coalesce(c.starts_on, today())
   where c.published and campaign_is_public(c)
     and (q is null or folded(c.title) like anywhere(q)) and (wanted_year is null or c.year = wanted_year) and (wanted_level is null or c.level = wanted_level)
     and (issuer is null or c.unit_id = issuer) and (states is null or c.state = any (states));
end $$;

-- ---- counts of few persons ----

-- Of how many persons a unit of measure speaks, as a factor; null where it counts something else.
create or replace function app.persons_in(measure text) returns numeric language sql stable as $$
  select m.scale from units_of_measure m where m.label = measure and m.kind in ('people', 'households')
$$;

-- The same of an indicator: as it says what it counts. A share that does not say is taken for one of persons, an amount for one of
-- its unit of measure.
create or replace function app.persons_counted(i app.indicators) returns numeric language sql stable as $$
  select case when i.counted_in is not null then persons_in(i.counted_in) when i.rollup = 'ratio' then 1 else persons_in(i.unit_of_measure) end
$$;

-- Which cells stay hidden, and why. A cell: n, persons counted (amount; complement, those of a share whom it does not count),
-- indicator, place, whole (of all places), period with its first and last month, accumulation, adds (whether places add up).
-- small_count: fewer than `enough`. told_by_difference: a running total that few have joined since the one told before it.
-- told_by_sum: the others and their total would tell a hidden one; the smallest goes, then the next, until nothing is told.
create or replace function app.hidden_cells(cells jsonb, enough int) returns table (n int, why text) language plpgsql immutable set search_path = app, pg_temp as $$
declare
  amounts numeric[] := '{}';
  whys text[] := '{}';
  cell record;
  sums jsonb;
  sum_of int[];
  told_indicator text;
  told_place text;
  told_amount numeric;
  hidden int;
  hidden_parts numeric;
  victim int;
  again boolean;
begin
  for cell in select * from jsonb_to_recordset(cells) x(n int, amount numeric, complement numeric) order by x.n loop
    amounts[cell.n] := cell.amount;
    whys[cell.n] := case when (abs(cell.amount) > 0 and abs(cell.amount) < enough) or (cell.complement > 0 and cell.complement < enough) then 'small_count' end;
  end loop;

  for cell in select x.* from jsonb_to_recordset(cells) x(n int, amount numeric, indicator text, place text, first_month int, last_month int, accumulation text)
               where x.accumulation = 'cumulative' and x.amount is not null order by x.indicator, x.place, x.last_month, x.first_month loop
    if whys[cell.n] is null then
      if told_indicator = cell.indicator and told_place = cell.place and abs(cell.amount - told_amount) > 0 and abs(cell.amount - told_amount) < enough then
        whys[cell.n] := 'told_by_difference';
      else
        told_indicator := cell.indicator;
        told_place := cell.place;
        told_amount := cell.amount;
      end if;
    end if;
  end loop;

  -- total first, then its parts: places of a period, and shorter periods that fill a longer one
  sums := (
    with c as (select * from jsonb_to_recordset(cells) x(n int, amount numeric, indicator text, place text, whole boolean, period text, first_month int, last_month int, accumulation text, adds boolean)
                where x.amount is not null)
    select jsonb_agg(members) from (
      select array_agg(c.n order by c.whole desc, c.n) as members from c where c.adds group by c.indicator, c.period having bool_or(c.whole) and count(*) > 1
      union all
      select t.n || array_agg(p.n order by p.n)
        from c t join c p on p.indicator = t.indicator and p.place = t.place and p.first_month >= t.first_month and p.last_month <= t.last_month
                         and p.last_month - p.first_month < t.last_month - t.first_month
       where t.accumulation = 'periodic'
       group by t.n, t.first_month, t.last_month, p.last_month - p.first_month
      having sum(p.last_month - p.first_month + 1) = t.last_month - t.first_month + 1) s);
  loop
    again := false;
    for sum_of in select array(select jsonb_array_elements_text(s)::int) from jsonb_array_elements(sums) s loop
      hidden := (select count(*) from unnest(sum_of) i where whys[i] is not null);
      continue when hidden = 0;
      hidden_parts := (select sum(abs(amounts[i])) from unnest(sum_of[2:]) i where whys[i] is not null);
      if hidden = 1 or (whys[sum_of[1]] is null and hidden_parts < enough) then
        victim := (select i from unnest(sum_of[2:]) i where whys[i] is null order by amounts[i] = 0, abs(amounts[i]), i limit 1);
        whys[coalesce(victim, sum_of[1])] := 'told_by_sum';
        again := true;
      end if;
    end loop;
    exit when not again;
  end loop;
  return query select i, whys[i] from generate_subscripts(whys, 1) i where whys[i] is not null;
end $$;

-- ---- progress ----

-- The figures that a campaign reports, of its public indicators: totals, and where its leader published them too, those of each
-- reporting unit. Official ones only; what is hidden keeps its row and says why.
drop function if exists app.public_progress(uuid, text[], text[]);
create or replace function app.public_progress(wanted uuid, codes text[], periods text[])
returns table (key text, "campaign.id" uuid, "campaign.code" text, "campaign.title" text, "indicator.code" text, "indicator.name" text, field text, unit_of_measure text, counted_in text, "of" text,
               "unit.id" uuid, "unit.code" text, "unit.name" text, period text, ends_on date, comparator text, target numeric, printed text, value numeric, numerator numeric, denominator numeric,
               percent numeric, status text, status_label text, reason text, provisional boolean, "coverage.reported" int, "coverage.expected" int, suppressed text, freshness timestamptz,
               invented boolean, _unit_id int, _published boolean)
language plpgsql stable security definer set search_path = app, pg_temp set jit = off as $$
#variable_conflict use_column
declare
  c campaigns;
begin
  select * into c from campaigns x where x.id = wanted and x.published and campaign_is_public(x);
  if not found then
    perform raise_problem(404, 'not_found');
  end if;
  return query
    with told as materialized (
      select f.*, 'total' as "of" from figures_of(c.id, c.unit_id, 'total', c.report_periods, null, '{"names": false}') f where (f.indicator).visibility = 'public'
      union all
      select f.*, 'unit' from figures_of(c.id, c.unit_id, 'unit', c.report_periods, null, '{"names": false}') f
       where c.published_figures = 'units' and (f.indicator).visibility = 'public'),
    cells as materialized (
      select t.*, row_number() over (order by t.key, t."of")::int as n, persons_counted(t.indicator) as scale, (t.indicator).rollup = 'ratio' as share from told t),
    hidden as materialized (
      select h.n, h.why from hidden_cells((
        select jsonb_agg(jsonb_build_object('n', x.n, 'amount', case when x.share then x.numerator else x.value end * x.scale,
                 'complement', case when x.share then (x.denominator - x.numerator) * x.scale end,
                 'indicator', (x.indicator).code, 'place', x."of" || x.unit_id, 'whole', x."of" = 'total', 'period', x.period, 'first_month', lower(m.months), 'last_month', upper(m.months) - 1,
                 'accumulation', (x.indicator).accumulation, 'adds', (x.indicator).rollup in ('sum', 'ratio', 'mean', 'weighted_mean')))
          from (select row_number() over (order by y.n)::int as nth, y.* from cells y where y.scale is not null) x
         cross join lateral (select months_covered(x.period, c.starts_on, c.ends_on) as months) m), work_term('published_persons_at_least', c.unit_id)) h)
    select x.key || x."of", c.id, c.code, c.title, (x.indicator).code, (x.indicator).name, (x.indicator).field, (x.indicator).unit_of_measure, coalesce((x.indicator).counted_in, case when not x.share then (x.indicator).unit_of_measure end), x."of",
           unit_uid(x.unit_id), unit_code_on(x.unit_id, c.starts_on), unit_name_on(x.unit_id, c.starts_on), x.period, x.ends_on, (x.indicator).comparator, x.target, x.printed,
           case when h.n is null then x.value end, case when h.n is null then x.numerator end, case when h.n is null then x.denominator end, case when h.n is null then x.percent end,
           case when h.n is null then x.status end, case when h.n is null then status_said(c, x.status, x.value is not null, x.reason, x.provisional) else label('suppressed', h.why) end,
           case when h.n is null then x.reason end, x.provisional, x.reported, x.expected_reports, h.why, x.freshness, c.invented <> '{}' or (x.indicator).invented <> '{}',
           c.unit_id, campaign_is_public(c)
      from cells x left join hidden h on h.n = x.n
     where (codes is null or (x.indicator).code = any (codes)) and (periods is null or x.period = any (periods));
end $$;

-- ---- rankings ----

-- A criterion and what decides between equal scores, in a sentence.
create or replace function app.criterion_explained(k jsonb) returns text language sql stable as $$
  select format('%s: %s, %s, %s %s', k ->> 'name', label('ranking_measure', k ->> 'measure'), lower_first(label('ranking_rule', k ->> 'rule')), number_said((k ->> 'points')::numeric),
                case when claim_language() = 'en' then 'points' else 'điểm' end)
$$;

create or replace function app.tie_breaker_explained(b jsonb, method jsonb) returns text language sql stable as $$
  select format('%s (%s, %s)', coalesce(b ->> 'name', (select k ->> 'name' from jsonb_array_elements(method -> 'criteria') k where k ->> 'key' = b ->> 'criterion'), b ->> 'criterion'),
                lower_first(label('ranking_tie_by', coalesce(b ->> 'by', 'measured'))), lower_first(label('ranking_tie_order', coalesce(b ->> 'order', 'desc'))))
$$;

drop function if exists app.public_rankings();
create or replace function app.public_rankings()
returns table (id uuid, "campaign.id" uuid, "campaign.code" text, "campaign.title" text, "issuing_unit.id" uuid, "issuing_unit.code" text, "issuing_unit.name" text, period text, ends_on date,
               method_name text, citation text, criteria jsonb, tie_breakers jsonb, bonus_cap numeric, not_applicable text, ranked int, places jsonb, input_hash text, frozen_at timestamptz,
               published_at timestamptz, invented boolean, version int, changed_at timestamptz, _unit_id int, _published boolean)
language plpgsql stable security definer rows 20 set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select r.id, c.id, c.code, c.title, unit_uid(c.unit_id), unit_code_on(c.unit_id, r.ends_on), unit_name_on(c.unit_id, r.ends_on), r.period, r.ends_on, r.method ->> 'name', r.method ->> 'citation',
         (select coalesce(jsonb_agg(jsonb_build_object('name', k ->> 'name', 'indicator', k ->> 'indicator', 'group', coalesce(k ->> 'group', 'main'), 'points', k -> 'points',
                   'explanation', criterion_explained(k)) order by o), '[]') from jsonb_array_elements(r.method -> 'criteria') with ordinality x(k, o)),
         (select coalesce(jsonb_agg(tie_breaker_explained(b, r.method) order by o), '[]') from jsonb_array_elements(coalesce(nullif(r.method -> 'tie_breakers', 'null'), '[]')) with ordinality x(b, o)),
         (r.method ->> 'bonus_cap')::numeric, r.method ->> 'not_applicable', jsonb_array_length(r.inputs -> 'units'),
         (select coalesce(jsonb_agg(jsonb_build_object('place', p.place, 'tied', p.tied, 'unit', jsonb_build_object('id', unit_uid(p.unit_id), 'code', unit_code_on(p.unit_id, r.ends_on),
                   'name', unit_name_on(p.unit_id, r.ends_on)), 'score', p.score) order by p.place, p.unit_id), '[]') from ranking_places p where p.ranking_id = r.id),
         r.input_hash, r.frozen_at, (select max(m.moved_at) from moves m where m.thing_id = r.id and m.to_state = 'published'), r.invented, r.version, r.changed_at,
         r.unit_id, r.state = 'published' and campaign_is_public(c)
    from rankings r join campaigns c on c.id = r.campaign_id
   where r.state = 'published' and c.published and campaign_is_public(c);
end $$;

drop function if exists app.public_ranking_places(uuid);
create or replace function app.public_ranking_places(wanted uuid)
returns table (place int, tied boolean, "unit.id" uuid, "unit.code" text, "unit.name" text, score numeric, main numeric, bonus numeric, penalty numeric, possible numeric, missing int,
               previous_place int, movement int, period text, method_name text, "campaign.id" uuid, "campaign.code" text, "campaign.title" text, unit_id int, _unit_id int, _published boolean)
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  if not exists (select from rankings r join campaigns c on c.id = r.campaign_id where r.id = wanted and r.state = 'published' and campaign_is_public(c)) then
    perform raise_problem(404, 'not_found');
  end if;
  return query
  select p.place, p.tied, unit_uid(p.unit_id), unit_code_on(p.unit_id, r.ends_on), unit_name_on(p.unit_id, r.ends_on), p.score, p.main, p.bonus, p.penalty, p.possible, p.missing,
         p.previous_place, p.previous_place - p.place, r.period, r.method ->> 'name', c.id, c.code, c.title, p.unit_id, p.issuer_id, r.state = 'published' and campaign_is_public(c)
    from rankings r join campaigns c on c.id = r.campaign_id join ranking_places p on p.ranking_id = r.id where r.id = wanted;
end $$;

-- ---- what there is to download ----

-- Each dataset with its words in both languages; `home` stands before its addresses. Who publishes a campaign's figures is the
-- unit that issued it; of what comes from many, `publisher_set`, or where nobody set one the highest of these units, else of all.
drop function if exists app.public_datasets(text, text, text);
create or replace function app.public_datasets(home text, licence_set text, publisher_set text)
returns table (id text, title_vi text, title_en text, description_vi text, description_en text, licence text, publisher text, starts_on date, ends_on date, href text, formats text[],
               row_count bigint, invented boolean, changed_at timestamptz)
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
declare
  root text := home || '/api/v1/public';
  everywhere text[] := '{application/json,text/csv,application/x-ndjson}';
begin
  return query
    with shown as materialized (select c.*, unit_name_on(c.unit_id, coalesce(c.starts_on, today())) as issuer from campaigns c where c.published and campaign_is_public(c)),
    ranked as materialized (select r.id, r.changed_at, r.ends_on, r.invented from rankings r join shown c on c.id = r.campaign_id where r.state = 'published'),
    laid as materialized (select count(*) as lists, max(l.changed_at) as changed_at from publicity_lists l where l.state = 'published' and today() between l.opens_on and l.closes_on),
    keeper as (select coalesce(nullif(publisher_set, ''), (select s.issuer from shown s order by array_position('{province,district,commune}', s.level) nulls first, s.issuer limit 1),
                                unit_name_on((select t.ancestor_id from unit_tree t where t.valid_from <= today() and t.valid_to > today() order by t.depth desc, t.ancestor_id limit 1), today())) as name)
    select d.id, d.title_vi, d.title_en, d.description_vi, d.description_en, nullif(licence_set, ''), coalesce(d.publisher, k.name), d.starts_on, d.ends_on, root || d.path, everywhere,
           d.row_count, d.invented, d.changed_at
      from keeper k cross join (
        select 1 as place, '' as sorted, 'campaigns' as id, 'Phong trào thi đua đã công khai' as title_vi, 'Published emulation campaigns' as title_en,
               'Các kế hoạch, phong trào, chuyên đề thi đua do người đứng đầu cơ quan phát động cho công khai.' as description_vi,
               'Plans, movements and special periods of emulation whose leader made them public.' as description_en, null as publisher, min(s.starts_on) as starts_on, max(s.ends_on) as ends_on,
               '/campaigns' as path, count(*) as row_count, coalesce(bool_or(s.invented <> '{}'), false) as invented, max(s.changed_at) as changed_at from shown s
        union all
        select 2, '', 'rankings', 'Bảng xếp hạng thi đua đã công bố', 'Published rankings', 'Kết quả xếp hạng kèm tiêu chí, điểm chuẩn và cách xử lý bằng điểm.',
               'Places with the criteria, their weights and what decides between equal scores.', null, null, max(r.ends_on), '/rankings', count(*), coalesce(bool_or(r.invented), false), max(r.changed_at) from ranked r
        union all
        select 3, '', 'consultations', 'Danh sách đang lấy ý kiến về khen thưởng', 'Lists laid open for opinions', 'Tập thể, cá nhân được đề nghị khen thưởng, trong thời gian công khai lấy ý kiến.',
               'Who is proposed for which award, while opinions are asked for.', null, null, null, '/consultations', l.lists, false, l.changed_at from laid l
        union all
        select 4, coalesce(s.code, ''), 'progress-' || s.id, format('Tiến độ thực hiện: %s', s.title), format('Progress: %s', s.title),
               case s.published_figures when 'units' then 'Kết quả chính thức của từng chỉ tiêu theo đơn vị và kỳ báo cáo.' else 'Kết quả chính thức tổng hợp của từng chỉ tiêu theo kỳ báo cáo.' end
                 || ' Số liệu về ít người được che.',
               case s.published_figures when 'units' then 'Official figures by indicator, unit and period.' else 'Official totals by indicator and period.' end || ' Counts of few persons are left out.',
               s.issuer, s.starts_on, s.ends_on, '/progress?campaign=' || s.id,
               (select count(*) from indicators i where i.campaign_id = s.id and i.visibility = 'public') * cardinality(s.report_periods)
                 * case s.published_figures when 'units' then 1 + (select count(distinct r.unit_id) from reporters r where r.campaign_id = s.id) else 1 end,
               s.invented <> '{}', greatest(s.changed_at, (select max(o.since) from official_values o join indicators i on i.id = o.indicator_id where i.campaign_id = s.id and i.visibility = 'public'))
          from shown s) d
     order by d.place, d.sorted, d.id;
end $$;

-- The same as a catalogue of DCAT 2 in JSON-LD (W3C Recommendation of 4 February 2020), with what DCAT-AP 3.0 asks of every one:
-- title and description of catalogue and datasets, a publisher with its name, an address of each distribution.
create or replace function app.public_catalogue(home text, licence_set text, publisher_set text) returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select jsonb_build_object(
    '@context', jsonb_build_object('dcat', 'http://www.w3.org/ns/dcat#', 'dct', 'http://purl.org/dc/terms/', 'foaf', 'http://xmlns.com/foaf/0.1/', 'xsd', 'http://www.w3.org/2001/XMLSchema#'),
    '@id', home || '/api/v1/public/catalogue', '@type', 'dcat:Catalog',
    'dct:title', in_both('Dữ liệu mở về thi đua, khen thưởng', 'Open data on emulation and commendation'),
    'dct:description', in_both('Những gì người có thẩm quyền đã cho công khai về các phong trào thi đua.', 'What leaders made public of emulation campaigns.'),
    'dct:language', jsonb_build_array(language_iri('VIE'), language_iri('ENG')))
    || jsonb_strip_nulls(jsonb_build_object('dct:license', iri(nullif(licence_set, '')), 'dct:publisher', agent(min(d.publisher) filter (where d.id = 'campaigns')), 'dct:modified', instant(max(d.changed_at))))
    || jsonb_build_object('dcat:dataset', coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
      '@id', home || '/api/v1/public/datasets#' || d.id, '@type', 'dcat:Dataset', 'dct:identifier', d.id, 'dct:title', in_both(d.title_vi, d.title_en),
      'dct:description', in_both(d.description_vi, d.description_en), 'dct:publisher', agent(d.publisher), 'dct:modified', instant(d.changed_at), 'dct:license', iri(d.licence),
      'dct:temporal', case when num_nonnulls(d.starts_on, d.ends_on) > 0 then jsonb_build_object('@type', 'dct:PeriodOfTime', 'dcat:startDate', day(d.starts_on), 'dcat:endDate', day(d.ends_on)) end,
      'dcat:distribution', (select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('@type', 'dcat:Distribution', 'dcat:accessURL', iri(d.href), 'dcat:downloadURL', iri(d.href), 'dct:license', iri(d.licence),
                              'dcat:mediaType', iri('https://www.iana.org/assignments/media-types/' || f)))) from unnest(d.formats) f)))), '[]'))
    from public_datasets(home, licence_set, publisher_set) d
$$;

create or replace function app.in_both(vi text, en text) returns jsonb language sql immutable parallel safe as $$
  select jsonb_build_array(jsonb_build_object('@language', 'vi', '@value', vi), jsonb_build_object('@language', 'en', '@value', en))
$$;

create or replace function app.iri(address text) returns jsonb language sql immutable parallel safe as $$
  select case when address is not null then jsonb_build_object('@id', address) end
$$;

-- A language as the authority list of DCAT-AP names it: three letters of ISO 639-2/T.
create or replace function app.language_iri(code text) returns jsonb language sql immutable parallel safe as $$
  select iri('http://publications.europa.eu/resource/authority/language/' || code)
$$;

create or replace function app.day(which date) returns jsonb language sql stable parallel safe as $$
  select case when which is not null then jsonb_build_object('@type', 'xsd:date', '@value', to_char(which, 'YYYY-MM-DD')) end
$$;

create or replace function app.agent(name text) returns jsonb language sql immutable parallel safe as $$
  select case when name is not null then jsonb_build_object('@type', 'foaf:Agent', 'foaf:name', name) end
$$;

create or replace function app.instant(at timestamptz) returns jsonb language sql stable parallel safe as $$
  select case when at is not null then jsonb_build_object('@type', 'xsd:dateTime', '@value', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) end
$$;

-- ---- lists laid open, as a page for a telephone ----

create or replace function app.public_consultations_page() returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select jsonb_build_object('title', 'Danh sách đang lấy ý kiến về khen thưởng',
    'banner', case when count(*) = 0 then jsonb_build_object('tone', 'plain', 'text', 'Hôm nay không có danh sách nào đang lấy ý kiến.') end,
    'sections', coalesce(jsonb_agg(jsonb_build_object('heading', c.title, 'banner', case when c.note is not null then jsonb_build_object('tone', 'plain', 'text', c.note) end,
      'lines', jsonb_build_array(jsonb_build_array('Cơ quan lấy ý kiến', c.unit_name), jsonb_build_array('Thời gian', format('Từ %s đến hết ngày %s', day_said(c.opens_on), day_said(c.closes_on))))
        || case when c.citation is not null then jsonb_build_array(jsonb_build_array('Căn cứ', c.citation)) else '[]' end
        || (select coalesce(jsonb_agg(jsonb_build_array(n ->> 'award_type_name', concat_ws(', ', n ->> 'name', n ->> 'position', n ->> 'unit')) order by o), '[]')
              from jsonb_array_elements(c.nominees) with ordinality x(n, o))) order by c.closes_on, c.id), '[]'))
    from public_consultations() c
$$;

select app.by_engine('app.public_campaigns(text,int,text,int,text[])', 'app.public_progress(uuid,text[],text[])', 'app.public_rankings()', 'app.public_ranking_places(uuid)',
  'app.public_datasets(text,text,text)', 'app.public_catalogue(text,text,text)', 'app.public_consultations_page()');
