-- Laws and decrees that documents of awards rest on, by their full names (Decree 30/2020/NĐ-CP, Article 8: type, number,
-- issuer, date and subject; of a law its name and date only). Which of them a paper names follows from the citations of
-- the rules it used.
insert into app.legal_acts(number, kind, issuer, issued_on, subject, everywhere, valid_from, valid_to)
values
  ('77/2015/QH13', 'Luật', null, '2015-06-19', 'Tổ chức chính quyền địa phương', true, '2016-01-01', '2025-03-01'),
  ('65/2025/QH15', 'Luật', null, '2025-02-19', 'Tổ chức chính quyền địa phương', true, '2025-03-01', '2025-06-16'),
  ('72/2025/QH15', 'Luật', null, '2025-06-16', 'Tổ chức chính quyền địa phương', true, '2025-06-16', null),
  ('15/2003/QH11', 'Luật', null, '2003-11-26', 'Thi đua, Khen thưởng', false, '2004-07-01', '2024-01-01'),
  ('06/2022/QH15', 'Luật', null, '2022-06-15', 'Thi đua, khen thưởng', false, '2024-01-01', null),
  ('91/2017/NĐ-CP', 'Nghị định', 'Chính phủ', '2017-07-31', 'quy định chi tiết thi hành một số điều của Luật Thi đua, khen thưởng', false, '2017-10-01', '2024-01-01'),
  ('38/2019/NĐ-CP', 'Nghị định', 'Chính phủ', '2019-05-09', 'quy định mức lương cơ sở đối với cán bộ, công chức, viên chức và lực lượng vũ trang', false, '2019-07-01', '2023-07-01'),
  ('24/2023/NĐ-CP', 'Nghị định', 'Chính phủ', '2023-05-14', 'quy định mức lương cơ sở đối với cán bộ, công chức, viên chức và lực lượng vũ trang', false, '2023-07-01', '2024-07-01'),
  ('98/2023/NĐ-CP', 'Nghị định', 'Chính phủ', '2023-12-31', 'quy định chi tiết thi hành một số điều của Luật Thi đua, khen thưởng', false, '2024-01-01', '2025-07-01'),
  ('73/2024/NĐ-CP', 'Nghị định', 'Chính phủ', '2024-06-30', 'quy định mức lương cơ sở và chế độ tiền thưởng đối với cán bộ, công chức, viên chức và lực lượng vũ trang', false, '2024-07-01', null),
  ('129/2025/NĐ-CP', 'Nghị định', 'Chính phủ', '2025-06-11', 'quy định về phân định thẩm quyền của chính quyền địa phương 02 cấp trong lĩnh vực quản lý nhà nước của Bộ Nội vụ', false, '2025-07-01', null),
  ('152/2025/NĐ-CP', 'Nghị định', 'Chính phủ', '2025-06-14', 'quy định về phân cấp, phân quyền trong lĩnh vực thi đua, khen thưởng; quy định chi tiết và hướng dẫn thi hành một số điều của Luật Thi đua, khen thưởng', false, '2025-07-01', null)
on conflict (number) do nothing;
