-- awards.sql: a province's ledger as years of commending would leave it, beside the units of data.sql: `proposals` of ten
-- nominees each, 37 of 40 decided and awarded, the rest on their way; every second one goes to the province, the others to the
-- district. Without settings 20,000, which are 200,000 nominations. One session has 144 of the appraised cases before it.
-- Ids are made of numbers, so that a load generator can make them too. Loaded by a superuser, triggers off.
\set ON_ERROR_STOP on
\if :{?proposals}
\else
\set proposals 20000
\endif
begin;
set local search_path = app, extensions, pg_temp;
set local session_replication_role = replica;
set local work_mem = '256MB';
select count(*) as communes, unit_named('code:tinh-kon-tum@2025-06-15') as province from bench.communes \gset

create table bench.names as
  select row_number() over () - 1 as n, family || ' ' || middle || ' ' || given as name
    from unnest('{Nguyễn,Trần,Lê,Phạm,Hoàng,Đỗ,Đặng,Bùi,Y,A,Võ,Hồ,Ngô,Dương}'::text[]) family, unnest('{Văn,Thị,Đình,Minh,Ngọc,Thanh,Quốc,Xuân}'::text[]) middle,
         unnest('{Hùng,Lưỡng,Brôl,Blưt,Ánh,Đức,Thảo,Hiếu,Khánh,Ưng,Ẩn,Nhật,Phước,Sơn,Tuấn,Việt,Yến,Ơn}'::text[]) given;
select count(*) as names from bench.names \gset

-- ---- who can be honoured: of each commune's five one is a collective ----
create table bench.honourees as
  select h, bench.id(20, h) as id, k.id as unit_id, case when h % 5 = 0 then 'collective' else 'individual' end as kind,
         case when h % 5 = 0 then 'Tập thể thôn ' || h else n.name || ' ' || h / :names end as name
    from generate_series(1, :proposals * 11 / 2) h join bench.communes k on k.n = 1 + h % :communes join bench.names n on n.n = h % :names;
insert into honourees(id, unit_id, kind, name, gender, worker_class, invented, created_at, changed_at)
  select id, unit_id, kind, name, case when kind = 'individual' then case when h % 2 = 0 then 'female' else 'male' end end,
         case when kind = 'individual' then ('{direct_worker,farmer,other_leader,other}'::text[])[1 + h % 4] end, true,
         timestamptz '2025-06-01' - make_interval(mins => h), timestamptz '2025-06-01' - make_interval(mins => h)
    from bench.honourees;

-- ---- what was proposed, ten years long ----
create table bench.proposals as
  select p, bench.id(21, p) as id, k.n as commune, k.id as unit_id, case when p % 2 = 0 then :province else coalesce(above.ancestor_id, :province) end as issuer_id,
         case when p % 4 = 0 then 'ad_hoc' else 'merit' end as reason,
         case when p % 40 < 37 then 'decided' when p % 40 = 37 then 'draft' when p % 40 = 38 then 'appraised' else 'received' end as state,
         date '2015-01-10' + (p * 3790::bigint / :proposals)::int as day
    from generate_series(1, :proposals) p join bench.communes k on k.n = 1 + p % :communes
    left join unit_tree above on above.unit_id = k.id and above.depth = 1 and above.valid_from <= '2025-06-15' and above.valid_to > '2025-06-15';
insert into proposals(id, unit_id, issuer_id, title, reason, number, issued_on, state, submitted_at, invented, created_at, changed_at)
  select id, unit_id, issuer_id, 'Đề nghị khen thưởng số ' || p, reason, p || '/TTr-UBND', day, state, day, true, day + make_interval(mins => p % 1440), day + interval '1 day'
    from bench.proposals;

create table bench.nominations as
  select n, bench.id(22, n) as id, p.id as proposal_id, p.p, 1 + (n - 1) % 10 as ordinal, p.unit_id, p.issuer_id, p.reason, p.state, p.day,
         h.id as honouree_id, h.name, h.kind, ('{GK_H,BK_T,LDTT,CSTDCS}'::text[])[1 + n % 4] as award_type
    from generate_series(1, :proposals * 10) n join bench.proposals p on p.p = (n - 1) / 10 + 1
    join bench.honourees h on h.h = greatest(p.p % :communes, 1) + :communes * ((n * 7919::bigint) % (:proposals * 11 / 2 / :communes - 1));
insert into nominations(id, proposal_id, unit_id, issuer_id, ordinal, honouree_id, award_type, achievement, citation_text, state, created_at, changed_at)
  select id, proposal_id, unit_id, issuer_id, ordinal, honouree_id, award_type, 'Hoàn thành nhiệm vụ số ' || n, 'Đã có thành tích xuất sắc', state, day, day from bench.nominations
    on conflict do nothing;
