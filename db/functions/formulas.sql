-- Formulas: an indicator computed from others of its campaign. The words are read once, when the indicator is saved, into a plan
-- (operands and operators in the order of use); the plan is computed at each reading from the rolled-up values of its operands.
--
--     formula  = term {("+" | "-") term}        term = factor {("*" | "/") factor}
--     factor   = ["-"] (number | code | "[" code "]" | "(" formula ")" | ("min" | "max") "(" formula {"," formula} ")")
--
-- A code may hold hyphens, so a minus between two codes stands between blanks.

-- The plan of a formula; else what is not understood, and where it stands.
create or replace function app.formula_read(formula text) returns table (plan jsonb, "position" int, word text) language plpgsql immutable set search_path = app, pg_temp as $$
declare
  rest text;
  at int := 1;
  token text;
  waiting jsonb[] := '{}';                           -- operators and brackets not yet used, with their place
  operand_next boolean := true;
  done jsonb := '[]';
  top jsonb;
begin
  loop
    at := at + length(substring(substr(formula, at) from '^\s*'));
    rest := substr(formula, at);
    exit when rest = '';
    token := coalesce(substring(rest from '^\[[A-Za-z0-9._-]+\]'), substring(rest from '^[A-Za-z0-9][A-Za-z0-9._]*(?:-[A-Za-z0-9._]+)*'), left(rest, 1));
    position := at;
    word := token;
    if token ~ '^[\[A-Za-z0-9]' and length(token) + (token ~ '[^\[]')::int > 1 then
      if not operand_next then
        return next;
        return;
      elsif lower(token) in ('min', 'max') and substr(rest, length(token) + 1) ~ '^\s*\(' then
        waiting := waiting || jsonb_build_object('do', lower(token), 'of', 1, 'at', at);
      else
        done := done || case when token ~ '^\d+(\.\d+)?$' then jsonb_build_object('number', token::numeric) else jsonb_build_object('code', trim(both '[]' from token)) end;
        operand_next := false;
      end if;
    elsif token = '(' and operand_next then
      waiting := waiting || jsonb_build_object('do', '(', 'at', at);
    elsif token = '-' and operand_next then
      waiting := waiting || jsonb_build_object('do', 'minus', 'rank', 3);
    elsif token in ('+', '-', '*', '/') and not operand_next then
      while (waiting[cardinality(waiting)] ->> 'rank')::int >= case when token in ('+', '-') then 1 else 2 end loop
        done := done || (waiting[cardinality(waiting)] - 'rank');
        waiting := trim_array(waiting, 1);
      end loop;
      waiting := waiting || jsonb_build_object('do', token, 'rank', case when token in ('+', '-') then 1 else 2 end);
      operand_next := true;
    elsif token in (')', ',') and not operand_next then
      while waiting[cardinality(waiting)] ? 'rank' loop
        done := done || (waiting[cardinality(waiting)] - 'rank');
        waiting := trim_array(waiting, 1);
      end loop;
      top := waiting[cardinality(waiting) - 1];          -- the function before the bracket, if any
      if cardinality(waiting) = 0 or (token = ',' and not coalesce(top ? 'of', false)) then
        return next;
        return;
      elsif token = ',' then
        waiting[cardinality(waiting) - 1] := top || jsonb_build_object('of', (top ->> 'of')::int + 1);
        operand_next := true;
      else
        waiting := trim_array(waiting, 1);
        if coalesce(top ? 'of', false) then
          done := done || (top - 'at');
          waiting := trim_array(waiting, 1);
        end if;
      end if;
    else
      return next;
      return;
    end if;
    at := at + length(token);
  end loop;
  while waiting[cardinality(waiting)] ? 'rank' loop
    done := done || (waiting[cardinality(waiting)] - 'rank');
    waiting := trim_array(waiting, 1);
  end loop;
  if operand_next then
    position := length(formula) + 1;
    word := '';
  elsif cardinality(waiting) > 0 then
    position := (waiting[cardinality(waiting)] ->> 'at')::int;
    word := '(';
  else
    plan := done;
    position := null;
    word := null;
  end if;
  return next;
end $$;

create or replace function app.formula_codes(plan jsonb) returns setof text language sql immutable as $$
  select distinct step ->> 'code' from jsonb_array_elements(plan) step where step ? 'code'
$$;

create or replace function app.plan_formula() returns trigger language plpgsql set search_path = app, pg_temp as $$
begin
  new.formula_plan := case when new.formula is not null then (select plan from formula_read(new.formula)) end;
  return new;
