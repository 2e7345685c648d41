-- What the public may read of a campaign that a leader's act published: the document and its indicators, nothing of how
-- it is worked on.

-- How long what is true today stays so: until the end of people's day.
create or replace function app.seconds_left_today() returns numeric language sql stable parallel safe as $$
  select extract(epoch from (app.today() + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh' - app.business_now())
$$;

create or replace function app.public_indicators(wanted uuid) returns jsonb language sql stable set search_path = app, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('code', i.code, 'ordinal', i.ordinal, 'source_ref', i.source_ref, 'field', i.field, 'name', i.name, 'quote', i.quote,
           'value_type', i.value_type, 'unit_of_measure', i.unit_of_measure, 'counted_in', i.counted_in, 'printed', i.printed, 'comparator', i.comparator, 'target_value', i.target_value,
           'numerator', i.numerator, 'denominator', i.denominator, 'due_date', i.due_date) order by i.ordinal, i.code), '[]')
    from indicators i where i.campaign_id = wanted and i.visibility = 'public'
$$;

create or replace function app.public_campaign(wanted uuid)
returns table (id uuid, code text, level text, "issuing_unit.id" uuid, "issuing_unit.code" text, "issuing_unit.name" text, phase text, state text, title text, theme text,
               method text, kind text, year int, starts_on date, ends_on date, issued_on date, document_number text, signer jsonb, legal_bases jsonb, linked_movements jsonb,
               content_items jsonb, participants jsonb, award_forms jsonb, commemorations jsonb, indicators jsonb, invented text[], changed_at timestamptz, version int,
               _good_for numeric)
language plpgsql stable security definer rows 1 set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select c.id, c.code, c.level, u.uid, l.code, l.name, campaign_phase(c.starts_on, c.ends_on, today()), c.state, c.title, c.theme, c.method, c.kind, c.year,
         c.starts_on, c.ends_on, c.issued_on, c.document_number, c.signer, c.legal_bases, c.linked_movements, c.content_items, c.participants, c.award_forms,
         c.commemorations, public_indicators(c.id), c.invented, c.changed_at, c.version, seconds_left_today()
    from campaigns c
    join units u on u.id = c.unit_id
    left join unit_labels l on l.unit_id = c.unit_id and l.valid_from <= coalesce(c.starts_on, today()) and l.valid_to > coalesce(c.starts_on, today())
   where c.id = wanted and c.published and c.state not in ('draft', 'proposed');
end $$;
select app.by_engine('app.public_campaign(uuid)');
