-- Words: numbers as people write them, and words out of catalogues, for whatever speaks in sentences. Days and periods
-- have theirs in calendar.sql.

-- 1842.6 with two decimals is 1.842,60. Every number in a Vietnamese sentence or document is written here.
create or replace function app.digits_said(value numeric, decimals int) returns text language sql immutable parallel safe as $$
  select translate(to_char(round(value, decimals), 'FM999,999,999,999,999,990' || case when decimals > 0 then '.' || repeat('0', decimals) else '' end), ',.', '.,')
$$;

-- With the decimals it has: 86083.50 is 86.083,5.
create or replace function app.figure_said(value numeric) returns text language sql immutable parallel safe as $$
  select app.digits_said(value, scale(trim_scale(round(value, 6))))
$$;

-- Rounded: 1.550 and 40,8.
create or replace function app.number_said(given numeric, most int default 2) returns text language sql immutable parallel safe as $$
  select app.figure_said(round(given, most))
$$;

-- With the decimals of its indicator, or up to two that the figure itself has.
create or replace function app.decimal_said(value numeric, decimals int default 0) returns text language sql immutable parallel safe as $$
  select app.digits_said(value, greatest(coalesce(decimals, 0), least(scale(trim_scale(value)), 2)))
$$;

create or replace function app.quantity_said(value numeric, decimals int, unit text) returns text language sql immutable parallel safe as $$
  select app.decimal_said(value, decimals) || case when unit = '%' then '%' when unit is null then '' else ' ' || unit end
$$;

-- In the caller's language: 86.083,5 in Vietnamese, 86,083.5 in English.
create or replace function app.amount_said(figure numeric) returns text language sql stable as $$
  select case claim_language() when 'en' then translate(said, ',.', '.,') else said end from (select number_said(figure) as said) s
$$;

create or replace function app.lower_first(words text) returns text language sql immutable parallel safe as $$
  select lower(left(words, 1) collate "und-x-icu") || substr(words, 2)
$$;

create or replace function app.upper_first(words text) returns text language sql immutable parallel safe as $$
  select upper(left(words, 1) collate "und-x-icu") || substr(words, 2)
$$;

-- The Vietnamese word of a catalogue, whatever language the caller reads: the document is Vietnamese.
create or replace function app.word_of(wanted_catalogue text, wanted text) returns text language sql stable security definer set search_path = app, pg_temp as $$
  select coalesce((select vi from catalogues where catalogue = wanted_catalogue and code = wanted), wanted)
$$;

select app.by_engine('app.word_of(text,text)');
