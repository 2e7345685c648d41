-- Award types and the law on them, as dated rows. Codes are ours: there is no official list. `valid_to` is the first day
-- without a row. Rows that are missing are added; what stands, entered or changed by an administrator, stays as it is.
-- Strong: the wording of the instrument was read or quoted. Weak: told by a second source, or carried over from a like one.

insert into app.award_types(ordinal, code, class, vi, en, honouree_kinds, citation, valid_from, valid_to)
select t.ordinal, t.code, t.class, t.vi, t.en, t.kinds::text[], 'Luật 06/2022/QH15 ' || t.article, t.since::date, t.until::date
  from (values
    (1, 'CSTDTQ', 'title', 'Chiến sĩ thi đua toàn quốc', 'National Emulation Fighter', '{individual}', 'Điều 21', '2004-07-01', null),
    (2, 'CSTDT', 'title', 'Chiến sĩ thi đua cấp tỉnh', 'Emulation Fighter of province', '{individual}', 'Điều 22', '2004-07-01', null),
    (3, 'CSTDCS', 'title', 'Chiến sĩ thi đua cơ sở', 'Grassroots-level Emulation Fighter', '{individual}', 'Điều 23', '2004-07-01', null),
    (4, 'LDTT', 'title', 'Lao động tiên tiến', 'Advanced Laborer', '{individual}', 'Điều 24', '2004-07-01', null),
    (5, 'CSTT', 'title', 'Chiến sĩ tiên tiến', 'Advanced Fighter', '{individual}', 'Điều 24', '2004-07-01', null),
    (6, 'CTDCP', 'title', 'Cờ thi đua của Chính phủ', 'Emulation Flag of the Government', '{collective}', 'Điều 25', '2004-07-01', null),
    (7, 'CTDT', 'title', 'Cờ thi đua của tỉnh', 'Emulation Flag of province', '{collective}', 'Điều 26', '2004-07-01', null),
    (8, 'TTLDXS', 'title', 'Tập thể lao động xuất sắc', 'Excellent Labor Collective', '{collective}', 'Điều 27', '2004-07-01', null),
    (9, 'DVQT', 'title', 'Đơn vị quyết thắng', 'Determined-to-win Unit', '{collective}', 'Điều 27', '2004-07-01', null),
    (10, 'TTLDTT', 'title', 'Tập thể lao động tiên tiến', 'Advanced Labor Collective', '{collective}', 'Điều 28', '2004-07-01', null),
    (11, 'DVTT', 'title', 'Đơn vị tiên tiến', 'Advanced Unit', '{collective}', 'Điều 28', '2004-07-01', null),
    (12, 'XPTB', 'title', 'Xã, phường, đặc khu tiêu biểu', 'Exemplary commune, ward or special zone', '{collective}', 'Điều 29', '2024-01-01', null),
    (13, 'TVH', 'title', 'Thôn, tổ dân phố văn hóa', 'Cultural village or residential group', '{collective}', 'Điều 30', '2004-07-01', null),
    (14, 'GDVH', 'title', 'Gia đình văn hóa', 'Cultural family', '{household}', 'Điều 20', '2004-07-01', null),
    (15, 'BK_TTG', 'form', 'Bằng khen của Thủ tướng Chính phủ', 'Diploma of Merit of the Prime Minister', '{individual,collective,household}', 'Điều 73', '2004-07-01', null),
    (16, 'BK_T', 'form', 'Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh', 'Diploma of Merit of province', '{individual,collective,household}', 'Điều 74', '2004-07-01', null),
    (17, 'GK_SO', 'form', 'Giấy khen của Giám đốc sở và tương đương', 'Certificate of Merit of a provincial department', '{individual,collective,household}', 'Điều 75', '2004-07-01', null),
    (18, 'GK_H', 'form', 'Giấy khen của Chủ tịch Ủy ban nhân dân cấp huyện', 'Certificate of Merit of a district', '{individual,collective,household}', 'Điều 75', '2004-07-01', '2025-07-01'),
    (19, 'GK_X', 'form', 'Giấy khen của Chủ tịch Ủy ban nhân dân cấp xã', 'Certificate of Merit of a commune', '{individual,collective,household}', 'Điều 75', '2004-07-01', null),
    (20, 'GK_DN', 'form', 'Giấy khen của doanh nghiệp, hợp tác xã', 'Certificate of Merit of an enterprise or cooperative', '{individual,collective,household}', 'Điều 75', '2004-07-01', null),
    (21, 'HC_SV', 'form', 'Huân chương Sao vàng', 'Gold Star Order', '{individual,collective}', 'Điều 33', '2004-07-01', null),
    (22, 'HC_HCM', 'form', 'Huân chương Hồ Chí Minh', 'Ho Chi Minh Order', '{individual,collective}', 'Điều 33', '2004-07-01', null),
    (23, 'HC_DL_1', 'form', 'Huân chương Độc lập hạng Nhất', 'Independence Order, First Class', '{individual,collective}', 'Điều 33', '2004-07-01', null),
    (24, 'HC_DL_2', 'form', 'Huân chương Độc lập hạng Nhì', 'Independence Order, Second Class', '{individual,collective}', 'Điều 33', '2004-07-01', null),
    (25, 'HC_DL_3', 'form', 'Huân chương Độc lập hạng Ba', 'Independence Order, Third Class', '{individual,collective}', 'Điều 33', '2004-07-01', null),
    (26, 'HC_QC_1', 'form', 'Huân chương Quân công hạng Nhất', 'Military Exploit Order, First Class', '{individual,collective}', 'Điều 33', '2004-07-01', null),
    (27, 'HC_QC_2', 'form', 'Huân chương Quân công hạng Nhì', 'Military Exploit Order, Second Class', '{individual,collective}', 'Điều 33', '2004-07-01', null),
    (28, 'HC_QC_3', 'form', 'Huân chương Quân công hạng Ba', 'Military Exploit Order, Third Class', '{individual,collective}', 'Điều 33', '2004-07-01', null),
    (29, 'HC_LD_1', 'form', 'Huân chương Lao động hạng Nhất', 'Labor Order, First Class', '{individual,collective}', 'Điều 33', '2004-07-01', null),
    (30, 'HC_LD_2', 'form', 'Huân chương Lao động hạng Nhì', 'Labor Order, Second Class', '{individual,collective}', 'Điều 33', '2004-07-01', null),
    (31, 'HC_LD_3', 'form', 'Huân chương Lao động hạng Ba', 'Labor Order, Third Class', '{individual,collective}', 'Điều 33', '2004-07-01', null),
    (32, 'HC_BVTQ_1', 'form', 'Huân chương Bảo vệ Tổ quốc hạng Nhất', 'National Defense Order, First Class', '{individual,collective}', 'Điều 33', '2004-07-01', null),
    (33, 'HC_BVTQ_2', 'form', 'Huân chương Bảo vệ Tổ quốc hạng Nhì', 'National Defense Order, Second Class', '{individual,collective}', 'Điều 33', '2004-07-01', null),
    (34, 'HC_BVTQ_3', 'form', 'Huân chương Bảo vệ Tổ quốc hạng Ba', 'National Defense Order, Third Class', '{individual,collective}', 'Điều 33', '2004-07-01', null),
    (35, 'HC_CC_1', 'form', 'Huân chương Chiến công hạng Nhất', 'Feat-of-Arms Order, First Class', '{individual,collective}', 'Điều 33', '2004-07-01', null),
    (36, 'HC_CC_2', 'form', 'Huân chương Chiến công hạng Nhì', 'Feat-of-Arms Order, Second Class', '{individual,collective}', 'Điều 33', '2004-07-01', null),
    (37, 'HC_CC_3', 'form', 'Huân chương Chiến công hạng Ba', 'Feat-of-Arms Order, Third Class', '{individual,collective}', 'Điều 33', '2004-07-01', null),
    (38, 'HC_DDK', 'form', 'Huân chương Đại đoàn kết dân tộc', 'Great National Unity Order', '{individual,collective}', 'Điều 33', '2004-07-01', null),
    (39, 'HC_DC', 'form', 'Huân chương Dũng cảm', 'Bravery Order', '{individual,collective}', 'Điều 33', '2004-07-01', null),
    (40, 'HC_HN', 'form', 'Huân chương Hữu nghị', 'Friendship Order', '{individual,collective}', 'Điều 33', '2004-07-01', null),
    (41, 'HCH_QKQT', 'form', 'Huy chương Quân kỳ quyết thắng', 'Victory Military Flag Medal', '{individual}', 'Điều 9', '2004-07-01', null),
    (42, 'HCH_VANTQ', 'form', 'Huy chương Vì an ninh Tổ quốc', 'Medal for National Security', '{individual}', 'Điều 9', '2004-07-01', null),
    (43, 'HCH_CSVV_1', 'form', 'Huy chương Chiến sĩ vẻ vang hạng Nhất', 'Glorious Fighter Medal, First Class', '{individual}', 'Điều 9', '2004-07-01', null),
    (44, 'HCH_CSVV_2', 'form', 'Huy chương Chiến sĩ vẻ vang hạng Nhì', 'Glorious Fighter Medal, Second Class', '{individual}', 'Điều 9', '2004-07-01', null),
    (45, 'HCH_CSVV_3', 'form', 'Huy chương Chiến sĩ vẻ vang hạng Ba', 'Glorious Fighter Medal, Third Class', '{individual}', 'Điều 9', '2004-07-01', null),
    (46, 'HCH_HN', 'form', 'Huy chương Hữu nghị', 'Friendship Medal', '{individual}', 'Điều 9', '2004-07-01', null),
    (47, 'DHVD_TAH', 'form', 'Tỉnh Anh hùng, Thành phố Anh hùng', 'Heroic Province, Heroic City', '{collective}', 'Điều 59', '2024-01-01', null),
    (48, 'DHVD_BMVNAH', 'form', 'Bà mẹ Việt Nam anh hùng', 'Heroic Vietnamese Mother', '{individual}', 'Điều 59', '2004-07-01', null),
    (49, 'DHVD_AHLLVT', 'form', 'Anh hùng Lực lượng vũ trang nhân dân', 'Hero of the People''s Armed Forces', '{individual,collective}', 'Điều 59', '2004-07-01', null),
    (50, 'DHVD_AHLD', 'form', 'Anh hùng Lao động', 'Labor Hero', '{individual,collective}', 'Điều 59', '2004-07-01', null),
    (51, 'DHVD_NG', 'form', 'Nhà giáo nhân dân, Nhà giáo ưu tú', 'People''s Teacher, Teacher of Merit', '{individual}', 'Điều 59', '2004-07-01', null),
    (52, 'DHVD_TT', 'form', 'Thầy thuốc nhân dân, Thầy thuốc ưu tú', 'People''s Physician, Physician of Merit', '{individual}', 'Điều 59', '2004-07-01', null),
    (53, 'DHVD_NS', 'form', 'Nghệ sĩ nhân dân, Nghệ sĩ ưu tú', 'People''s Artist, Artist of Merit', '{individual}', 'Điều 59', '2004-07-01', null),
    (54, 'DHVD_NN', 'form', 'Nghệ nhân nhân dân, Nghệ nhân ưu tú', 'People''s Artisan, Artisan of Merit', '{individual}', 'Điều 59', '2004-07-01', null),
    (55, 'GT_HCM', 'form', 'Giải thưởng Hồ Chí Minh', 'Ho Chi Minh Prize', '{individual}', 'Điều 9', '2004-07-01', null),
    (56, 'GT_NN', 'form', 'Giải thưởng Nhà nước', 'State Prize', '{individual}', 'Điều 9', '2004-07-01', null),
    (57, 'KNC', 'form', 'Kỷ niệm chương', 'Commemorative medal', '{individual}', 'Điều 71', '2004-07-01', null)) t(ordinal, code, class, vi, en, kinds, article, since, until)
