-- How long things may take, how often they may be done, and of how few persons nothing is told to everybody, that neither law nor
-- calendar says: the service's own terms, each replaced by a later row.
insert into app.work_terms(code, valid_from, days, citation) values
  ('unlock_days', '2019-03-12', 10, 'Quy ước của hệ thống: mở khóa một báo cáo không quá 10 ngày'),
  ('return_working_days', '2019-03-12', 2, 'Quy ước của hệ thống: gửi lại trong 2 ngày làm việc, như thời hạn gửi báo cáo'),
  ('audit_kept_days', '2019-03-12', 7305, 'Quy ước của hệ thống: giữ nhật ký 20 năm, hết hạn thì xóa (Luật 91/2025/QH15, Điều 14 khoản 1)')
on conflict do nothing;

insert into app.work_terms(code, valid_from, times, citation) values
  ('identity_lookups_per_hour', '2019-03-12', 200, 'Quy ước của hệ thống: đủ cho một buổi nhập hồ sơ, không đủ để dò tìm người')
on conflict do nothing;

insert into app.work_terms(code, valid_from, persons, citation) values
  ('published_persons_at_least', '2019-03-12', 5, 'Quy ước của hệ thống, luật không định con số: số liệu về dưới 5 người, 5 hộ có thể giúp xác định một con người cụ thể (Luật 91/2025/QH15, Điều 2 khoản 1)')
on conflict do nothing;
