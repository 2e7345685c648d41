-- The law on what becomes of an award: revocation, copies of a certificate, who pays. Rows that are missing are added; what
-- stands stays as it is.

insert into app.award_rules(rule, value, valid_from, valid_to, citation, confidence, source) values
  ('revocation', '{"grounds": ["fraud", "false_papers", "unlawful_procedure", "later_violation", "later_conviction"], "by": "granting_authority"}', '2004-07-01', '2024-01-01', 'Luật 15/2003/QH11 Điều 96', 'weak', 'Theo quy định về sau, chưa đối chiếu nguyên văn'),
  ('revocation', '{"grounds": ["fraud", "false_papers", "unlawful_procedure", "later_violation", "later_conviction"], "by": "granting_authority"}', '2024-01-01', null, 'Luật 06/2022/QH15 Điều 93', 'strong', null),
  ('copy', '{"working_days": 15}', '2004-07-01', null, 'Thông tư 62/2025/TT-BNNMT', 'weak', 'Thông tư của một ngành; luật không nói'),
  ('fund', '{"pays": "deciding_level"}', '2004-07-01', null, 'Luật 06/2022/QH15; quy chế của địa phương', 'weak', 'Cấp nào quyết định khen thưởng, cấp đó chi; chưa đối chiếu nguyên văn')
on conflict on constraint award_rule_stands_already do nothing;
