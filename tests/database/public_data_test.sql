-- Which cells of published figures stay hidden: few persons, and what would tell of them by a sum or a difference.
begin;
\ir cast.psql
select plan(20);

-- Cells as 'place amount', the first of them the total; answers 'place why' of those that are hidden.
create function pg_temp.hidden(enough int, variadic cells text[]) returns text language sql as $$
  with c as (select o::int as n, split_part(cell, ' ', 1) as place, nullif(split_part(cell, ' ', 2), '')::numeric as amount from unnest(cells) with ordinality x(cell, o))
  select coalesce(string_agg(c.place || ' ' || h.why, ', ' order by c.n), 'none')
    from hidden_cells((select jsonb_agg(jsonb_build_object('n', n, 'amount', amount, 'indicator', 'I', 'place', place, 'whole', n = 1, 'period', 'P', 'first_month', 1, 'last_month', 3, 'accumulation', 'level', 'adds', true)) from c), enough) h
    join c on c.n = h.n
$$;
select is(pg_temp.hidden(5, 'all 60', 'a 20', 'b 40'), 'none', 'many persons are told');
select is(pg_temp.hidden(5, 'all 20', 'a 0', 'b 20'), 'none', 'nobody is no small count');
select is(pg_temp.hidden(5, 'all 62', 'a 3', 'b 7', 'c 12', 'd 40'), 'a small_count, b told_by_sum', 'a second one goes, lest the total tell the first');
select is(pg_temp.hidden(5, 'all 62', 'a 4', 'b 5', 'c 53'), 'a small_count, b told_by_sum', 'five are enough');
select is(pg_temp.hidden(5, 'all 22', 'a 1', 'b 1', 'c 8', 'd 12'), 'a small_count, b small_count, c told_by_sum', 'two hidden ones of two persons are told by their sum: a third goes');
select is(pg_temp.hidden(5, 'all 63', 'a 3', 'b 4', 'c 56'), 'a small_count, b small_count', 'seven in two units point at nobody');
select is(pg_temp.hidden(5, 'all 3', 'a 3', 'b 0'), 'all small_count, a small_count', 'a small total goes too');
select is(pg_temp.hidden(5, 'all 3', 'a 3'), 'all small_count, a small_count', 'so does the only one');
select is(pg_temp.hidden(5, 'all 24', 'a 4', 'b 20'), 'a small_count, b told_by_sum', 'of two both');
select is(pg_temp.hidden(3, 'all 62', 'a 3', 'b 59'), 'none', 'the limit is what it is set to');
select is(pg_temp.hidden(5, 'all 12', 'a 2', 'b 10', 'c '), 'a small_count, b told_by_sum', 'who has not reported adds nothing');
select is(pg_temp.hidden(5, 'all 2', 'a 2', 'b 0', 'c 0'), 'all small_count, a small_count', 'noughts tell nothing');

-- shares: whom the share counts, and whom it does not
select is((select string_agg(n || ' ' || why, ', ') from hidden_cells('[{"n": 1, "amount": 97, "complement": 3, "indicator": "I", "place": "a"}, {"n": 2, "amount": 90, "complement": 10, "indicator": "I", "place": "b"}]', 5)),
  '1 small_count', 'three who are not among the hundred are few');

-- periods: 'period first-last amount'
create function pg_temp.hidden_in_time(kind text, variadic cells text[]) returns text language sql as $$
  with c as (select o::int as n, split_part(cell, ' ', 1) as period, split_part(split_part(cell, ' ', 2), '-', 1)::int as first_month, split_part(split_part(cell, ' ', 2), '-', 2)::int as last_month,
                    split_part(cell, ' ', 3)::numeric as amount from unnest(cells) with ordinality x(cell, o))
  select coalesce(string_agg(c.period || ' ' || h.why, ', ' order by c.n), 'none')
    from hidden_cells((select jsonb_agg(jsonb_build_object('n', n, 'amount', amount, 'indicator', 'I', 'place', 'a', 'whole', false, 'period', period, 'first_month', first_month, 'last_month', last_month, 'accumulation', kind, 'adds', true)) from c), 5) h
    join c on c.n = h.n
$$;
select is(pg_temp.hidden_in_time('periodic', 'Q1 1-3 30', 'M1 1-1 10', 'M2 2-2 2', 'M3 3-3 18'), 'M1 told_by_sum, M2 small_count', 'a quarter tells its month');
select is(pg_temp.hidden_in_time('periodic', 'H1 1-6 30', 'M1 1-1 10', 'M2 2-2 2'), 'M2 small_count', 'months that do not fill it tell nothing');
select is(pg_temp.hidden_in_time('cumulative', '3M 1-3 30', '6M 1-6 32', '9M 1-9 50'), '6M told_by_difference', 'two more than before are two persons');
select is(pg_temp.hidden_in_time('cumulative', '3M 1-3 30', '6M 1-6 32', '9M 1-9 34'), '6M told_by_difference, 9M told_by_difference', 'measured from what was told last');
select is(pg_temp.hidden_in_time('cumulative', '3M 1-3 30', '6M 1-6 30', '9M 1-9 36'), 'none', 'nobody more, and six more');
select is(pg_temp.hidden_in_time('level', '3M 1-3 30', '6M 1-6 32'), 'none', 'a level is no running total');

select is(array(select persons_in(u) from unnest('{người,nghìn người,hộ,cây}'::text[]) u), '{1,1000,1,null}'::numeric[], 'which units of measure count persons');
select * from finish();
rollback;