insert into moves(id, thing, thing_id, from_state, to_state, unit_id, issuer_id, actor_kind, thing_version, moved_at, recorded_at)
  select bench.id(28, p.p * 10::bigint + k), 'proposal', p.id, ('{draft,submitted,received,appraised}'::text[])[k], ('{submitted,received,appraised,decided}'::text[])[k],
         p.unit_id, p.issuer_id, 'person', k, p.day + make_interval(days => k), p.day + make_interval(days => k)
    from bench.proposals p, generate_series(1, 4) k where k <= case p.state when 'decided' then 4 when 'draft' then 0 when 'received' then 2 else 3 end;

-- ---- what was decided and awarded; four of five bonuses paid ----
create table bench.decisions as
  select (p - 1) / 5 + 1 as d, bench.id(23, (p - 1) / 5 + 1) as id, min(issuer_id) as unit_id, min(day) + 20 as day from bench.proposals where state = 'decided' group by 1, 2;
insert into award_decisions(id, unit_id, kind, title, number, decided_on, signer, published, state, reference, published_at, invented, created_at, changed_at)
  select id, unit_id, 'award', 'Về việc khen thưởng số ' || d, d || '/QĐ-UBND', day, '{"name":"Nguyễn Văn A","position":"Chủ tịch"}', true, 'published', 'KT-BENCH-' || d, day, true, day, day
    from bench.decisions;
insert into award_decision_nominations(nomination_id, decision_id, unit_id, ordinal)
  select n.id, d.id, d.unit_id, n.n from bench.nominations n join bench.decisions d on d.d = (n.p - 1) / 5 + 1 join nominations x on x.id = n.id where n.state = 'decided';
insert into awards(id, unit_id, issuer_id, decision_id, nomination_id, honouree_id, honouree_name, honouree_kind, award_type, reason, achievement, citation_text, decision_number,
                   decided_on, year, register_year, register_number, authority_citation, factor, base_salary, bonus, bonus_citation, published, published_at, check_code, invented, state, created_at, changed_at)
  select bench.id(24, n.n), n.unit_id, d.unit_id, d.id, n.id, n.honouree_id, n.name, n.kind, n.award_type, n.reason, 'Hoàn thành nhiệm vụ số ' || n.n, 'Đã có thành tích xuất sắc', d.d || '/QĐ-UBND',
         d.day, extract(year from d.day), extract(year from d.day), 1000000 + n.n, 'Luật Thi đua, khen thưởng', 0.3, 2340000, 710000, 'Nghị định', true, d.day, 'BENCH' || lpad(n.n::text, 10, '0'), true, 'active', d.day, d.day
    from bench.nominations n join bench.decisions d on d.d = (n.p - 1) / 5 + 1 join nominations x on x.id = n.id where n.state = 'decided';
insert into award_payments(id, award_id, unit_id, issuer_id, paid_on, amount, due, created_at, changed_at)
  select bench.id(26, n.n), bench.id(24, n.n), n.unit_id, n.issuer_id, n.day + 60, 710000, 710000, n.day, n.day from bench.nominations n join awards a on a.id = bench.id(24, n.n) where n.n % 5 > 0;
insert into award_presentations(id, award_id, unit_id, issuer_id, presented_on, place, presented_by, recorded_by_unit_id, created_at, changed_at)
  select bench.id(27, n.n), bench.id(24, n.n), n.unit_id, n.issuer_id, n.day + 50, 'Hội trường', 'Chủ tịch', n.unit_id, n.day, n.day from bench.nominations n join awards a on a.id = bench.id(24, n.n);

-- ---- the province's council, before it 144 of the appraised ----
insert into councils(id, unit_id, name, valid_from, created_at, changed_at) values (bench.id(30, 1), :province, 'Hội đồng Thi đua - Khen thưởng tỉnh', '2021-01-01', now(), now());
insert into council_members(id, council_id, unit_id, ordinal, role, name, valid_from, created_at, changed_at)
  select bench.id(31, m), bench.id(30, 1), :province, m, case m when 1 then 'chair' when 2 then 'secretary' else 'member' end, 'Ủy viên số ' || m, '2021-01-01', now(), now() from generate_series(1, 17) m;
insert into council_sessions(id, unit_id, council_id, title, kind, body, held_on, presided_by, recorded_by, created_at, changed_at)
  values (bench.id(32, 1), :province, bench.id(30, 1), 'Xét khen thưởng', 'meeting', 'full', '2025-06-16', bench.id(31, 1), bench.id(31, 2), now(), now());
insert into council_session_items(id, session_id, unit_id, ordinal, nomination_id, mode)
  select bench.id(33, n), bench.id(32, 1), :province, n, id, 'show_of_hands'
    from (select row_number() over (order by n) as n, x.id from bench.nominations x join nominations y on y.id = x.id where x.state = 'appraised' and x.issuer_id = :province limit 144) items;
insert into council_attendance(session_id, member_id, unit_id, status) select bench.id(32, 1), id, unit_id, 'present' from council_members where council_id = bench.id(30, 1);

drop table bench.names, bench.honourees, bench.proposals, bench.nominations, bench.decisions;
commit;
vacuum analyze;
