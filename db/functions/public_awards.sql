-- What the public may know of awards: codes on certificates, the page behind a code, the search by decision and name.

-- ---- codes ----

create or replace function app.code_letter(value int) returns text language sql immutable parallel safe as $$
  select substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', value % 32 + 1, 1)
$$;

-- The last two letters of a code: ten bits of what the others hash to, so that a slip of the finger is told from a false code.
create or replace function app.code_checksum(code text) returns text language sql immutable parallel safe as $$
  select app.code_letter(get_byte(h, 0)) || app.code_letter(get_byte(h, 1)) from (select sha256(convert_to(code, 'UTF8')) as h) d
$$;

-- Eighteen letters drawn by lot, which are 90 bits, and two that check them: K7QF-93XD-5M2A-TT0B-W4ZC.
create or replace function app.new_check_code() returns text language sql volatile set search_path = app, pg_temp as $$
  select regexp_replace(code || code_checksum(code), '(.{4})(?=.)', '\1-', 'g')
    from (select string_agg(code_letter(get_byte(drawn, place)), '' order by place) as code
            from (select decode(string_agg(right(replace(gen_random_uuid()::text, '-', ''), 12), ''), 'hex') as drawn from generate_series(1, 3)) d, generate_series(0, 17) place) c
$$;

-- As people type it: small letters, without hyphens, O for 0, I and L for 1. Null when the checking letters do not fit.
create or replace function app.code_typed(given text) returns text language sql immutable set search_path = app, pg_temp as $$
  select regexp_replace(code, '(.{4})(?=.)', '\1-', 'g')
    from (select translate(upper(regexp_replace(given, '[\s-]', '', 'g')), 'OIL', '011') as code) t
   where code ~ '^[0-9A-HJKMNP-TV-Z]{20}$' and code_checksum(left(code, 18)) = right(code, 2)
$$;

-- ---- what is told, as rows and as a page, which is Vietnamese ----

-- A published award as anybody may read it. Where a name was corrected it is the right one, beside what stands on the paper; what was revoked says by what.
create or replace function app.public_award_shown(a app.awards) returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select jsonb_build_object('name', coalesce(a.corrected_name, a.honouree_name), 'name_as_decided', case when a.corrected_name is not null then a.honouree_name end, 'kind', a.honouree_kind, 'unit', unit_name_on(a.unit_id, a.decided_on), 'award_type', a.award_type,
           'award_type_name', case when claim_language() = 'vi' and t.class = 'form' and a.decider is null then award_said(t, a.issuer_id, a.decided_on) else award_name(a.award_type) end,
           'citation_text', a.citation_text, 'granting_unit', coalesce(a.decider, issuer_said(a.issuer_id, a.decided_on)), 'decision_number', a.decision_number,
           'decided_on', a.decided_on, 'register_year', a.register_year, 'register_number', a.register_number, 'state', a.state, 'corrected_by', said(k), 'revoked_by', case when a.state = 'revoked' then said(v) end,
           'invented', a.invented)
    from award_types t left join award_decisions k on k.id = a.correction_id left join award_decisions v on v.id = a.revocation_id where t.code = a.award_type
$$;

create or replace function app.said(d app.award_decisions) returns jsonb language sql immutable parallel safe as $$
  select case when d.id is not null then jsonb_build_object('number', d.number, 'decided_on', d.decided_on) end
$$;

create or replace function app.decision_said(number text, decided_on text) returns text language sql stable as $$
  select 'Quyết định số ' || number || ' ngày ' || to_char(decided_on::date, 'DD/MM/YYYY')
$$;