end $$;
drop trigger if exists a_plan_formula on app.indicators;
create trigger a_plan_formula before insert or update on app.indicators for each row execute function app.plan_formula();

-- What is wrong with the formulas of a body: words, codes that the campaign does not have, circles, and reporters, since
-- nobody owes what is computed. Pointers as indicator_faults() makes them.
create or replace function app.formula_faults(campaign uuid, items jsonb, in_campaign boolean) returns setof app.fault
language sql stable set search_path = app, pg_temp as $$
  with recursive given as (
    select case when in_campaign then format('/items/%s', ordinal - 1) else '' end as place, item ->> 'code' as code, item ->> 'formula' as formula, item -> 'reporters' as reporters
      from jsonb_array_elements(items) with ordinality a(item, ordinal)),
  understood as (select g.*, r.plan, r.position, r.word from given g cross join lateral formula_read(g.formula) r where g.formula is not null),
  known as (
    select code, plan from understood
    union all select g.code, null from given g where g.formula is null
    union all select i.code, i.formula_plan from indicators i where i.campaign_id = campaign and i.code not in (select g.code from given g)),
  uses as (select k.code, needed from known k cross join lateral formula_codes(k.plan) needed),
  chains as (
    select u.code as origin, u.needed, array[u.code, u.needed] as path from uses u join understood x on x.code = u.code
    union all
    select c.origin, u.needed, c.path || u.needed from chains c join uses u on u.code = c.needed where c.needed <> c.origin and cardinality(c.path) < 40 and u.needed <> all (c.path[2:]))
  select place || '/formula', 'formula_not_understood', jsonb_build_object('position', position, 'word', word) from understood where plan is null
  union all
  select x.place || '/formula', 'formula_code_unknown', jsonb_build_object('code', needed)
    from understood x cross join lateral formula_codes(x.plan) needed where needed not in (select k.code from known k)
  union all
  select x.place || '/formula', 'formula_in_a_circle', jsonb_build_object('codes', min(array_to_string(c.path, ' → ')))
    from chains c join understood x on x.code = c.origin where c.needed = c.origin group by x.place
  union all
  select place || '/reporters', 'formula_is_not_reported', jsonb_build_object('code', code) from understood where jsonb_array_length(coalesce(nullif(reporters, 'null'), '[]')) > 0
$$;

-- Formulas of a campaign whose operands were deleted since.
create or replace function app.formulas_without_operands(campaign uuid) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select format('/indicators/%s/formula', i.code), 'formula_code_unknown', jsonb_build_object('code', needed)
    from indicators i cross join lateral formula_codes(i.formula_plan) needed
   where i.campaign_id = campaign and not exists (select from indicators o where o.campaign_id = campaign and o.code = needed)
$$;

-- The figure of a formula out of those of its operands (`figures`, by code); operands that are formulas themselves are in `plans`.
-- Without a figure it says why.
create or replace function app.formula_figure(wanted text, plans jsonb, figures jsonb) returns table (value numeric, reason text) language plpgsql immutable set search_path = app, pg_temp as $$
declare
  step jsonb;
  stack numeric[] := '{}';
  n int;
  operand record;
begin
  for step in select e from jsonb_array_elements(plans -> wanted) e loop
    n := cardinality(stack);
    if step ? 'number' then
      stack := stack || (step ->> 'number')::numeric;
    elsif step ? 'code' then
      if plans ? (step ->> 'code') then
        select * into operand from formula_figure(step ->> 'code', plans, figures);
      else
        select (figures ->> (step ->> 'code'))::numeric as value, 'not_reported' as reason into operand;
      end if;
      if operand.value is null then
        return query select null::numeric, operand.reason;
        return;
      end if;
      stack := stack || operand.value;
    elsif step ->> 'do' = 'minus' then
      stack[n] := - stack[n];
    elsif step ? 'of' then
      stack := trim_array(stack, (step ->> 'of')::int)
            || (select case step ->> 'do' when 'min' then min(v) else max(v) end from unnest(stack[n - (step ->> 'of')::int + 1:n]) v);
    elsif step ->> 'do' = '/' and stack[n] = 0 then
      return query select null::numeric, 'denominator_missing';
      return;
    else
      stack := trim_array(stack, 2) || case step ->> 'do' when '+' then stack[n - 1] + stack[n] when '-' then stack[n - 1] - stack[n]
                                                          when '*' then stack[n - 1] * stack[n] else stack[n - 1] / stack[n] end;
    end if;
  end loop;
  return query select stack[1], null::text;
end $$;
