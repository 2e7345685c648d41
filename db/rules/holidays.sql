-- Days on which offices are closed besides Saturday and Sunday, and Saturdays worked in exchange, as announced year by year
-- (Bộ luật Lao động 2019, Điều 112). What is announced later is one more row.
insert into app.holidays(day, name, works, citation)
select d::date, name, works, 'Bộ luật Lao động 2019, Điều 112; thông báo nghỉ lễ, Tết hằng năm'
  from (values
    -- 2022
    ('2022-01-03', '2022-01-03', 'Nghỉ bù Tết Dương lịch', false),
    ('2022-01-31', '2022-02-04', 'Tết Nguyên đán', false),
    ('2022-04-11', '2022-04-11', 'Nghỉ bù Giỗ Tổ Hùng Vương', false),
    ('2022-05-02', '2022-05-03', 'Nghỉ bù 30/4 và 01/5', false),
    ('2022-09-01', '2022-09-02', 'Quốc khánh', false),
    -- 2023
    ('2023-01-02', '2023-01-02', 'Nghỉ bù Tết Dương lịch', false),
    ('2023-01-20', '2023-01-26', 'Tết Nguyên đán', false),
    ('2023-05-01', '2023-05-03', 'Giỗ Tổ Hùng Vương, 30/4 và 01/5', false),
    ('2023-09-01', '2023-09-04', 'Quốc khánh', false),
    -- 2024
    ('2024-01-01', '2024-01-01', 'Tết Dương lịch', false),
    ('2024-02-08', '2024-02-14', 'Tết Nguyên đán', false),
    ('2024-04-18', '2024-04-18', 'Giỗ Tổ Hùng Vương', false),
    ('2024-04-29', '2024-05-01', '30/4 và 01/5', false),
    ('2024-05-04', '2024-05-04', 'Làm bù ngày 29/4', true),
    ('2024-09-02', '2024-09-03', 'Quốc khánh', false),
    -- 2025
    ('2025-01-01', '2025-01-01', 'Tết Dương lịch', false),
    ('2025-01-27', '2025-01-31', 'Tết Nguyên đán', false),
    ('2025-04-07', '2025-04-07', 'Giỗ Tổ Hùng Vương', false),
    ('2025-04-26', '2025-04-26', 'Làm bù ngày 02/5', true),
    ('2025-04-30', '2025-05-02', '30/4 và 01/5', false),
    ('2025-09-01', '2025-09-02', 'Quốc khánh', false),
    -- 2026
    ('2026-01-01', '2026-01-02', 'Tết Dương lịch', false),
    ('2026-01-10', '2026-01-10', 'Làm bù ngày 02/01', true),
    ('2026-02-16', '2026-02-20', 'Tết Nguyên đán', false),
    ('2026-04-27', '2026-04-27', 'Nghỉ bù Giỗ Tổ Hùng Vương', false),
    ('2026-04-30', '2026-05-01', '30/4 và 01/5', false),
    ('2026-08-22', '2026-08-22', 'Làm bù ngày 31/8', true),
    ('2026-08-31', '2026-09-02', 'Quốc khánh', false)) h(from_day, to_day, name, works)
 cross join lateral generate_series(from_day::date, to_day::date, interval '1 day') d
on conflict (day, unit_id) do nothing;