create or replace function app.public_award_lines(a jsonb) returns jsonb language sql stable as $$
  select jsonb_agg(jsonb_build_array(label, value) order by place) from (values
    (1, 'Danh hiệu, hình thức', a ->> 'award_type_name'),
    (2, 'Đơn vị', a ->> 'unit'),
    (3, 'Nội dung', a ->> 'citation_text'),
    (4, 'Cơ quan quyết định', a ->> 'granting_unit'),
    (5, 'Quyết định', decision_said(a ->> 'decision_number', a ->> 'decided_on')),
    (6, 'Số sổ vàng', (a ->> 'register_number') || '/' || (a ->> 'register_year')),
    (7, 'Đính chính tên', 'Đã đính chính từ “' || (a ->> 'name_as_decided') || '”'
        || coalesce(' theo ' || lower_first(decision_said(a #>> '{corrected_by,number}', a #>> '{corrected_by,decided_on}')), '')),
    (8, 'Hủy bỏ', decision_said(a #>> '{revoked_by,number}', a #>> '{revoked_by,decided_on}')),
    (9, 'Ghi chú', case when (a ->> 'invented')::boolean then 'Số liệu giả định để minh họa.' end)) l(place, label, value)
   where value is not null
$$;

create or replace function app.award_standing_said(a jsonb) returns jsonb language sql stable as $$
  select case when a ->> 'state' = 'revoked' then jsonb_build_object('tone', 'bad', 'text',
                coalesce('Khen thưởng này đã bị hủy bỏ theo ' || lower_first(decision_said(a #>> '{revoked_by,number}', a #>> '{revoked_by,decided_on}')) || '.',
                         'Khen thưởng này đã bị hủy bỏ.'))
              else jsonb_build_object('tone', 'good', 'text', 'Khen thưởng này có trong sổ khen thưởng và còn hiệu lực.') end
$$;

-- The answer to a code: found, revoked, mistyped (the checking letters do not fit) or unknown; with the page that says so.
create or replace function app.find_public_award(given text) returns table (outcome text, award jsonb, page jsonb, version int) language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  code text := code_typed(given);
  a awards;
begin
  select * into a from awards x where x.check_code = code and x.published;
  outcome := case when code is null then 'mistyped' when a.id is null then 'unknown' when a.state = 'revoked' then 'revoked' else 'found' end;
  version := a.version;
  if a.id is not null then
    award := public_award_shown(a) || jsonb_build_object('check_code', code);
    page := jsonb_build_object('title', award ->> 'name', 'banner', award_standing_said(award), 'sections',
      jsonb_build_array(jsonb_build_object('heading', null, 'lines', public_award_lines(award) || jsonb_build_array(jsonb_build_array('Mã tra cứu', code)))));
  else
    page := jsonb_build_object('title', 'Tra cứu khen thưởng', 'banner', jsonb_build_object('tone', 'bad', 'text', case outcome
      when 'mistyped' then 'Mã tra cứu gõ chưa đúng. Hãy xem lại từng chữ trên bằng, giấy khen.'
      else 'Không có khen thưởng nào mang mã này.' end), 'sections', '[]'::jsonb);
  end if;
  return next;
end $$;

-- ---- the search ----

create or replace function app.day_typed(given text) returns date language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  return case when given ~ '^\d{4}-\d{2}-\d{2}$' then given::date when given ~ '^\d{1,2}[/.-]\d{1,2}[/.-]\d{4}$' then to_date(regexp_replace(given, '[.-]', '/', 'g'), 'DD/MM/YYYY') end;
exception when datetime_field_overflow or invalid_datetime_format then
  return null;
end $$;

-- By number and day of a decision, also narrowed by a part of a name; or by a whole name. Less than that is refused, so that
-- nobody reads the ledger out.
create or replace function app.search_public_awards(number text, day text, name text) returns table (outcome text, items jsonb, more boolean, page jsonb)
language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  wanted_number text := nullif(btrim(number), '');
  wanted_day date := day_typed(btrim(day));
  wanted_name text := nullif(btrim(regexp_replace(name, '\s+', ' ', 'g')), '');
  by_decision boolean := wanted_number is not null and wanted_day is not null;
  most int := case when by_decision then 500 else 20 end;
  form jsonb := jsonb_build_object('decision_number', coalesce(number, ''), 'decision_date', coalesce(day, ''), 'name', coalesce(name, ''));
  banner jsonb;
begin
  outcome := case when coalesce(nullif(btrim(number), ''), nullif(btrim(day), ''), wanted_name) is null then 'empty' when nullif(btrim(day), '') is not null and wanted_day is null then 'no_day'
                  when by_decision or (wanted_name is not null and wanted_number is null and nullif(btrim(day), '') is null) then 'searched' else 'too_wide' end;
  items := '[]';
  more := false;
  if outcome = 'searched' then
    select coalesce(jsonb_agg(public_award_shown(f.a) order by f.place) filter (where f.place <= most), '[]'), count(*) > most into items, more
      from (select x.a, row_number() over (order by (x.a).decided_on desc, (x.a).register_number, (x.a).id) as place
              from (select a from awards a      -- each by its own index
                     where by_decision and a.published and a.decided_on = wanted_day and folded(a.decision_number) = folded(wanted_number)
                       and (wanted_name is null or strpos(folded(coalesce(a.corrected_name, a.honouree_name)), folded(wanted_name)) > 0)
                    union all
                    select a from awards a where not by_decision and a.published and folded(coalesce(a.corrected_name, a.honouree_name)) = folded(wanted_name)) x
             order by place limit most + 1) f;
  end if;
  banner := case outcome
    when 'empty' then jsonb_build_object('tone', 'plain', 'text', 'Nhập số và ngày quyết định, hoặc họ và tên đầy đủ.')
    when 'no_day' then jsonb_build_object('tone', 'bad', 'text', 'Ngày chưa đúng. Hãy viết như 15/06/2025.')
    when 'too_wide' then jsonb_build_object('tone', 'bad', 'text', 'Cần cả số và ngày quyết định, hoặc chỉ họ và tên đầy đủ.')
    else case when items = '[]' then jsonb_build_object('tone', 'bad', 'text', 'Không tìm thấy khen thưởng nào.')
              when more then jsonb_build_object('tone', 'plain', 'text', 'Có nhiều kết quả hơn số hiện ra; hãy nhập thêm số và ngày quyết định.') end end;
  page := jsonb_build_object('title', 'Tra cứu khen thưởng', 'banner', banner, 'form', form, 'sections',
    (select coalesce(jsonb_agg(jsonb_build_object('heading', i ->> 'name', 'banner', case when i ->> 'state' = 'revoked' then award_standing_said(i) end, 'lines', public_award_lines(i)) order by place), '[]')
       from jsonb_array_elements(items) with ordinality l(i, place)));
  return next;
end $$;

-- ---- how often somebody asks ----

-- Counts a request of an address: the seconds to wait once `most` within the span are used up, how many are left, and when the
-- span is over. Without an address nothing is counted.
drop function if exists app.count_public(text, inet, int, int);
create function app.count_public(wanted text, source inet, most int, span_seconds int) returns table (wait_seconds int, remaining int, resets_in int)
language plpgsql security definer set search_path = app, pg_temp as $$
declare
  moment timestamptz := clock_timestamp();   -- real clock
  span interval := make_interval(secs => span_seconds);
  asked public_requests;
begin
  if source is null then
    return query select 0, most, 0;
    return;
  end if;
  delete from public_requests p where (p.what, p.address) in (
    select q.what, q.address from public_requests q where q.since < moment - interval '1 day' limit 20 for update skip locked);
  insert into public_requests as p values (wanted, counted_together(source), 1, moment)
  on conflict (what, address) do update
     set count = case when p.since < moment - span then 1 else p.count + 1 end, since = case when p.since < moment - span then moment else p.since end
   where p.count < most or p.since < moment - span returning p.* into asked;
  if not found then
    select * into asked from public_requests p where p.what = wanted and p.address = counted_together(source);
    wait_seconds := 1;
  end if;
  resets_in := coalesce(greatest(1, ceil(extract(epoch from asked.since + span - moment)))::int, 1);
  remaining := greatest(0, most - coalesce(asked.count, most));
  wait_seconds := coalesce(wait_seconds * resets_in, 0);
  return next;
end $$;

select app.by_engine('app.public_award_shown(app.awards)', 'app.find_public_award(text)', 'app.search_public_awards(text,text,text)', 'app.count_public(text,inet,int,int)');

-- What was published before codes were made has one from now on.
update app.awards set check_code = app.new_check_code() where published and check_code is null;
