-- The items of a JSON body as the file of a job: a line each.
insert into job_parts(job_id, part, unit_id, bytes)
select :job::uuid, part, claim_unit(), substring(whole.bytes from 1 + 262144 * part for 262144)
  from (select convert_to(string_agg(item::text, E'\n' order by ordinal), 'UTF8') as bytes from jsonb_array_elements(:body::jsonb -> 'items') with ordinality i(item, ordinal)) whole
 cross join lateral generate_series(0, (length(whole.bytes) - 1) / 262144) part
