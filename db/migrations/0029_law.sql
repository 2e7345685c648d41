-- How well each instrument is known; rows of the law put right that earlier deployments shipped; how long somebody works
-- there, and the measure of a discipline, which titles ask for.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

alter table legal_acts
  add column confidence text not null default 'weak' check (confidence in ('strong', 'weak')),
  add column source text,
  add constraint weak_act_says_why check (confidence = 'strong' or source is not null) not valid;
delete from legal_acts;                                     -- read-only reference: the rules enter it anew
alter table legal_acts validate constraint weak_act_says_why;

-- What nobody entered is put right in place: rows keep their days, which later rows of administrators may have ended.
update award_rules set value = '{"award_type": "LDTT", "percent": 50, "more_than": true}', citation = 'Luật 15/2003/QH11 Điều 28', confidence = 'strong', source = null
 where rule = 'share' and award_type = 'TTLDTT' and valid_from = '2017-10-01' and created_by is null and unit_id is null;
update award_rules set value = '{"amount": 2530000}', citation = 'Nghị định 161/2026/NĐ-CP Điều 3', source = 'Theo nhiều nguồn thứ hai giống nhau; chưa thấy bản công báo'
 where rule = 'base_salary' and valid_from = '2026-07-01' and created_by is null and unit_id is null;
update award_rules set valid_from = '2025-08-05'
 where rule = 'service' and award_type = 'LDTT' and valid_from = '2025-08-04' and created_by is null and unit_id is null;
update award_rules set citation = 'Nghị định 91/2017/NĐ-CP Điều 73', confidence = 'strong', source = null
 where rule = 'factor' and award_type in ('BK_TTG', 'BK_T', 'GK_SO', 'GK_H', 'GK_X', 'GK_DN') and valid_from = '2017-10-01' and created_by is null and unit_id is null
   and not (award_type in ('BK_TTG', 'BK_T') and honouree_kind = 'collective');
update award_rules set value = jsonb_set(value, '{decider}', '{"vi": "Tổng giám đốc, Giám đốc doanh nghiệp, hợp tác xã; Chủ tịch Hội đồng quản trị, Chủ tịch Hội đồng thành viên", "en": "Director of an enterprise or cooperative; chairperson of its board"}')
 where rule = 'authority' and award_type = 'GK_DN' and valid_from = '2024-01-01' and created_by is null and unit_id is null;
update award_rules set confidence = 'strong', source = null
 where rule = 'factor' and citation = 'Nghị định 98/2023/NĐ-CP Điều 54' and created_by is null and unit_id is null
   and award_type in ('CSTDTQ', 'CSTDT', 'CSTDCS', 'LDTT', 'CSTT', 'CTDCP', 'TTLDXS', 'DVQT', 'TVH', 'TTLDTT', 'DVTT', 'XPTB');
update award_rules set confidence = 'strong', source = null
 where created_by is null and unit_id is null
   and ((rule = 'base_salary' and citation = 'Nghị định 38/2019/NĐ-CP') or (rule = 'rating' and award_type = 'LDTT' and valid_from = '2024-01-01')
        or (rule = 'rating' and award_type = 'TTLDXS' and valid_from = '2024-01-01'));

update statutory_lines set vi = 'Công chức làm công tác thi đua, khen thưởng', en = 'Civil servants of emulation and commendation' where form = '0605' and line = 'officers';

-- Since when somebody works for the state or in the enterprise: whether a year was worked long enough.
alter table honourees
  add column recruited_on date,
  add constraint only_a_person_is_recruited check (kind = 'individual' or recruited_on is null);

-- What kept somebody from work in a year, and for how many months of it.
alter table honouree_ratings
  add column absence text,
  add column absent_months int check (absent_months between 1 and 12),
  add constraint absence_is_told_whole check ((absence is null) = (absent_months is null));

-- How hard a discipline was: some titles ask that nobody was disciplined from a measure on.
alter table holds
  add column measure text,
  add constraint only_discipline_has_a_measure check (kind = 'discipline' or measure is null);

-- A person's lookups by identifier are limited by a dated term as others are; until now by a setting that nobody could reach.
alter table work_terms
  alter column days drop not null,
  add column times int check (times > 0),
  add constraint work_term_counts_days_or_times check (num_nonnulls(days, times) = 1);
insert into work_terms(code, unit_id, valid_from, times, citation)
select 'identity_lookups_per_hour', unit_id, '2019-03-12', (value #>> '{}')::int, 'Thiết lập trước đây của đơn vị' from settings where name = 'identity_lookups_per_hour';
drop table settings;

-- Holds whose term ends by itself.
create index holds_that_end on holds (ends_on) where state = 'open';