on conflict (code) do nothing;

-- ---- who decides: until 2023 Law 15/2003, then Law 06/2022; the commune's part and the end of districts by Decree 129/2025 ----
insert into app.award_rules(rule, award_type, granting_level, unit_kind, value, valid_from, valid_to, citation, confidence, source)
select 'authority', code, g.granting_level, g.unit_kind, jsonb_build_object('allowed', true, 'decider', jsonb_build_object('vi', g.vi, 'en', g.en)),
       g.since::date, g.until::date, g.citation, g.confidence, g.source
  from (values
    ('{CTDT,CSTDT,TTLDXS,DVQT,BK_T}', 'province', null, 'Chủ tịch Ủy ban nhân dân cấp tỉnh', 'Chairperson of the province''s People''s Committee', '2004-07-01', '2024-01-01', 'Luật 15/2003/QH11 Điều 79', 'weak', 'Luật năm 2003, đã sửa đổi năm 2005 và 2013; chưa đối chiếu nguyên văn'),
    ('{CSTDCS,LDTT,CSTT,TTLDTT,DVTT,TVH,GK_H}', 'district', null, 'Chủ tịch Ủy ban nhân dân cấp huyện', 'Chairperson of the district''s People''s Committee', '2004-07-01', '2024-01-01', 'Luật 15/2003/QH11 Điều 80', 'weak', 'Luật năm 2003, đã sửa đổi năm 2005 và 2013; chưa đối chiếu nguyên văn'),
    ('{LDTT,GDVH,GK_X}', 'commune', null, 'Chủ tịch Ủy ban nhân dân cấp xã', 'Chairperson of the commune''s People''s Committee', '2004-07-01', '2024-01-01', 'Luật 15/2003/QH11 Điều 80', 'weak', 'Luật năm 2003, đã sửa đổi năm 2005 và 2013; chưa đối chiếu nguyên văn'),
    ('{CSTDCS,LDTT,CSTT,TTLDTT,DVTT,GK_SO}', 'province', 'agency', 'Giám đốc sở và tương đương', 'Head of a provincial department', '2004-07-01', '2024-01-01', 'Luật 15/2003/QH11 Điều 80', 'weak', 'Luật năm 2003, đã sửa đổi năm 2005 và 2013; chưa đối chiếu nguyên văn'),
    ('{CSTDCS,LDTT,TTLDTT,GK_DN}', null, 'enterprise', 'Giám đốc doanh nghiệp, hợp tác xã', 'Director of an enterprise or cooperative', '2004-07-01', '2024-01-01', 'Luật 15/2003/QH11 Điều 80', 'weak', 'Luật năm 2003, đã sửa đổi năm 2005 và 2013; chưa đối chiếu nguyên văn'),
    ('{CTDT,CSTDT,TTLDXS,BK_T}', 'province', null, 'Chủ tịch Ủy ban nhân dân cấp tỉnh', 'Chairperson of the province''s People''s Committee', '2024-01-01', null, 'Luật 06/2022/QH15 Điều 79', 'strong', null),
    ('{DVQT,XPTB}', 'province', null, 'Chủ tịch Ủy ban nhân dân cấp tỉnh', 'Chairperson of the province''s People''s Committee', '2024-01-01', null, 'Luật 06/2022/QH15 Điều 79', 'weak', 'Quy chế của tỉnh Bắc Ninh, 86/2025/QĐ-UBND, Điều 5'),
    ('{TVH,TTLDTT,CSTDCS,LDTT,GK_H}', 'district', null, 'Chủ tịch Ủy ban nhân dân cấp huyện', 'Chairperson of the district''s People''s Committee', '2024-01-01', '2025-07-01', 'Luật 06/2022/QH15 Điều 80', 'strong', null),
    ('{LDTT,GK_X,GDVH}', 'commune', null, 'Chủ tịch Ủy ban nhân dân cấp xã', 'Chairperson of the commune''s People''s Committee', '2024-01-01', '2025-07-01', 'Luật 06/2022/QH15 Điều 80', 'strong', null),
    ('{TTLDTT,CSTDCS,LDTT,GK_SO}', 'province', 'agency', 'Giám đốc sở và tương đương', 'Head of a provincial department', '2024-01-01', null, 'Luật 06/2022/QH15 Điều 80', 'strong', null),
    ('{TTLDTT,CSTDCS,LDTT}', null, 'enterprise', 'Tổng giám đốc, Giám đốc doanh nghiệp, hợp tác xã', 'Director of an enterprise or cooperative', '2024-01-01', null, 'Luật 06/2022/QH15 Điều 80', 'strong', null),
    ('{GK_DN}', null, 'enterprise', 'Tổng giám đốc, Giám đốc doanh nghiệp, hợp tác xã; Chủ tịch Hội đồng quản trị, Chủ tịch Hội đồng thành viên', 'Director of an enterprise or cooperative; chairperson of its board', '2024-01-01', null, 'Luật 06/2022/QH15 Điều 80', 'strong', null),
    ('{TVH,GDVH,TTLDTT,CSTDCS,LDTT,GK_X}', 'commune', null, 'Chủ tịch Ủy ban nhân dân cấp xã', 'Chairperson of the commune''s People''s Committee', '2025-07-01', null, 'Nghị định 129/2025/NĐ-CP Điều 59', 'strong', null),
    ('{CTDCP}', 'country', null, 'Chính phủ', 'Government', '2004-07-01', '2024-01-01', 'Luật 15/2003/QH11 Điều 78', 'weak', 'Luật năm 2003, đã sửa đổi năm 2005 và 2013; chưa đối chiếu nguyên văn'),
    ('{CSTDTQ,BK_TTG}', 'country', null, 'Thủ tướng Chính phủ', 'Prime Minister', '2004-07-01', '2024-01-01', 'Luật 15/2003/QH11 Điều 78', 'weak', 'Luật năm 2003, đã sửa đổi năm 2005 và 2013; chưa đối chiếu nguyên văn'),
    ('{HC_SV,HC_HCM,HC_DL_1,HC_DL_2,HC_DL_3,HC_QC_1,HC_QC_2,HC_QC_3,HC_LD_1,HC_LD_2,HC_LD_3,HC_BVTQ_1,HC_BVTQ_2,HC_BVTQ_3,HC_CC_1,HC_CC_2,HC_CC_3,HC_DDK,HC_DC,HC_HN,HCH_QKQT,HCH_VANTQ,HCH_CSVV_1,HCH_CSVV_2,HCH_CSVV_3,HCH_HN,DHVD_BMVNAH,DHVD_AHLLVT,DHVD_AHLD,DHVD_NG,DHVD_TT,DHVD_NS,DHVD_NN,GT_HCM,GT_NN}', 'country', null, 'Chủ tịch nước', 'President', '2004-07-01', '2024-01-01', 'Luật 15/2003/QH11 Điều 77', 'weak', 'Luật năm 2003, đã sửa đổi năm 2005 và 2013; chưa đối chiếu nguyên văn'),
    ('{CTDCP}', 'country', null, 'Chính phủ', 'Government', '2024-01-01', null, 'Luật 06/2022/QH15 Điều 78', 'weak', 'Điều khoản theo nguồn thứ hai'),
    ('{CSTDTQ,BK_TTG}', 'country', null, 'Thủ tướng Chính phủ', 'Prime Minister', '2024-01-01', null, 'Luật 06/2022/QH15 Điều 78', 'weak', 'Điều khoản theo nguồn thứ hai'),
    ('{HC_SV,HC_HCM,HC_DL_1,HC_DL_2,HC_DL_3,HC_QC_1,HC_QC_2,HC_QC_3,HC_LD_1,HC_LD_2,HC_LD_3,HC_BVTQ_1,HC_BVTQ_2,HC_BVTQ_3,HC_CC_1,HC_CC_2,HC_CC_3,HC_DDK,HC_DC,HC_HN,HCH_QKQT,HCH_VANTQ,HCH_CSVV_1,HCH_CSVV_2,HCH_CSVV_3,HCH_HN,DHVD_TAH,DHVD_BMVNAH,DHVD_AHLLVT,DHVD_AHLD,DHVD_NG,DHVD_TT,DHVD_NS,DHVD_NN,GT_HCM,GT_NN}', 'country', null, 'Chủ tịch nước', 'President', '2024-01-01', null, 'Luật 06/2022/QH15 Điều 77', 'weak', 'Điều khoản theo nguồn thứ hai')) g(codes, granting_level, unit_kind, vi, en, since, until, citation, confidence, source)
 cross join unnest(g.codes::text[]) code
