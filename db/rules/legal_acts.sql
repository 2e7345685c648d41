-- Laws and decrees that documents of awards rest on, by their full names (Decree 30/2020/NĐ-CP, Article 8: type, number,
-- issuer, date and subject; of a law its name and date only). Which of them a paper names follows from the citations of
-- the rules it used. Strong: number, date, name and first day were read in the instrument's head or in papers that cite it
-- in full; weak says what was not.
insert into app.legal_acts(number, kind, issuer, issued_on, subject, everywhere, valid_from, valid_to, confidence, source)
values
  ('77/2015/QH13', 'Luật', null, '2015-06-19', 'Tổ chức chính quyền địa phương', true, '2016-01-01', '2025-03-01', 'strong', null),
  ('47/2019/QH14', 'Luật', null, '2019-11-22', 'sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương', true, '2020-07-01', '2025-03-01', 'weak', 'Tên và ngày theo Quyết định 56/2024/QĐ-UBND của tỉnh Kon Tum; ngày có hiệu lực chưa đối chiếu'),
  ('65/2025/QH15', 'Luật', null, '2025-02-19', 'Tổ chức chính quyền địa phương', true, '2025-03-01', '2025-06-16', 'weak', 'Tên và ngày theo văn bản của địa phương; ngày có hiệu lực chưa đối chiếu'),
  ('72/2025/QH15', 'Luật', null, '2025-06-16', 'Tổ chức chính quyền địa phương', true, '2025-06-16', null, 'strong', null),
  ('15/2003/QH11', 'Luật', null, '2003-11-26', 'Thi đua, Khen thưởng', false, '2004-07-01', '2024-01-01', 'weak', 'Tên và ngày theo văn bản của địa phương; ngày có hiệu lực chưa đối chiếu; đã sửa đổi ngày 14/6/2005 và ngày 16/11/2013'),
  ('06/2022/QH15', 'Luật', null, '2022-06-15', 'Thi đua, khen thưởng', false, '2024-01-01', null, 'strong', null),
  ('91/2017/NĐ-CP', 'Nghị định', 'Chính phủ', '2017-07-31', 'quy định chi tiết thi hành một số điều của Luật Thi đua, khen thưởng', false, '2017-10-01', '2024-01-01', 'strong', null),
  ('38/2019/NĐ-CP', 'Nghị định', 'Chính phủ', '2019-05-09', 'quy định mức lương cơ sở đối với cán bộ, công chức, viên chức và lực lượng vũ trang', false, '2019-07-01', '2023-07-01', 'strong', null),
  ('24/2023/NĐ-CP', 'Nghị định', 'Chính phủ', '2023-05-14', 'quy định mức lương cơ sở đối với cán bộ, công chức, viên chức và lực lượng vũ trang', false, '2023-07-01', '2024-07-01', 'weak', 'Số và ngày theo nguồn thứ hai; tên theo nghị định trước, chưa đối chiếu'),
  ('98/2023/NĐ-CP', 'Nghị định', 'Chính phủ', '2023-12-31', 'quy định chi tiết thi hành một số điều của Luật Thi đua, khen thưởng', false, '2024-01-01', '2025-07-01', 'strong', null),
  ('73/2024/NĐ-CP', 'Nghị định', 'Chính phủ', '2024-06-30', 'quy định mức lương cơ sở và chế độ tiền thưởng đối với cán bộ, công chức, viên chức và lực lượng vũ trang', false, '2024-07-01', '2026-07-01', 'strong', null),
  ('161/2026/NĐ-CP', 'Nghị định', 'Chính phủ', '2026-05-15', 'quy định mức lương cơ sở và chế độ tiền thưởng đối với cán bộ, công chức, viên chức và lực lượng vũ trang', false, '2026-07-01', null, 'weak', 'Theo nhiều nguồn thứ hai giống nhau; chưa thấy bản công báo'),
  ('129/2025/NĐ-CP', 'Nghị định', 'Chính phủ', '2025-06-11', 'quy định về phân định thẩm quyền của chính quyền địa phương 02 cấp trong lĩnh vực quản lý nhà nước của Bộ Nội vụ', false, '2025-07-01', null, 'strong', null),
  ('152/2025/NĐ-CP', 'Nghị định', 'Chính phủ', '2025-06-14', 'quy định về phân cấp, phân quyền trong lĩnh vực thi đua, khen thưởng; quy định chi tiết và hướng dẫn thi hành một số điều của Luật Thi đua, khen thưởng', false, '2025-07-01', null, 'strong', null)
on conflict (number) do nothing;
