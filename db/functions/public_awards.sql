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

-- What was published before codes were made has one from now on.
update app.awards set check_code = app.new_check_code() where published and check_code is null;