on conflict on constraint award_rule_stands_already do nothing;

-- Districts ended with 2025-06-30, and with them their authority.
insert into app.award_rules(rule, granting_level, value, valid_from, citation, confidence) values
  ('authority', 'district', '{"allowed": false}', '2025-07-01', 'Nghị định 129/2025/NĐ-CP Điều 59', 'strong')
on conflict on constraint award_rule_stands_already do nothing;

-- ---- bonus: factor × base salary of the day of the decision, rounded up; a household's is 1.5 times a person's ----
insert into app.award_rules(rule, value, valid_from, valid_to, citation, confidence) values
  ('base_salary', '{"amount": 1490000}', '2019-07-01', '2023-07-01', 'Nghị định 38/2019/NĐ-CP', 'strong'),
  ('base_salary', '{"amount": 1800000}', '2023-07-01', '2024-07-01', 'Nghị định 24/2023/NĐ-CP', 'weak'),
  ('base_salary', '{"amount": 2340000}', '2024-07-01', '2026-07-01', 'Nghị định 73/2024/NĐ-CP', 'strong'),
  ('rounding',    '{"up_to": 10000}',    '2017-10-01', '2025-07-01', 'Nghị định 91/2017/NĐ-CP Điều 68; Nghị định 98/2023/NĐ-CP', 'weak'),
  ('rounding',    '{"up_to": 10000}',    '2025-07-01', null,         'Nghị định 152/2025/NĐ-CP Điều 49', 'strong')
