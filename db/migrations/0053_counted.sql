-- What a share counts: of which things its numerator and denominator are amounts, so that few persons are left out of public data
-- and few schools are not. Where nothing is said, a share is taken for one of persons.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

alter table indicators add column counted_in text;

-- What the shipped threshold rests on, read in the law: Article 2(1) makes personal data of whatever helps to tell one person.
update work_terms
   set citation = 'Quy ước của hệ thống, luật không định con số: số liệu về dưới 5 người, 5 hộ có thể giúp xác định một con người cụ thể (Luật 91/2025/QH15, Điều 2 khoản 1)'
 where code = 'published_persons_at_least' and unit_id is null and citation like 'Quy ước của hệ thống: số liệu về dưới 5 người%';
