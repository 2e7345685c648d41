-- Eligibility: what every rule says of one nomination on a day, with its evidence and its article. For the engine only: it asks
-- nobody's leave.

create or replace function app.eligibility_of(nomination uuid, on_day date)
returns table (rule text, result text, severity text, code text, params jsonb, evidence jsonb, citation text, confidence text)
language sql stable security definer set search_path = app, pg_temp as $$
  with n as (
    select x.*, h.kind, t.honouree_kinds, t.valid_from, t.valid_to, t.citation, award_name(x.award_type) as name
      from nominations x join honourees h on h.id = x.honouree_id join award_types t on t.code = x.award_type where x.id = nomination)
  select 'honouree_kind', case when n.kind = any (n.honouree_kinds) then 'met' else 'not_met' end, 'fault', 'honouree_kind_does_not_fit',
         jsonb_build_object('name', n.name, 'kind', n.kind, 'kind_label', label('honouree_kind', n.kind), 'kinds', to_jsonb(n.honouree_kinds)), '{}'::jsonb, n.citation, 'strong'
    from n
  union all
  select 'award_in_force', case when n.valid_from <= on_day and coalesce(n.valid_to, 'infinity') > on_day then 'met' else 'not_met' end, 'fault', 'award_type_not_in_force',
         jsonb_build_object('name', n.name, 'today', on_day), '{}'::jsonb, n.citation, 'strong'
    from n
$$;

select app.by_engine('app.eligibility_of(uuid,date)');