on conflict on constraint award_rule_stands_already do nothing;

insert into app.award_rules(rule, award_type, honouree_kind, value, valid_from, valid_to, citation, confidence, source)
select 'factor', code, kind, jsonb_build_object('factor', factor), f.since::date, f.until::date, f.citation, f.confidence, f.source
  from (values
    ('{CSTDTQ}', 4.5, null, null, '2017-10-01', '2024-01-01', 'Nghị định 91/2017/NĐ-CP', 'weak', 'Chưa đối chiếu nguyên văn'),
    ('{CSTDT}', 3.0, null, null, '2017-10-01', '2024-01-01', 'Nghị định 91/2017/NĐ-CP', 'weak', 'Chưa đối chiếu nguyên văn'),
    ('{CSTDCS}', 1.0, null, null, '2017-10-01', '2024-01-01', 'Nghị định 91/2017/NĐ-CP', 'weak', 'Chưa đối chiếu nguyên văn'),
    ('{LDTT,CSTT}', 0.3, null, null, '2017-10-01', '2024-01-01', 'Nghị định 91/2017/NĐ-CP', 'weak', 'Chưa đối chiếu nguyên văn'),
    ('{CTDCP}', null, 12.0, null, '2017-10-01', '2024-01-01', 'Nghị định 91/2017/NĐ-CP', 'weak', 'Chưa đối chiếu nguyên văn'),
    ('{CTDT}', null, 8.0, null, '2017-10-01', '2024-01-01', 'Nghị định 91/2017/NĐ-CP', 'weak', 'Chưa đối chiếu nguyên văn'),
    ('{TTLDXS,DVQT,TVH}', null, 1.5, null, '2017-10-01', '2024-01-01', 'Nghị định 91/2017/NĐ-CP', 'weak', 'Chưa đối chiếu nguyên văn'),
    ('{TTLDTT,DVTT}', null, 0.8, null, '2017-10-01', '2024-01-01', 'Nghị định 91/2017/NĐ-CP', 'weak', 'Chưa đối chiếu nguyên văn'),
    ('{CSTDTQ}', 4.5, null, null, '2024-01-01', '2025-07-01', 'Nghị định 98/2023/NĐ-CP Điều 54', 'strong', null),
    ('{CSTDT}', 3.0, null, null, '2024-01-01', '2025-07-01', 'Nghị định 98/2023/NĐ-CP Điều 54', 'strong', null),
    ('{CSTDCS}', 1.0, null, null, '2024-01-01', '2025-07-01', 'Nghị định 98/2023/NĐ-CP Điều 54', 'strong', null),
    ('{LDTT,CSTT}', 0.3, null, null, '2024-01-01', '2025-07-01', 'Nghị định 98/2023/NĐ-CP Điều 54', 'strong', null),
    ('{CTDCP}', null, 12.0, null, '2024-01-01', '2025-07-01', 'Nghị định 98/2023/NĐ-CP Điều 54', 'strong', null),
    ('{CTDT}', null, 8.0, null, '2024-01-01', '2025-07-01', 'Nghị định 98/2023/NĐ-CP Điều 54', 'weak', 'Chưa đối chiếu nguyên văn'),
    ('{TTLDXS,DVQT,TVH}', null, 1.5, null, '2024-01-01', '2025-07-01', 'Nghị định 98/2023/NĐ-CP Điều 54', 'strong', null),
    ('{TTLDTT,DVTT}', null, 0.8, null, '2024-01-01', '2025-07-01', 'Nghị định 98/2023/NĐ-CP Điều 54', 'strong', null),
    ('{CSTDTQ}', 4.5, null, null, '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 50', 'strong', null),
    ('{CSTDT}', 3.0, null, null, '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 50', 'strong', null),
    ('{CSTDCS}', 1.0, null, null, '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 50', 'strong', null),
    ('{LDTT,CSTT}', 0.3, null, null, '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 50', 'strong', null),
    ('{CTDCP}', null, 12.0, null, '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 50', 'strong', null),
    ('{CTDT}', null, 8.0, null, '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 50', 'strong', null),
    ('{TTLDXS,DVQT,TVH}', null, 1.5, null, '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 50', 'strong', null),
    ('{TTLDTT,DVTT}', null, 0.8, null, '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 50', 'strong', null),
    ('{XPTB}', null, 2.0, null, '2024-01-01', '2025-07-01', 'Nghị định 98/2023/NĐ-CP Điều 54', 'strong', null),
    ('{XPTB}', null, 2.0, null, '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 50', 'strong', null),
    ('{BK_TTG}', 3.5, null, null, '2017-10-01', '2024-01-01', 'Nghị định 91/2017/NĐ-CP Điều 73', 'strong', null),
    ('{BK_T}', 1.0, null, null, '2017-10-01', '2024-01-01', 'Nghị định 91/2017/NĐ-CP Điều 73', 'strong', null),
    ('{BK_TTG}', null, 7.0, null, '2017-10-01', '2024-01-01', 'Nghị định 91/2017/NĐ-CP Điều 73', 'weak', 'Gấp hai lần mức của cá nhân, như giấy khen'),
    ('{BK_T}', null, 2.0, null, '2017-10-01', '2024-01-01', 'Nghị định 91/2017/NĐ-CP Điều 73', 'weak', 'Gấp hai lần mức của cá nhân, như giấy khen'),
    ('{GK_SO,GK_H,GK_DN}', 0.3, 0.6, null, '2017-10-01', '2024-01-01', 'Nghị định 91/2017/NĐ-CP Điều 73', 'strong', null),
    ('{GK_X}', 0.15, 0.3, null, '2017-10-01', '2024-01-01', 'Nghị định 91/2017/NĐ-CP Điều 73', 'strong', null),
    ('{BK_TTG}', 3.5, 7.0, 5.25, '2024-01-01', '2025-07-01', 'Nghị định 98/2023/NĐ-CP Điều 58', 'weak', 'Chưa đối chiếu nguyên văn'),
    ('{BK_T}', 1.5, 3.0, 2.25, '2024-01-01', '2025-07-01', 'Nghị định 98/2023/NĐ-CP Điều 58', 'weak', 'Chưa đối chiếu nguyên văn'),
    ('{GK_SO,GK_H,GK_DN}', 0.3, 0.6, 0.45, '2024-01-01', '2025-07-01', 'Nghị định 98/2023/NĐ-CP Điều 58', 'weak', 'Chưa đối chiếu nguyên văn'),
    ('{GK_X}', 0.15, 0.3, 0.225, '2024-01-01', '2025-07-01', 'Nghị định 98/2023/NĐ-CP Điều 58', 'weak', 'Chưa đối chiếu nguyên văn'),
    ('{BK_TTG}', 3.5, null, null, '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 54', 'weak', 'Bản dịch in là 3; 3,5 theo mức tập thể'),
    ('{BK_TTG}', null, 7.0, 5.25, '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 54', 'strong', null),
    ('{BK_T}', 1.5, 3.0, 2.25, '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 54', 'strong', null),
    ('{GK_SO,GK_X,GK_DN}', 0.3, 0.6, 0.45, '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 54', 'strong', null),
    ('{HC_SV}', null, 92.0, null, '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 51', 'strong', null),
    ('{HC_SV}', 46.0, null, null, '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 51', 'weak', 'Một nửa mức của tập thể'),
    ('{HC_HCM}', null, 61.0, null, '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 51', 'strong', null),
    ('{HC_HCM}', 30.5, null, null, '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 51', 'weak', 'Một nửa mức của tập thể'),
    ('{HC_DL_1}', null, 30.0, null, '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 51', 'strong', null),
    ('{HC_DL_1}', 15.0, null, null, '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 51', 'weak', 'Một nửa mức của tập thể'),
    ('{HC_LD_1}', null, 18.0, null, '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 51', 'strong', null),
    ('{HC_LD_1}', 9.0, null, null, '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 51', 'weak', 'Một nửa mức của tập thể'),
    ('{HC_LD_2}', null, 15.0, null, '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 51', 'strong', null),
    ('{HC_LD_2}', 7.5, null, null, '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 51', 'weak', 'Một nửa mức của tập thể'),
    ('{HC_LD_3}', null, 9.0, null, '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 51', 'strong', null),
    ('{HC_LD_3}', 4.5, null, null, '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 51', 'weak', 'Một nửa mức của tập thể'),
    ('{DHVD_AHLLVT,DHVD_AHLD}', 15.5, 31.0, null, '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 52', 'strong', null)) f(codes, individual, collective, household, since, until, citation, confidence, source)
 cross join unnest(f.codes::text[]) code
 cross join lateral (values ('individual', f.individual::numeric), ('collective', f.collective::numeric), ('household', f.household::numeric)) k(kind, factor)
 where factor is not null
