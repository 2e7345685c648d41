-- Lines of the statutory forms 0604 and 0605 of Circular 02/2023/TT-BNV (23 March 2023, due on 15 December): organisations and
-- civil servants of emulation and commendation. The names of the forms were read where software prints them, what they ask
-- (by standing, age, education, seniority) is told by a second source; the wording of their lines was not read.
insert into app.statutory_lines(form, line, ordinal, whole, breakdown, vi, en, citation, confidence, valid_from)
select form, line, ordinal, whole, breakdown, vi, en, 'Thông tư 02/2023/TT-BNV, biểu ' || form, 'weak', '2023-01-01'
  from (values
    ('0604', 'organisations', 1, null, null, 'Tổ chức làm công tác thi đua, khen thưởng', 'Organisations that do emulation and commendation work'),
    ('0604', 'dedicated', 2, 'organisations', 'standing', 'Tổ chức chuyên trách', 'Dedicated to it'),
    ('0604', 'concurrent', 3, 'organisations', 'standing', 'Tổ chức kiêm nhiệm', 'Beside other work'),
    ('0604', 'councils', 4, null, null, 'Hội đồng thi đua, khen thưởng', 'Councils of emulation and commendation'),
    ('0604', 'clusters', 5, null, null, 'Cụm, khối thi đua', 'Emulation clusters and blocks'),
    ('0605', 'officers', 1, null, null, 'Công chức làm công tác thi đua, khen thưởng', 'Civil servants of emulation and commendation'),
    ('0605', 'women', 2, null, null, 'Trong đó: nữ', 'Of them women'),
    ('0605', 'full_time', 3, 'officers', 'standing', 'Chuyên trách', 'Full time'),
    ('0605', 'part_time', 4, 'officers', 'standing', 'Kiêm nhiệm', 'Beside other work'),
    ('0605', 'age_30', 5, 'officers', 'age', 'Từ 30 tuổi trở xuống', 'Aged 30 or less'),
    ('0605', 'age_31_50', 6, 'officers', 'age', 'Từ 31 đến 50 tuổi', 'Aged 31 to 50'),
    ('0605', 'age_51', 7, 'officers', 'age', 'Từ 51 tuổi trở lên', 'Aged 51 or more'),
    ('0605', 'postgraduate', 8, 'officers', 'education', 'Trình độ trên đại học', 'Postgraduate'),
    ('0605', 'university', 9, 'officers', 'education', 'Trình độ đại học', 'University'),
    ('0605', 'below_university', 10, 'officers', 'education', 'Trình độ khác', 'Other education'),
    ('0605', 'under_5_years', 11, 'officers', 'seniority', 'Làm công tác thi đua, khen thưởng dưới 5 năm', 'In the work for less than 5 years'),
    ('0605', 'years_5_10', 12, 'officers', 'seniority', 'Từ 5 đến 10 năm', '5 to 10 years'),
    ('0605', 'over_10_years', 13, 'officers', 'seniority', 'Trên 10 năm', 'More than 10 years')) l(form, line, ordinal, whole, breakdown, vi, en)
on conflict (form, line) do nothing;
