-- Nominees of a proposal out of a file, while it is drafted: a row each, an honouree already known or one to be entered with it.

-- The nomination a row speaks of: by its id, or by award and honouree, whom it names by id or by kind and name; null for a new one.
create or replace function app.nomination_of_item(i app.imports, item jsonb) returns uuid language plpgsql stable set search_path = app, pg_temp as $$
declare
  found uuid[];
begin
  found := array(select n.id from nominations n join honourees h on h.id = n.honouree_id
                  where n.proposal_id = i.proposal_id
                    and case when i.match = 'id' then n.id::text = item ->> 'id'
                             else n.award_type = item ->> 'award_type' and (n.honouree_id::text = item ->> 'honouree'
                                  or (h.kind = item #>> '{new_honouree,kind}' and folded(name_tidied(h.name)) = folded(name_tidied(item #>> '{new_honouree,name}'))
                                      and coalesce(h.birth_year = (item #>> '{new_honouree,birth_year}')::int, true))) end);
  if cardinality(found) > 1 then
    perform raise_faults(array[row('/new_honouree/name', 'nominee_is_ambiguous', jsonb_build_object('name', item #>> '{new_honouree,name}',
      'candidates', (select jsonb_agg(jsonb_build_object('id', n.id, 'name', h.name, 'position', h.position)) from nominations n join honourees h on h.id = n.honouree_id where n.id = any (found))))::fault]);
  elsif i.match = 'id' and item ? 'id' and found = '{}' then
    perform raise_faults(array[row('/id', 'not_found', '{}')::fault]);
  end if;
  return found[1];
end $$;

create or replace function app.import_nomination(i app.imports, item jsonb) returns app.row_done language plpgsql set search_path = app, extensions, pg_temp as $$
declare
  nomination uuid := nomination_of_item(i, item);
  said jsonb := item - '{id,honouree,new_honouree}'::text[];
  subject text := concat_ws(', ', coalesce(case i.match when 'id' then item ->> 'id' end, item ->> 'honouree', item #>> '{new_honouree,name}'), item #>> '{new_honouree,position}', item ->> 'award_type');
  changed jsonb;
  outcome text;
begin
  if nomination is null then
    perform new_nominations(i.proposal_id, jsonb_build_object('items', jsonb_build_array(item - 'id')));
    return row('created', null, item, null, subject)::row_done;
  end if;
  changed := (select part_changed(to_jsonb(n), said) from nominations n where n.id = nomination);
  outcome := outcome_where_it_stands(i, changed, case i.match when 'id' then '/id' else '/honouree' end, subject);
  if outcome = 'updated' then
    perform patch_nomination(nomination, said);
  end if;
  return row(outcome, changed, item, null, subject)::row_done;
end $$;