on conflict on constraint award_rule_stands_already do nothing;

-- ---- votes of a council: of all members, absent ones in writing ----
insert into app.award_rules(rule, award_type, value, valid_from, citation, confidence, source)
select 'threshold', code, jsonb_build_object('percent', percent, 'of', 'all_members'), '2024-01-01', 'Luật 06/2022/QH15 Điều 84', 'weak', 'Luật đòi kết quả bỏ phiếu; tỷ lệ như Thông tư 01/2024/TT-TANDTC Điều 29 của ngành tòa án, chưa thấy điều của nghị định'
  from (values ('CSTDTQ', 90), ('CSTDT', 90), ('DHVD_AHLD', 90), ('DHVD_AHLLVT', 90), ('CSTDCS', 80), ('CTDT', 80), ('CTDCP', 80)) v(code, percent)
on conflict on constraint award_rule_stands_already do nothing;

-- ---- time to appraise, in working days from a complete dossier ----
insert into app.award_rules(rule, award_type, granting_level, value, valid_from, citation, confidence) values
  ('time_limit', 'CSTDCS', 'commune',  '{"working_days": 20}', '2025-07-01', 'Quyết định 638/QĐ-BNV năm 2025', 'strong'),
  ('time_limit', 'CSTDT',  'province', '{"working_days": 25}', '2024-01-01', 'Luật 06/2022/QH15; Nghị định 98/2023/NĐ-CP', 'weak'),
  ('time_limit', 'BK_T',   'province', '{"working_days": 25}', '2024-01-01', 'Luật 06/2022/QH15; Nghị định 98/2023/NĐ-CP', 'weak')
on conflict on constraint award_rule_stands_already do nothing;

-- ---- papers of a dossier: with the proposal, and with each nomination; the row that speaks most closely of a case counts ----
insert into app.award_rules(rule, award_type, reason, value, valid_from, citation, confidence, source) values
  ('document', null, null,     '{"proposal": ["proposal_letter", "minutes"], "nomination": ["achievement_report"]}', '2024-01-01', 'Luật 06/2022/QH15 Điều 84', 'strong', null),
  ('document', null, 'ad_hoc', '{"proposal": ["proposal_letter"], "nomination": ["achievement_report"]}', '2024-01-01', 'Luật 06/2022/QH15 Điều 85', 'weak', 'Thủ tục đơn giản; chưa đối chiếu nguyên văn')
on conflict on constraint award_rule_stands_already do nothing;

insert into app.award_rules(rule, award_type, value, valid_from, citation, confidence)
select 'document', code, value::jsonb, '2024-01-01', 'Luật 06/2022/QH15 Điều 84', 'strong'
  from (values
    ('{CSTDTQ,CSTDT,CSTDCS}', '{"proposal": ["proposal_letter", "minutes", "vote_result"], "nomination": ["achievement_report", "certificate"]}'),
    ('{CTDCP,CTDT}',          '{"proposal": ["proposal_letter", "minutes", "vote_result"], "nomination": ["achievement_report"]}')) d(codes, value)
 cross join unnest(d.codes::text[]) code
on conflict on constraint award_rule_stands_already do nothing;

-- The law before 2024, as far as it was told: what a dossier of 2022 and 2023 was checked for.
insert into app.award_rules(rule, reason, value, valid_from, valid_to, citation, confidence, source) values
  ('document', null,     '{"proposal": ["proposal_letter", "minutes"], "nomination": ["achievement_report"]}', '2017-10-01', '2024-01-01', 'Luật 15/2003/QH11 Điều 83; Nghị định 91/2017/NĐ-CP', 'weak', 'Chưa đối chiếu nguyên văn'),
  ('document', 'ad_hoc', '{"proposal": ["proposal_letter"], "nomination": ["achievement_report"]}', '2017-10-01', '2024-01-01', 'Luật 15/2003/QH11 Điều 85; Nghị định 91/2017/NĐ-CP', 'weak', 'Thủ tục đơn giản; chưa đối chiếu nguyên văn')
on conflict on constraint award_rule_stands_already do nothing;

-- ---- how a council votes: majorities where no share of the whole membership is named, none where minutes suffice ----
insert into app.award_rules(rule, award_type, reason, value, valid_from, valid_to, citation, confidence, source)
select 'threshold', code, t.reason, t.value::jsonb, t.since::date, t.until::date, t.citation, 'weak', t.source
  from (values
    ('{CSTDTQ,CSTDT}',        null,     '{"percent": 90, "of": "all_members"}', '2017-10-01', '2024-01-01', 'Nghị định 91/2017/NĐ-CP', 'Theo bộ thủ tục hành chính của tỉnh; chưa đối chiếu nguyên văn'),
    ('{CTDT,CTDCP,BK_TTG}',   null,     '{"percent": 80, "of": "all_members"}', '2017-10-01', '2024-01-01', 'Nghị định 91/2017/NĐ-CP', 'Theo bộ thủ tục hành chính của tỉnh; chưa đối chiếu nguyên văn'),
    ('{BK_T,TTLDXS,DVQT}',    null,     '{"percent": 50, "of": "all_members", "more_than": true}', '2017-10-01', '2024-01-01', 'Nghị định 91/2017/NĐ-CP', 'Biểu quyết theo đa số; chưa đối chiếu nguyên văn'),
    ('{BK_T}',                'ad_hoc', '{"asked": false}', '2017-10-01', '2024-01-01', 'Luật 15/2003/QH11 Điều 85', 'Thủ tục đơn giản; chưa đối chiếu nguyên văn'),
    ('{BK_TTG}',              null,     '{"percent": 80, "of": "all_members"}', '2024-01-01', null, 'Nghị định 152/2025/NĐ-CP Điều 42', 'Theo bộ thủ tục hành chính của tỉnh trước năm 2022'),
    ('{BK_T,TTLDXS,DVQT,XPTB}', null,   '{"percent": 50, "of": "all_members", "more_than": true}', '2024-01-01', null, 'Luật 06/2022/QH15 Điều 84', 'Biểu quyết theo đa số: quy chế của tỉnh Bắc Ninh, 86/2025/QĐ-UBND'),
    ('{BK_T,BK_TTG}',         'ad_hoc', '{"asked": false}', '2024-01-01', null, 'Luật 06/2022/QH15 Điều 85', 'Thủ tục đơn giản; chưa đối chiếu nguyên văn')) t(codes, reason, value, since, until, citation, source)
 cross join unnest(t.codes::text[]) code
on conflict on constraint award_rule_stands_already do nothing;

insert into app.award_rules(rule, value, valid_from, valid_to, citation, confidence, source)
select r.rule, r.value::jsonb, t.since::date, t.until::date, coalesce(t.citation, r.citation), 'weak', concat_ws('; ', t.source, r.source)
  from (values
    ('quorum',        '{"numerator": 2, "denominator": 3}', 'Luật 06/2022/QH15 Điều 90', 'Như Thông tư 01/2024/TT-TANDTC Điều 29 của ngành tòa án; quy chế của tỉnh Bắc Ninh đòi 80 % khi xét danh hiệu'),
    ('ballots',       '{"at_most": 2}',                     'Luật 06/2022/QH15 Điều 90', 'Như Thông tư 01/2024/TT-TANDTC Điều 29 của ngành tòa án'),
    ('voting_mode',   '{"modes": ["show_of_hands", "paper", "electronic_open", "electronic_secret"]}', 'Luật 06/2022/QH15 Điều 90', 'Luật không định hình thức biểu quyết; quy chế của Hội đồng quyết định'),
    ('conflict_base', '{"recused": "stay_in_base"}',        'Luật 06/2022/QH15 Điều 90', 'Như Thông tư 01/2024/TT-TANDTC Điều 29 của ngành tòa án: tỷ lệ tính trên tổng số thành viên; không có quy định riêng cho người không tham gia bỏ phiếu')) r(rule, value, citation, source)
 cross join (values ('2017-10-01', '2024-01-01', 'Nghị định 91/2017/NĐ-CP', 'Theo quy định về sau, chưa đối chiếu nguyên văn'), ('2024-01-01', null, null, null)) t(since, until, citation, source)
on conflict on constraint award_rule_stands_already do nothing;

-- Titles whose result of the vote the law itself wants in the dossier are voted on paper or secretly.
insert into app.award_rules(rule, award_type, value, valid_from, valid_to, citation, confidence, source)
select 'voting_mode', code, '{"modes": ["paper", "electronic_secret"]}', t.since::date, t.until::date, t.citation, 'weak', 'Hồ sơ phải có kết quả bỏ phiếu'
  from unnest('{CSTDTQ,CSTDT,CSTDCS,CTDCP,CTDT,DHVD_AHLD,DHVD_AHLLVT}'::text[]) code
 cross join (values ('2017-10-01', '2024-01-01', 'Luật 15/2003/QH11 Điều 83'), ('2024-01-01', null, 'Luật 06/2022/QH15 Điều 84')) t(since, until, citation)
on conflict on constraint award_rule_stands_already do nothing;

-- ---- the route of a case between its appraisal and the decision; what has none is decided on minutes ----
insert into app.award_rules(rule, award_type, reason, value, valid_from, valid_to, citation, confidence, source)
select 'route', code, r.reason, jsonb_build_object('steps', r.steps::jsonb), t.since::date, t.until::date, coalesce(t.citation, r.citation), 'weak', concat_ws('; ', t.source, r.source)
  from (values
    ('{CSTDTQ,HC_SV,HC_HCM,HC_DL_1,HC_DL_2,HC_DL_3,DHVD_AHLD,DHVD_AHLLVT}', null, '["consultation", "publicity", "party_opinion", "council"]', 'Nghị định 98/2023/NĐ-CP Điều 31, Điều 46', 'Ý kiến cấp ủy: quy chế của tỉnh Bắc Ninh, 86/2025/QĐ-UBND'),
    ('{HC_QC_1,HC_QC_2,HC_QC_3,HC_LD_1,HC_LD_2,HC_LD_3,HC_BVTQ_1,HC_BVTQ_2,HC_BVTQ_3,HC_CC_1,HC_CC_2,HC_CC_3,HC_DDK,HC_DC}', null, '["consultation", "publicity", "council"]', 'Nghị định 98/2023/NĐ-CP Điều 31, Điều 46', 'Theo trích dẫn của Bộ Công Thương'),
    ('{CTDCP,BK_TTG}', null, '["consultation", "council"]', 'Nghị định 98/2023/NĐ-CP Điều 31', 'Theo nguồn thứ hai'),
    ('{CSTDT,CSTDCS,CTDT}', null, '["council"]', 'Luật 06/2022/QH15 Điều 90', 'Như Thông tư 01/2024/TT-TANDTC Điều 29 của ngành tòa án'),
    ('{BK_T,TTLDXS,DVQT,XPTB}', null, '["standing_committee"]', 'Luật 06/2022/QH15 Điều 84', 'Quy chế của tỉnh Bắc Ninh, 86/2025/QĐ-UBND: thường trực Hội đồng thẩm định'),
    ('{BK_T,BK_TTG}', 'ad_hoc', '[]', 'Luật 06/2022/QH15 Điều 85', 'Thủ tục đơn giản; chưa đối chiếu nguyên văn')) r(codes, reason, steps, citation, source)
 cross join unnest(r.codes::text[]) code
 cross join (values ('2017-10-01', '2024-01-01', 'Nghị định 91/2017/NĐ-CP', 'Theo quy định về sau, chưa đối chiếu nguyên văn'), ('2024-01-01', null, null, null)) t(since, until, citation, source)
on conflict on constraint award_rule_stands_already do nothing;

-- ---- publicity before the council meets, supplements, bonuses that meet ----
insert into app.award_rules(rule, award_type, value, valid_from, valid_to, citation, confidence, source)
select 'publicity', code, '{"working_days": 10}', t.since::date, t.until::date, t.citation, 'weak', t.source
  from (values ('2017-10-01', '2024-01-01', 'Nghị định 91/2017/NĐ-CP Điều 45', 'Công khai: theo trích dẫn của Thông tấn xã Việt Nam; số ngày như quy định về sau'),
               ('2024-01-01', null, 'Nghị định 98/2023/NĐ-CP Điều 46; Nghị định 152/2025/NĐ-CP Điều 60', 'Theo trích dẫn của Bộ Công Thương')) t(since, until, citation, source)
 cross join unnest('{CSTDTQ,HC_SV,HC_HCM,HC_DL_1,HC_DL_2,HC_DL_3,HC_QC_1,HC_QC_2,HC_QC_3,HC_LD_1,HC_LD_2,HC_LD_3,HC_BVTQ_1,HC_BVTQ_2,HC_BVTQ_3,HC_CC_1,HC_CC_2,HC_CC_3,HC_DDK,HC_DC,DHVD_TAH,DHVD_BMVNAH,DHVD_AHLLVT,DHVD_AHLD,DHVD_NG,DHVD_TT,DHVD_NS,DHVD_NN}'::text[]) code
on conflict on constraint award_rule_stands_already do nothing;

insert into app.award_rules(rule, value, valid_from, valid_to, citation, confidence, source) values
  ('supplement',    '{"at_most": 1}', '2017-10-01', null, 'Thủ tục hành chính của địa phương', 'weak', 'Thành phố Pleiku; luật không nói'),
  ('bonus_overlap', '{"titles": "highest_only", "forms": "each_achievement", "title_and_form": "both"}', '2017-10-01', '2025-07-01', 'Nghị định 91/2017/NĐ-CP; Nghị định 98/2023/NĐ-CP', 'weak', 'Như Nghị định 152/2025/NĐ-CP Điều 49'),
  ('bonus_overlap', '{"titles": "highest_only", "forms": "each_achievement", "title_and_form": "both"}', '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 49', 'strong', null)
on conflict on constraint award_rule_stands_already do nothing;

-- ---- days of the yearly round, month and day: no law of the nation sets them, so those of single provinces stand in until a
-- province enters its own ----
insert into app.award_rules(rule, reason, granting_level, value, valid_from, citation, confidence, source) values
  ('window', 'merit', 'province', '{"registration_opens_on": "01-01", "registration_closes_on": "03-15", "closes_on": "12-10"}', '2024-01-01', 'Quyết định 86/2025/QĐ-UBND của tỉnh Bắc Ninh',
   'weak', 'Hạn hồ sơ: quy chế của tỉnh Bắc Ninh; hạn đăng ký: thủ tục của tỉnh Lai Châu năm 2018. Mỗi tỉnh tự đặt')
on conflict on constraint award_rule_stands_already do nothing;

-- Told by many second sources alike, the gazette not seen: whoever has it enters the row anew with its document.
insert into app.award_rules(rule, value, valid_from, citation, confidence, source) values
  ('base_salary', '{"amount": 2530000}', '2026-07-01', 'Nghị định 161/2026/NĐ-CP Điều 3', 'weak', 'Theo nhiều nguồn thứ hai giống nhau; chưa thấy bản công báo')
on conflict on constraint award_rule_stands_already do nothing;

-- ---- titles that a title rests on ----
insert into app.award_rules(rule, award_type, value, valid_from, valid_to, citation, confidence, source)
select r.rule, r.award_type, r.value::jsonb, t.since::date, t.until::date, format('%s Điều %s', t.law, r.article), t.confidence, t.source
  from (values
    ('consecutive',   'CSTDTQ', '{"award_type": "CSTDT", "count": 2}',     21),
    ('consecutive',   'CSTDT',  '{"award_type": "CSTDCS", "count": 3}',    22),
    ('share',         'TTLDXS', '{"award_type": "LDTT", "percent": 70}',   27),
    ('member_titles', 'TTLDXS', '{"award_type": "CSTDCS", "at_least": 1}', 27)) r(rule, award_type, value, article)
 cross join (values ('2017-10-01', '2024-01-01', 'Luật 15/2003/QH11', 'weak', 'Luật năm 2003, đã sửa đổi năm 2005 và 2013; chưa đối chiếu nguyên văn'),
                    ('2024-01-01', null, 'Luật 06/2022/QH15', 'strong', null)) t(since, until, law, confidence, source)
on conflict on constraint award_rule_stands_already do nothing;

-- What collectives ask of their members beside. Until 2023 more than half sufficed for the advanced ones.
insert into app.award_rules(rule, award_type, value, valid_from, valid_to, citation, confidence, source) values
  ('share',          'TTLDTT', '{"award_type": "LDTT", "percent": 50, "more_than": true}', '2017-10-01', '2024-01-01', 'Luật 15/2003/QH11 Điều 28', 'strong', null),
  ('share',          'DVTT',   '{"award_type": "CSTT", "percent": 50, "more_than": true}', '2017-10-01', '2024-01-01', 'Luật 15/2003/QH11 Điều 28', 'strong', null),
  ('share',          'TTLDTT', '{"award_type": "LDTT", "percent": 70}', '2024-01-01', null, 'Luật 06/2022/QH15 Điều 28', 'strong', null),
  ('share',          'DVTT',   '{"award_type": "CSTT", "percent": 70}', '2024-01-01', null, 'Luật 06/2022/QH15 Điều 28', 'weak', 'Như Tập thể lao động tiên tiến'),
  ('share',          'DVQT',   '{"award_type": "CSTT", "percent": 70}', '2024-01-01', null, 'Luật 06/2022/QH15 Điều 27', 'weak', 'Như Tập thể lao động xuất sắc'),
  ('no_discipline',  'TTLDTT', '{"from": "warning"}', '2017-10-01', '2024-01-01', 'Luật 15/2003/QH11 Điều 28', 'strong', null),
  ('no_discipline',  'TTLDXS', '{"from": "warning"}', '2017-10-01', '2024-01-01', 'Luật 15/2003/QH11 Điều 27', 'weak', 'Như Tập thể lao động tiên tiến'),
  ('no_discipline',  'TTLDTT', '{"from": "warning"}', '2024-01-01', null, 'Luật 06/2022/QH15 Điều 28', 'strong', null),
  ('member_ratings', 'TTLDXS', '{"none_of": ["not_completed"]}', '2024-01-01', null, 'Luật 06/2022/QH15 Điều 27', 'strong', null)
on conflict on constraint award_rule_stands_already do nothing;

-- ---- what the work of a year must have been, and the initiative that some titles ask for ----
insert into app.award_rules(rule, award_type, value, valid_from, citation, confidence, source)
select r.rule, code, r.value::jsonb, '2024-01-01', 'Luật 06/2022/QH15 Điều ' || r.article, r.confidence, r.source
  from (values
    ('rating',     '{CSTDCS}',        '{"any_of": ["excellent"], "or_initiative": "grassroots"}', 23, 'strong', null),
    ('rating',     '{LDTT}',          '{"any_of": ["excellent", "good"]}', 24, 'strong', null),
    ('rating',     '{CSTT}',          '{"any_of": ["excellent", "good"]}', 24, 'weak', 'Như Lao động tiên tiến'),
    ('rating',     '{TTLDXS}',        '{"any_of": ["excellent"]}', 27, 'strong', null),
    ('rating',     '{DVQT}',          '{"any_of": ["excellent"]}', 27, 'weak', 'Như Tập thể lao động xuất sắc'),
    ('rating',     '{TTLDTT,DVTT}',   '{"any_of": ["excellent", "good"]}', 28, 'weak', 'Theo nguồn thứ hai'),
    ('initiative', '{CSTDTQ}',        '{"scope": "national"}', 21, 'strong', null),
    ('initiative', '{CSTDT}',         '{"scope": "province"}', 22, 'strong', null)) r(rule, codes, value, article, confidence, source)
 cross join unnest(r.codes::text[]) code
on conflict on constraint award_rule_stands_already do nothing;

-- ---- achievements: counted once, not out of other movements, not while under discipline ----
insert into app.award_rules(rule, award_type, reason, value, valid_from, valid_to, citation, confidence, source) values
  ('one_achievement', null, null,    '{"at_most": 1}', '2004-07-01', '2024-01-01', 'Luật 15/2003/QH11 Điều 6', 'weak', 'Luật năm 2003, đã sửa đổi năm 2005 và 2013; chưa đối chiếu nguyên văn'),
  ('one_achievement', null, null,    '{"at_most": 1}', '2024-01-01', null, 'Luật 06/2022/QH15 Điều 5', 'strong', null),
  ('initiative_use',  null, null,    '{"at_most": 1}', '2023-01-01', null, 'Công văn 5007/BNV-TĐKT năm 2023', 'weak', 'Theo nguồn thứ hai'),
  ('grounds',         null, 'merit', '{"not_from": ["ad_hoc", "movement"]}', '2024-01-01', '2025-07-01', 'Nghị định 98/2023/NĐ-CP Điều 4', 'weak', 'Như Nghị định 152/2025/NĐ-CP Điều 4'),
  ('grounds',         null, 'merit', '{"not_from": ["ad_hoc", "movement"]}', '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 4', 'strong', null),
  ('hold',            null, null,    '{"kinds": ["discipline", "investigation", "inspection", "complaint", "press"]}', '2024-01-01', '2025-07-01', 'Nghị định 98/2023/NĐ-CP Điều 4', 'weak', 'Như Nghị định 152/2025/NĐ-CP Điều 4'),
  ('hold',            null, null,    '{"kinds": ["discipline", "investigation", "inspection", "complaint", "press"]}', '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 4', 'strong', null),
  ('hold',            null, null,    '{"kinds": ["discipline", "investigation", "inspection", "complaint", "press"]}', '2017-10-01', '2024-01-01', 'Nghị định 91/2017/NĐ-CP', 'weak', 'Theo quy định về sau, chưa đối chiếu nguyên văn'),
  ('discipline',      null, null,    '{"counts_from": "end_of_term"}', '2024-01-01', '2025-07-01', 'Nghị định 98/2023/NĐ-CP Điều 4', 'weak', 'Như Nghị định 152/2025/NĐ-CP Điều 4'),
  ('discipline',      null, null,    '{"counts_from": "end_of_term"}', '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 4', 'strong', null),
  ('duty_free',       null, null,    '{"counts": ["maternity_leave"]}', '2017-10-01', '2025-07-01', 'Thông tư 02/2011/TT-BNV và các thông tư sau', 'weak', 'Báo Thanh Niên ngày 07/3/2011; thông tư về sau chưa đối chiếu nguyên văn'),
  ('duty_free',       null, null,    '{"counts": ["maternity_leave"]}', '2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 4', 'strong', null),
  ('duty_free',       'LDTT', null,  '{"counts": ["maternity_leave", "training"]}', '2025-08-05', null, 'Nghị định 152/2025/NĐ-CP Điều 4; Thông tư 15/2025/TT-BNV Điều 2', 'weak', 'Đào tạo từ 01 năm tính theo kết quả học tập: theo trích đoạn'),
  ('service',         'LDTT', null,  '{"months": 10}', '2017-10-01', '2024-01-01', 'Thông tư 08/2017/TT-BNV; Thông tư 12/2019/TT-BNV', 'weak', 'Theo cách làm của nhiều nơi; chưa đối chiếu nguyên văn'),
  ('service',         'LDTT', null,  '{"months": 6}', '2025-08-05', null, 'Thông tư 15/2025/TT-BNV Điều 2', 'weak', 'Theo trích đoạn'),
  ('transfer',        'LDTT', null,  '{"opinion": "former_unit"}', '2025-08-05', null, 'Thông tư 15/2025/TT-BNV Điều 2', 'weak', 'Theo trích đoạn'),
  ('quota',           'CSTDCS', null, '{"percent": 15}', '2017-10-01', '2024-01-01', 'Nghị định 91/2017/NĐ-CP', 'weak', 'Tính trên số lao động tiên tiến; đã bỏ')
on conflict on constraint award_rule_stands_already do nothing;

-- ---- what provinces set for themselves: papers of the titles and forms left to them, and how they proceed ----
insert into app.award_rules(rule, award_type, value, valid_from, valid_to, citation, confidence, source)
select 'local_rules', l.award_type, jsonb_build_object('rules', l.papers || '["time_limit", "route", "quota", "window", "supplement", "publicity", "threshold", "quorum", "ballots", "voting_mode", "conflict_base"]'),
       t.since::date, t.until::date, t.citation, t.confidence, t.source
  from (select null::text as award_type, '[]'::jsonb as papers
        union all select code, '["document"]' from unnest('{CSTDCS,LDTT,TTLDTT,TVH,GDVH,GK_SO,GK_H,GK_X,GK_DN}'::text[]) code) l(award_type, papers)
 cross join (values ('2017-10-01', '2025-07-01', 'Nghị định 91/2017/NĐ-CP; Nghị định 98/2023/NĐ-CP', 'weak', 'Như Nghị định 152/2025/NĐ-CP Điều 6'),
                    ('2025-07-01', null, 'Nghị định 152/2025/NĐ-CP Điều 6', 'strong', null)) t(since, until, citation, confidence, source)
on conflict on constraint award_rule_stands_already do nothing;
