-- Every state machine as rows. The file is the whole truth and is loaded in one transaction: what is not here is gone.
-- A section per thing: what it is, how its state moves, who may patch and delete it when. `desk` is whose desk the
-- caller must sit at: own (the thing's unit), issuer, granting (the issuer, or who has its dossiers since it ended), between (unit and issuer), above. Role `engine` marks
-- what nobody asks for: the effect of another move.

delete from app.action_rules;
delete from app.transitions;
delete from app.things;

-- ---- unit_group: kept by the standing body of the unit that set it up ----
insert into app.things(thing, table_name, tag, vi, en) values
  ('unit_group', 'unit_groups', 'units', 'nhóm đơn vị', 'unit group');
insert into app.action_rules(thing, action, state, role, desk) values
  ('unit_group', 'patch',  '*', 'reviewer', 'own'),
  ('unit_group', 'delete', '*', 'reviewer', 'own');

-- ---- people; functions/identity.sql judges who may change them ----
insert into app.things(thing, table_name, tag, vi, en) values
  ('user',          'users',          'people',  'tài khoản', 'account'),
  ('assignment',    'assignments',    'people',  'phân công', 'assignment'),
  ('delegation',    'delegations',    'people',  'ủy quyền', 'delegation'),
  ('service_token', 'service_tokens', 'sign-in', 'mã truy cập của hệ thống', 'service token');

-- ---- webhook: the administrators of its unit keep it; those above may take it away ----
insert into app.things(thing, table_name, tag, vi, en) values
  ('webhook', 'webhooks', 'exchange', 'địa chỉ nhận thông báo', 'webhook');
insert into app.action_rules(thing, action, state, role, desk) values
  ('webhook', 'patch',  '*', 'admin', 'own'),
  ('webhook', 'keep',   '*', 'admin', 'own'),
  ('webhook', 'delete', '*', 'admin', 'own'),
  ('webhook', 'delete', '*', 'admin', 'above');

-- ---- campaign ----
insert into app.things(thing, table_name, tag, vi, en, heard_below) values
  ('campaign', 'campaigns', 'campaigns', 'phong trào thi đua', 'campaign', true);
insert into app.transitions(thing, from_state, to_state, role, desk, another_person, required_details, refuse_if, effect) values
  ('campaign', 'draft',     'proposed',  'reviewer', 'own', false, '{}',     'campaign_is_not_whole', null),
  ('campaign', 'proposed',  'draft',     'leader',   'own', false, '{note}', null, null),
  ('campaign', 'proposed',  'launched',  'leader',   'own', true,  '{}',     'campaign_is_not_whole', 'launch_campaign'),
  ('campaign', 'launched',  'concluded', 'leader',   'own', false, '{}',     null, null),
  ('campaign', 'concluded', 'closed',    'leader',   'own', false, '{}',     null, null);
update app.transitions set warn_of = 'launch_is_warned' where thing = 'campaign' and to_state in ('proposed', 'launched');
insert into app.action_rules(thing, action, state, role, desk) values
  ('campaign', 'patch',  'draft',    'reviewer', 'own'),
  ('campaign', 'patch',  'proposed', 'reviewer', 'own'),
  ('campaign', 'delete', 'draft',    'reviewer', 'own'),
  ('campaign', 'add_rule', 'draft',     'reviewer', 'own'),
  ('campaign', 'add_rule', 'proposed',  'reviewer', 'own'),
  ('campaign', 'add_rule', 'launched',  'reviewer', 'own'),
  ('campaign', 'add_rule', 'concluded', 'reviewer', 'own'),
  ('campaign', 'share', 'draft',    'reviewer', 'own'),
  ('campaign', 'share', 'proposed', 'reviewer', 'own'),
  ('campaign', 'share', 'launched', 'reviewer', 'own'),
  ('campaign', 'publish', 'launched',  'leader', 'own'),
  ('campaign', 'publish', 'concluded', 'leader', 'own'),
  ('campaign', 'publish', 'closed',    'leader', 'own'),
  ('campaign', 'review', 'launched',  'reviewer', 'own'),
  ('campaign', 'review', 'concluded', 'reviewer', 'own');

-- ---- indicator, baseline: no state of their own; they follow their campaign ----
insert into app.things(thing, table_name, tag, vi, en, heard_below) values
  ('indicator', 'indicators', 'campaigns', 'chỉ tiêu', 'indicator', true),
  ('baseline',  'baselines',  'campaigns', 'giá trị gốc', 'baseline', true);
insert into app.action_rules(thing, action, state, role, desk) values
  ('indicator', 'patch',  '*', 'reviewer', 'own'),
  ('indicator', 'delete', '*', 'reviewer', 'own');

-- ---- target: assigned by the issuer and revised by the next one; where the campaign negotiates, proposed and countered
-- before it. `unit_id` is the unit that is to reach it. ----
insert into app.things(thing, table_name, tag, vi, en) values
  ('target', 'targets', 'campaigns', 'chỉ tiêu giao', 'target');
insert into app.transitions(thing, from_state, to_state, role, desk, another_person, required_details, refuse_if, effect) values
  ('target', 'proposed',  'countered', 'reporter', 'own',    false, '{note,target_value}', 'figure_is_not_one', 'note_counter'),
  ('target', 'proposed',  'countered', 'leader',   'own',    false, '{note,target_value}', 'figure_is_not_one', 'note_counter'),
  ('target', 'countered', 'proposed',  'reviewer', 'issuer', false, '{note}',        'figure_is_not_one', 'propose_again'),
  ('target', 'proposed',  'assigned',  'reviewer', 'issuer', false, '{}',            'figure_is_not_one', 'assign_target'),
  ('target', 'countered', 'assigned',  'reviewer', 'issuer', false, '{}',            'figure_is_not_one', 'assign_target'),
  ('target', 'assigned',  'revised',   'engine',   'issuer', false, '{}',            null,                     null);
insert into app.action_rules(thing, action, state, role, desk) values
  ('target', 'delete', 'proposed',  'reviewer', 'issuer'),
  ('target', 'delete', 'countered', 'reviewer', 'issuer');

-- ---- validation_rule, library_indicator: no state of their own ----
insert into app.things(thing, table_name, tag, vi, en) values
  ('validation_rule', 'validation_rules', 'campaigns', 'quy tắc kiểm tra số liệu', 'validation rule'),
  ('library_indicator', 'library_indicators', 'campaigns', 'chỉ tiêu dùng chung', 'shared indicator');
insert into app.action_rules(thing, action, state, role, desk) values
  ('validation_rule', 'patch',  '*', 'reviewer', 'own'),
  ('validation_rule', 'delete', '*', 'reviewer', 'own'),
  ('library_indicator', 'patch', '*', 'reviewer', 'own'),
  ('library_indicator', 'patch', '*', 'admin',    'own');

-- ---- review: sơ kết, tổng kết of the issuing unit; the draft speaks of frozen figures, which only a new freeze changes ----
insert into app.things(thing, table_name, tag, vi, en, heard_below) values
  ('review', 'reviews', 'campaigns', 'báo cáo sơ kết, tổng kết', 'review', true);
insert into app.transitions(thing, from_state, to_state, role, desk, another_person, required_details, refuse_if, effect) values
  ('review', 'draft',    'proposed', 'reviewer', 'own', false, '{}',                        'review_is_not_whole',     null),
  ('review', 'proposed', 'draft',    'reviewer', 'own', false, '{note}',                    null,                      null),
  ('review', 'proposed', 'draft',    'leader',   'own', false, '{note}',                    null,                      null),
  ('review', 'proposed', 'signed',   'leader',   'own', true,  '{number,signed_on,signer}', 'review_cannot_be_signed', 'sign_review');
insert into app.action_rules(thing, action, state, role, desk) values
  ('review', 'patch',  'draft', 'reviewer', 'own'),
  ('review', 'freeze', 'draft', 'reviewer', 'own'),
  ('review', 'delete', 'draft', 'reviewer', 'own');

-- ---- submission: the report of a unit for a period; `issuer` is the desk of the campaign's issuing unit. On the route
-- through_parents a unit between lets it pass on (submitted → submitted) before the issuer verifies; for one where nobody
-- can, the next above does it and says why. ----
insert into app.things(thing, table_name, tag, vi, en) values
  ('submission', 'submissions', 'reports', 'báo cáo kết quả', 'report of results');
insert into app.transitions(thing, from_state, to_state, role, desk, another_person, required_details, refuse_if, effect) values
  ('submission', 'draft',     'submitted', 'reporter', 'own',     false, '{}',        'report_is_incomplete',      'keep_edition'),
  ('submission', 'returned',  'submitted', 'reporter', 'own',     false, '{}',        'report_is_incomplete',      'keep_edition'),
  ('submission', 'amending',  'submitted', 'reporter', 'own',     false, '{}',        'report_is_incomplete',      'keep_edition'),
  ('submission', 'submitted', 'submitted', 'reviewer', 'between', true,  '{}',        'report_does_not_pass_here', null),
  ('submission', 'submitted', 'verified',  'reviewer', 'issuer',  true,  '{}',        'report_waits_for_others',   'verify_report'),
  ('submission', 'submitted', 'returned',  'reviewer', 'issuer',  false, '{reasons}', 'return_is_wrong',           'return_report'),
  ('submission', 'submitted', 'returned',  'leader',   'issuer',  false, '{reasons}', 'return_is_wrong',           'return_report'),
  ('submission', 'verified',  'returned',  'reviewer', 'issuer',  false, '{reasons}', 'return_is_wrong',           'return_report'),
  ('submission', 'verified',  'returned',  'leader',   'issuer',  false, '{reasons}', 'return_is_wrong',           'return_report'),
  ('submission', 'verified',  'approved',  'leader',   'issuer',  true,  '{}',        'approval_is_refused',       'approve_report'),
  ('submission', 'verified',  'amending',  'reporter', 'own',     false, '{note}',    'report_is_not_final',       null),
  ('submission', 'approved',  'amending',  'reporter', 'own',     false, '{note}',    'period_is_locked',          null);
update app.transitions set warn_of = case desk when 'own' then 'sending_is_warned' else 'stands_in_for_others' end
 where thing = 'submission' and to_state in ('submitted', 'verified');
insert into app.action_rules(thing, action, state, role, desk) values
  ('submission', 'patch', 'draft',    'reporter', 'own'),
  ('submission', 'patch', 'returned', 'reporter', 'own'),
  ('submission', 'patch', 'amending', 'reporter', 'own');
insert into app.action_rules(thing, action, state, role, desk)
select 'submission', 'assign', state, role, 'own' from unnest('{draft,returned,amending}'::text[]) state, unnest('{reporter,reviewer,leader}'::text[]) role
union all
select 'submission', 'comment', '*', role, desk from unnest('{reporter,reviewer,leader}'::text[]) role, unnest('{own,issuer,between}'::text[]) desk;

-- ---- comment: no state of its own; functions/report_work.sql judges whose words they are ----
insert into app.things(thing, table_name, tag, vi, en) values
  ('comment', 'comments', 'reports', 'ý kiến về báo cáo', 'comment');

-- ---- unlock request: of the reporting unit; another person at the issuer's desk grants it, the submission uses and
-- closes it, its last day ends it ----
insert into app.things(thing, table_name, tag, vi, en) values
  ('unlock_request', 'unlock_requests', 'reports', 'đề nghị mở khóa báo cáo', 'unlock request');
insert into app.transitions(thing, from_state, to_state, role, desk, another_person, required_details, refuse_if, effect)
select 'unlock_request', 'requested', 'granted', role, 'issuer', true, '{until}'::text[], 'unlock_grant_is_wrong', 'grant_unlock' from unnest('{reviewer,leader}'::text[]) role
union all
select 'unlock_request', from_state, to_state, role, 'issuer', false, '{note}', null, null
  from (values ('requested', 'refused'), ('granted', 'relocked')) m(from_state, to_state), unnest('{reviewer,leader}'::text[]) role
union all
select 'unlock_request', from_state, to_state, 'engine', 'own', false, '{}', null, null
  from (values ('granted', 'used'), ('used', 'relocked'), ('granted', 'expired')) m(from_state, to_state);

-- ---- obligation, observation: no state of their own ----
insert into app.things(thing, table_name, tag, vi, en) values
  ('obligation',  'obligations',  'reports', 'nghĩa vụ báo cáo', 'obligation'),
  ('observation', 'observations', 'reports', 'số liệu ghi nhận', 'observation'),
  ('reporter_change', 'reporter_changes', 'campaigns', 'thay đổi đơn vị báo cáo', 'change of reporter');
insert into app.things(thing, table_name, tag, vi, en) values
  ('reminder', 'reminders', 'reports', 'lần đôn đốc', 'reminder');
insert into app.things(thing, table_name, tag, vi, en, owner_of, heard_below) values
  ('calendar', 'calendars', 'control', 'lịch báo cáo', 'reporting calendar', 'calendar_keeper', true),
  ('period', 'periods', 'control', 'kỳ báo cáo', 'period of a calendar', 'period_keeper', true),
  ('holiday', 'holidays', 'control', 'ngày nghỉ, ngày làm bù', 'holiday', 'holiday_keeper', true),
  ('award_rule', 'award_rules', 'awards', 'quy định về khen thưởng', 'rule on awards', 'award_rule_keeper', true);
insert into app.things(thing, table_name, tag, vi, en, heard_below) values
  ('work_term', 'work_terms', 'control', 'thời hạn xử lý công việc', 'term of work', true);
insert into app.action_rules(thing, action, state, role, desk)
select thing, 'patch', '*', 'admin', desk from unnest('{calendar,period,holiday}'::text[]) thing, unnest('{own,above}'::text[]) desk;
insert into app.action_rules(thing, action, state, role, desk) values
  ('award_rule', 'delete', '*', 'admin', 'own'),
  ('campaign', 'remind', 'launched', 'reviewer', 'own'),
  ('obligation',  'patch', '*', 'reviewer', 'issuer'),
  ('obligation',  'patch', '*', 'reporter', 'own'),
  ('obligation',  'patch', '*', 'reviewer', 'own'),
  ('obligation',  'patch', '*', 'leader',   'own'),
  ('obligation',  'assign', '*', 'reporter', 'own'),
  ('obligation',  'assign', '*', 'reviewer', 'own'),
  ('obligation',  'assign', '*', 'leader', 'own'),
  ('observation', 'patch', '*', 'reviewer', 'own'),
  ('observation', 'patch', '*', 'reporter', 'own');

-- ---- ranking: frozen as a draft, published by the leader; withdrawn with a word when it was wrong. Methods are kept by
-- the standing body; a ranking keeps its own copy. ----
insert into app.things(thing, table_name, tag, vi, en, heard_below) values
  ('ranking_method', 'ranking_methods', 'rankings', 'phương pháp xếp hạng', 'ranking method', true),
  ('ranking',        'rankings',        'rankings', 'bảng xếp hạng', 'ranking', true);
insert into app.transitions(thing, from_state, to_state, role, desk, another_person, required_details, refuse_if, effect) values
  ('ranking', 'draft',     'published', 'leader',   'own', true,  '{}',     null, null),
  ('ranking', 'draft',     'withdrawn', 'reviewer', 'own', false, '{note}', null, null),
  ('ranking', 'published', 'withdrawn', 'leader',   'own', false, '{note}', null, null);
insert into app.action_rules(thing, action, state, role, desk) values
  ('campaign',       'rank',   'launched',  'reviewer', 'own'),
  ('campaign',       'rank',   'concluded', 'reviewer', 'own'),
  ('campaign',       'score',  'draft',     'reviewer', 'own'),
  ('campaign',       'score',  'proposed',  'reviewer', 'own'),
  ('campaign',       'score',  'launched',  'reviewer', 'own'),
  ('campaign',       'score',  'concluded', 'reviewer', 'own'),
  ('ranking_method', 'patch',  '*',         'reviewer', 'own'),
  ('ranking_method', 'delete', '*',         'reviewer', 'own');

-- ---- document: no state of its own; functions/documents.sql refuses to delete what others rely on ----
insert into app.things(thing, table_name, tag, vi, en) values
  ('document', 'documents', 'documents', 'văn bản', 'document');
insert into app.action_rules(thing, action, state, role, desk)
select 'document', action, '*', role, 'own'
  from unnest('{patch,delete}'::text[]) action, unnest('{reporter,reviewer,leader}'::text[]) role;

-- ---- honouree, their changes of unit, ratings and initiatives: no state of their own ----
insert into app.things(thing, table_name, tag, vi, en) values
  ('honouree',          'honourees',          'honourees', 'đối tượng khen thưởng', 'honouree'),
  ('honouree_transfer', 'honouree_transfers', 'honourees', 'việc chuyển đơn vị', 'change of unit'),
  ('honouree_merge',    'honouree_merges',    'honourees', 'việc hợp nhất', 'merging'),
  ('honouree_rating',   'honouree_ratings',   'honourees', 'kết quả xếp loại hằng năm', 'yearly rating'),
  ('initiative',        'initiatives',        'honourees', 'sáng kiến', 'initiative');
insert into app.action_rules(thing, action, state, role, desk) values
  ('honouree', 'patch',    '*', 'reporter', 'own'),
  ('honouree', 'patch',    '*', 'reviewer', 'own'),
  ('honouree', 'transfer', '*', 'reporter', 'own'),
  ('honouree', 'transfer', '*', 'reviewer', 'own'),
  ('honouree', 'transfer', '*', 'reviewer', 'above'),
  ('honouree', 'merge',    '*', 'reviewer', 'own'),
  ('honouree', 'merge',    '*', 'reviewer', 'above');
insert into app.action_rules(thing, action, state, role, desk)
select 'initiative', action, '*', role, 'own' from unnest('{patch,delete}'::text[]) action, unnest('{reporter,reviewer}'::text[]) role;

-- ---- round of commendation: kept by the standing body of the unit that judges, heard below once open; after its last day
-- the leader opens it again ----
insert into app.things(thing, table_name, tag, vi, en, heard_below) values
  ('award_round', 'award_rounds', 'awards', 'đợt xét khen thưởng', 'round of commendation', true);
insert into app.transitions(thing, from_state, to_state, role, desk, another_person, required_details, refuse_if, effect) values
  ('award_round', 'planned', 'open',   'reviewer', 'own', false, '{}',     'round_cannot_open', null),
  ('award_round', 'open',    'closed', 'reviewer', 'own', false, '{}',     null,                null),
  ('award_round', 'closed',  'open',   'leader',   'own', false, '{note}', 'round_cannot_open', 'reopen_round');
insert into app.action_rules(thing, action, state, role, desk) values
  ('award_round', 'patch',  'planned', 'reviewer', 'own'),
  ('award_round', 'patch',  'open',    'reviewer', 'own'),
  ('award_round', 'delete', 'planned', 'reviewer', 'own');

-- ---- registration for a round: by the unit, while the round takes them ----
insert into app.things(thing, table_name, tag, vi, en) values
  ('award_registration', 'award_registrations', 'awards', 'đăng ký thi đua', 'registration for an award');
insert into app.action_rules(thing, action, state, role, desk) values
  ('award_registration', 'delete', '*', 'reporter', 'own'),
  ('award_registration', 'delete', '*', 'reviewer', 'own');

-- ---- hold: of the standing body that keeps it; suspends nominations by itself, and lets them go with its release ----
insert into app.things(thing, table_name, tag, vi, en) values
  ('hold', 'holds', 'awards', 'tạm dừng xét khen thưởng', 'hold');
insert into app.transitions(thing, from_state, to_state, role, desk, another_person, required_details, refuse_if, effect) values
  ('hold', 'open', 'released', 'reviewer', 'own', false, '{note}', null, 'release_hold'),
  ('hold', 'open', 'released', 'engine',   'own', false, '{}',     null, 'release_hold');         -- its last day has passed
insert into app.action_rules(thing, action, state, role, desk) values
  ('hold', 'patch', 'open', 'reviewer', 'own');

-- ---- proposal: `issuer` is the receiving unit. Its moves up to appraised carry its nominations; in_council and returned
-- leave them as they are; it is decided when the last of them has ended. ----
insert into app.things(thing, table_name, tag, vi, en) values
  ('proposal', 'proposals', 'awards', 'hồ sơ đề nghị khen thưởng', 'proposal');
insert into app.transitions(thing, from_state, to_state, role, desk, another_person, required_details, refuse_if, effect) values
  ('proposal', 'draft',      'submitted',  'reporter', 'own',    false, '{}',     'proposal_is_not_whole', 'carry_nominations'),
  ('proposal', 'draft',      'submitted',  'reviewer', 'own',    false, '{}',     'proposal_is_not_whole', 'carry_nominations'),
  ('proposal', 'submitted',  'received',   'reviewer', 'issuer', false, '{}',     null,                    'carry_nominations'),
  ('proposal', 'received',   'incomplete', 'reviewer', 'issuer', false, '{note}', 'supplement_asked_again', 'carry_nominations'),
  ('proposal', 'incomplete', 'received',   'reviewer', 'issuer', false, '{}',     null,                    'carry_nominations'),
  ('proposal', 'incomplete', 'received',   'reporter', 'own',    false, '{}',     'proposal_is_not_whole', 'carry_nominations'),
  ('proposal', 'incomplete', 'received',   'reviewer', 'own',    false, '{}',     'proposal_is_not_whole', 'carry_nominations'),
  ('proposal', 'received',   'appraised',  'reviewer', 'issuer', true,  '{note}', 'proposal_is_not_whole', 'carry_nominations'),
  ('proposal', 'submitted',  'returned',   'reviewer', 'issuer', false, '{note}', null,                    null),
  ('proposal', 'received',   'returned',   'reviewer', 'issuer', false, '{note}', null,                    null),
  ('proposal', 'incomplete', 'returned',   'reviewer', 'issuer', false, '{note}', null,                    null),
  ('proposal', 'appraised',  'returned',   'reviewer', 'issuer', false, '{note}', 'proposal_has_results',  null),
  ('proposal', 'in_council', 'returned',   'reviewer', 'issuer', false, '{note}', 'proposal_has_results',  null),
  ('proposal', 'appraised',  'in_council', 'engine',   'issuer', false, '{}',     null,                    null),
  ('proposal', 'in_council', 'appraised',  'engine',   'issuer', false, '{}',     null,                    null);
update app.transitions set warn_of = 'proposal_is_unsettled' where thing = 'proposal' and refuse_if = 'proposal_is_not_whole';
insert into app.transitions(thing, from_state, to_state, role, desk)
select 'proposal', state, 'decided', 'engine', 'issuer' from unnest('{submitted,received,incomplete,appraised,in_council}'::text[]) state;
insert into app.action_rules(thing, action, state, role, desk) values
  ('proposal', 'patch',    'draft',      'reporter', 'own'),
  ('proposal', 'patch',    'draft',      'reviewer', 'own'),
  ('proposal', 'patch',    'incomplete', 'reporter', 'own'),
  ('proposal', 'patch',    'incomplete', 'reviewer', 'own'),
  ('proposal', 'nominate', 'draft',      'reporter', 'own'),
  ('proposal', 'nominate', 'draft',      'reviewer', 'own'),
  ('proposal', 'delete',   'draft',      'reporter', 'own'),
  ('proposal', 'delete',   'draft',      'reviewer', 'own');

-- ---- nomination: goes with its proposal, then each on its own; decided only by a decision that is signed. Held by a hold
-- from wherever it stands, and let go to there; passed and failed also by the minutes of a session, forwarded_up and back by
-- the record of what higher levels do. ----
insert into app.things(thing, table_name, tag, vi, en) values
  ('nomination', 'nominations', 'awards', 'trường hợp đề nghị khen thưởng', 'nomination');
update app.things set locks_first = 'lock_proposal_of' where thing = 'nomination';
insert into app.transitions(thing, from_state, to_state, role, desk, another_person, required_details, refuse_if, effect) values
  ('nomination', 'draft',      'submitted',  'engine',   'own',    false, '{}', null, null),
  ('nomination', 'submitted',  'received',   'engine',   'issuer', false, '{}', null, null),
  ('nomination', 'received',   'incomplete', 'engine',   'issuer', false, '{}', null, null),
  ('nomination', 'incomplete', 'received',   'engine',   'issuer', false, '{}', null, null),
  ('nomination', 'received',   'appraised',  'engine',   'issuer', false, '{}', null, null),
  ('nomination', 'appraised',  'passed',     'reviewer', 'issuer', true,  '{minutes_document}',      'nomination_cannot_pass', 'end_nomination'),
  ('nomination', 'appraised',  'failed',     'reviewer', 'issuer', true,  '{minutes_document,note}', 'nomination_cannot_end', 'end_nomination'),
  ('nomination', 'appraised',  'passed',     'engine',   'issuer', false, '{}', null, 'end_nomination'),
  ('nomination', 'appraised',  'failed',     'engine',   'issuer', false, '{}', null, 'end_nomination'),
  ('nomination', 'passed',     'decided',    'engine',   'issuer', false, '{}', null, null);
insert into app.transitions(thing, from_state, to_state, role, desk, required_details, refuse_if, effect)
select 'nomination', state, 'held', 'engine', 'issuer', '{}'::text[], null, null
  from unnest('{submitted,received,incomplete,appraised,passed,forwarded_up}'::text[]) state
union all
select 'nomination', 'held', state, 'engine', 'issuer', '{}', null, null
  from unnest('{submitted,received,incomplete,appraised,passed,forwarded_up}'::text[]) state
union all
select 'nomination', state, 'struck_out', 'reviewer', 'own', '{note}', null, 'leave_proposal'
  from unnest('{draft,submitted,received,incomplete,appraised,held}'::text[]) state
union all
select 'nomination', state, 'struck_out', 'reviewer', 'issuer', '{note}', 'nomination_is_granted', 'leave_proposal'
  from unnest('{submitted,received,incomplete,appraised,passed,held}'::text[]) state
union all
select 'nomination', state, 'withdrawn', role, 'own', '{note}', null, 'leave_proposal'
  from unnest('{submitted,received,incomplete,appraised,held}'::text[]) state, unnest('{reporter,reviewer}'::text[]) role
union all
select 'nomination', state, 'forwarded_up', 'engine', 'issuer', '{}', null, null from unnest('{appraised,passed}'::text[]) state
union all
select 'nomination', 'forwarded_up', state, 'engine', 'issuer', '{}', null, case when state in ('failed', 'decided') then 'leave_proposal' end
  from unnest('{appraised,passed,failed,decided}'::text[]) state;
insert into app.action_rules(thing, action, state, role, desk) values
  ('nomination', 'patch',  'draft',      'reporter', 'own'),
  ('nomination', 'patch',  'draft',      'reviewer', 'own'),
  ('nomination', 'patch',  'incomplete', 'reporter', 'own'),
  ('nomination', 'patch',  'incomplete', 'reviewer', 'own'),
  ('nomination', 'delete', 'draft',      'reporter', 'own'),
  ('nomination', 'delete', 'draft',      'reviewer', 'own');
insert into app.action_rules(thing, action, state, role, desk)
select 'nomination', 'endorse', state, role, desk
  from unnest('{draft,submitted,received,incomplete,appraised,held}'::text[]) state,
       (values ('reporter', 'own'), ('reviewer', 'own'), ('leader', 'own'), ('reviewer', 'issuer')) a(role, desk)
union all
select 'nomination', action, state, 'reviewer', 'issuer' from unnest('{consult,override}'::text[]) action, unnest('{submitted,received,incomplete,appraised,held}'::text[]) state;

-- ---- endorsement, override: no state of their own. Consultation: answered by the body that is asked, or taken back ----
insert into app.things(thing, table_name, tag, vi, en) values
  ('endorsement',   'endorsements',         'awards', 'ý kiến về trường hợp đề nghị', 'endorsement'),
  ('override',      'nomination_overrides', 'awards', 'xét riêng một điều kiện', 'override of a rule'),
  ('consultation',  'consultations',        'awards', 'lấy ý kiến cơ quan liên quan', 'consultation');
insert into app.action_rules(thing, action, state, role, desk)
select 'endorsement', 'delete', '*', role, desk from (values ('reporter', 'own'), ('reviewer', 'own'), ('leader', 'own'), ('reviewer', 'issuer')) a(role, desk);
insert into app.transitions(thing, from_state, to_state, role, desk, another_person, required_details, refuse_if, effect)
select 'consultation', 'asked', 'answered', role, 'lead', false, '{opinion}'::text[], 'consultation_answer_is_wrong', 'answer_consultation'
  from unnest('{reporter,reviewer,leader}'::text[]) role
union all
select 'consultation', 'asked', 'withdrawn', 'reviewer', 'own', false, '{note}', null, null;

-- ---- council, council_member: no state of their own; kept by the standing body ----
insert into app.things(thing, table_name, tag, vi, en) values
  ('council',        'councils',        'councils', 'hội đồng', 'council'),
  ('council_member', 'council_members', 'councils', 'thành viên hội đồng', 'member of a council');
insert into app.action_rules(thing, action, state, role, desk) values
  ('council',        'patch',  '*', 'reviewer', 'own'),
  ('council',        'delete', '*', 'reviewer', 'own'),
  ('council',        'seat',   '*', 'reviewer', 'own'),
  ('council_member', 'patch',  '*', 'reviewer', 'own'),
  ('council_member', 'delete', '*', 'reviewer', 'own');

-- ---- council session: convened by the standing body with the quorum; may be voted in twice; what the votes decided takes
-- effect with the signed minutes. Nobody asks for more than who has voted while it votes; what was counted only the leader
-- declares void. ----
insert into app.things(thing, table_name, tag, vi, en) values
  ('council_session', 'council_sessions', 'councils', 'phiên họp hội đồng', 'session of a council');
insert into app.transitions(thing, from_state, to_state, role, desk, another_person, required_details, refuse_if, effect) values
  ('council_session', 'planned',  'convened', 'reviewer', 'own', false, '{}', 'session_cannot_be_convened', 'convene_session'),
  ('council_session', 'convened', 'voting',   'reviewer', 'own', false, '{}', null,                         'open_voting'),
  ('council_session', 'voting',   'closed',   'reviewer', 'own', false, '{}', 'voting_cannot_close',        'close_voting'),
  ('council_session', 'closed',   'voting',   'reviewer', 'own', false, '{}', 'voting_cannot_open',         'open_voting');
update app.transitions set warn_of = 'votes_cannot_carry' where thing = 'council_session' and to_state in ('convened', 'voting');
insert into app.transitions(thing, from_state, to_state, role, desk, another_person, required_details, refuse_if, effect)
select 'council_session', 'closed', 'minutes_signed', role, 'own', false, '{minutes_document,signed_on}'::text[], 'minutes_cannot_be_signed', 'sign_council_minutes' from unnest('{reviewer,leader}'::text[]) role
union all
select 'council_session', state, 'adjourned', role, 'own', false, '{note}', null, 'adjourn_session' from unnest('{convened,voting,closed}'::text[]) state, unnest('{reviewer,leader}'::text[]) role
 where role = 'leader' or state <> 'closed';
update app.transitions set warn_of = 'vote_rules_are_weak' where thing = 'council_session' and to_state = 'minutes_signed';
insert into app.action_rules(thing, action, state, role, desk) values
  ('council_session', 'delete', 'planned', 'reviewer', 'own');
insert into app.action_rules(thing, action, state, role, desk)
select 'council_session', a.action, state, role, 'own'
  from (values ('patch',   '{planned,convened,voting,closed}'::text[], '{reviewer}'::text[]),
               ('attend',  '{planned,convened,voting}',                '{reviewer}'),
               ('declare', '{planned,convened,voting,closed}',         '{reviewer,council}'),
               ('count',   '{voting}',                                 '{reviewer}'),
               ('vote',    '{voting}',                                 '{reviewer,council}'),
               ('recount', '{closed,minutes_signed}',                  '{reviewer,leader,council}')) a(action, states, roles)
 cross join unnest(a.states) state cross join unnest(a.roles) role;

-- ---- award decision: of the granting unit; signing it enters the ledger, corrects, revokes or restores what stands there ----
insert into app.things(thing, table_name, tag, vi, en) values
  ('award_decision', 'award_decisions', 'awards', 'quyết định khen thưởng', 'award decision'),
  ('certificate_layout', 'certificate_layouts', 'awards', 'mẫu in giấy chứng nhận', 'layout of certificates');
insert into app.transitions(thing, from_state, to_state, role, desk, another_person, required_details, refuse_if, effect) values
  ('award_decision', 'drafted', 'signed',    'leader', 'own', true,  '{number,decided_on}', 'decision_cannot_be_signed', 'sign_decision'),
  ('award_decision', 'signed',  'published', 'leader', 'own', false, '{}',                  null,                        'publish_decision');
update app.transitions set warn_of = 'publication_is_early' where thing = 'award_decision' and to_state = 'published';
insert into app.action_rules(thing, action, state, role, desk) values
  ('award_decision', 'patch',  'drafted', 'reviewer', 'own'),
  ('award_decision', 'delete', 'drafted', 'reviewer', 'own');

-- ---- award: moved only by decisions; what is recorded of it is recorded by who granted it ----
insert into app.things(thing, table_name, tag, vi, en, owner_of) values
  ('award', 'awards', 'awards', 'khen thưởng', 'award', 'award_owner');
insert into app.transitions(thing, from_state, to_state, role, desk)
select 'award', from_state, to_state, 'engine', 'issuer'
  from (values ('active', 'corrected'), ('corrected', 'corrected'), ('active', 'revoked'), ('corrected', 'revoked'), ('revoked', 'active'), ('revoked', 'corrected')) m(from_state, to_state);
insert into app.action_rules(thing, action, state, role, desk)
select 'award', action, state, 'reviewer', desk
  from (values ('present', 'own'), ('present', 'granting'), ('pay', 'granting'), ('copy', 'own'), ('copy', 'granting')) a(action, desk), unnest('{active,corrected}'::text[]) state
union all
select 'award', 'recover', 'revoked', 'reviewer', 'granting';

-- ---- copy of a certificate: asked for, then issued or withdrawn ----
insert into app.things(thing, table_name, tag, vi, en) values
  ('award_copy', 'award_copies', 'awards', 'đề nghị cấp đổi, cấp lại', 'copy of a certificate');
insert into app.transitions(thing, from_state, to_state, role, desk, another_person, required_details, refuse_if, effect) values
  ('award_copy', 'asked', 'issued',    'reviewer', 'granting', false, '{number,issued_on}', 'copy_issue_is_wrong', 'issue_copy'),
  ('award_copy', 'asked', 'withdrawn', 'reviewer', 'granting', false, '{note}',             null,                  null),
  ('award_copy', 'asked', 'withdrawn', 'reviewer', 'own',    false, '{note}',             null,                  null);

-- ---- forwarding: a step of a nomination on its way up, recorded by who sent it or by the unit here that got it ----
insert into app.things(thing, table_name, tag, vi, en) values
  ('forwarding', 'forwardings', 'awards', 'bước trình cấp trên', 'step up');
insert into app.transitions(thing, from_state, to_state, role, desk, required_details, refuse_if, effect)
select 'forwarding', m.from_state, m.to_state, role, desk, m.required::text[], m.refuse_if, m.effect
  from (values ('sent',     'received',  '{}',                    'forwarding_cannot_move', 'receive_forwarding'),
               ('sent',     'returned',  '{note}',                'forwarding_cannot_end',  'return_forwarding'),
               ('received', 'returned',  '{note}',                'forwarding_cannot_end',  'return_forwarding'),
               ('sent',     'refused',   '{note}',                'forwarding_cannot_end',  'refuse_forwarding'),
               ('received', 'refused',   '{note}',                'forwarding_cannot_end',  'refuse_forwarding'),
               ('sent',     'decided',   '{number,decided_on}',   'forwarding_cannot_end',  'decide_forwarding'),
               ('received', 'decided',   '{number,decided_on}',   'forwarding_cannot_end',  'decide_forwarding'),
               ('decided',  'cancelled', '{note,number,decided_on}', 'forwarding_cannot_move', 'cancel_forwarding')) m(from_state, to_state, required, refuse_if, effect),
       unnest('{reviewer,leader}'::text[]) role, unnest('{issuer,lead}'::text[]) desk;
insert into app.action_rules(thing, action, state, role, desk)
select 'nomination', 'forward', state, role, desk from unnest('{appraised,passed,forwarded_up}'::text[]) state, unnest('{reviewer,leader}'::text[]) role, unnest('{issuer,above}'::text[]) desk;

-- ---- list laid open: drafted by the standing body, published by the leader; objections are answered at its desk ----
insert into app.things(thing, table_name, tag, vi, en) values
  ('publicity_list', 'publicity_lists',      'awards', 'danh sách công khai lấy ý kiến', 'list laid open'),
  ('objection',      'publicity_objections', 'awards', 'ý kiến phản ánh', 'objection');
insert into app.transitions(thing, from_state, to_state, role, desk, another_person, required_details, refuse_if, effect) values
  ('publicity_list', 'draft',     'published', 'leader', 'own', true,  '{}',     'list_cannot_open', 'open_publicity'),
  ('publicity_list', 'published', 'withdrawn', 'leader', 'own', false, '{note}', null,               'withdraw_publicity');
insert into app.transitions(thing, from_state, to_state, role, desk, required_details, refuse_if, effect)
select 'objection', 'open', 'answered', role, 'own', '{note,outcome}'::text[], 'objection_answer_is_wrong', 'answer_objection' from unnest('{reviewer,leader}'::text[]) role;
insert into app.action_rules(thing, action, state, role, desk) values
  ('publicity_list', 'patch',  'draft', 'reviewer', 'own'),
  ('publicity_list', 'delete', 'draft', 'reviewer', 'own');

-- ---- job: the engine takes and ends it; the unit that asked for it may have it stopped ----
insert into app.things(thing, table_name, tag, vi, en) values
  ('job', 'jobs', 'exchange', 'tác vụ', 'job');
insert into app.transitions(thing, from_state, to_state, role, desk, another_person, required_details, refuse_if, effect) values
  ('job', 'queued',  'running', 'engine', 'own', false, '{}', null, null),
  ('job', 'running', 'done',    'engine', 'own', false, '{}', null, 'close_job'),
  ('job', 'running', 'failed',  'engine', 'own', false, '{}', null, 'close_job');
insert into app.transitions(thing, from_state, to_state, role, desk, another_person, required_details, refuse_if, effect)
select 'job', state, 'cancelled', role, 'own', false, '{}', null, 'close_job' from unnest('{queued,running}'::text[]) state, unnest('{reporter,reviewer,leader}'::text[]) role;

-- ---- unit: changed by reorganisations only ----
insert into app.things(thing, table_name, tag, vi, en) values
  ('unit', 'units', 'units', 'đơn vị', 'unit');

-- ---- what the feed of changes tells of whom (functions/changes.sql): only what has an address of its own, and only to who
-- may read the thing at that address, which its own policies say. `known_beyond`: some of those who may read it sit neither
-- in the area of its unit nor at the desk of its issuer or lead unit. `gone`: that one was deleted is told to all, to the
-- area and its desks, to those of them who read the papers of the area and not only what is put before a council, within the
-- area to who reads drafts (no other can be deleted), or to who reads what it belonged to.
-- Nothing is told of what is read with its owner's list (baselines, ratings, transfers, mergings, endorsements, overrides,
-- registrations, changes of reporter, periods), of comments, which are words between two sides, of jobs, and of tokens. ----
update app.things t set address = told.address, parent_column = told.parent_column, known_beyond = told.known_beyond, gone = told.gone
  from (values
    ('unit',              '/units/{id}',                                  null,          true,  'all'),
    ('unit_group',        '/unit-groups/{id}',                            null,          true,  'all'),
    ('calendar',          '/calendars/{id}',                              null,          true,  'all'),
    ('holiday',           '/holidays/{id}',                               null,          true,  'all'),
    ('work_term',         '/work-terms/{id}',                             null,          true,  'all'),
    ('award_rule',        '/award-rules/{id}',                            null,          true,  'all'),
    ('certificate_layout', '/certificate-layouts/{id}',                   null,          true,  'all'),
    ('library_indicator', '/indicator-library/{id}',                      null,          true,  'all'),
    ('user',              '/users/{id}',                                  null,          false, 'area'),
    ('assignment',        '/users/{parent}/assignments/{id}',             'user_id',     false, 'area'),
    ('delegation',        '/delegations/{id}',                            null,          false, 'area'),
    ('campaign',          '/campaigns/{id}',                              null,          true,  'area'),
    ('indicator',         '/indicators/{id}',                             'campaign_id', true,  'parent'),
    ('target',            '/targets/{id}',                                'campaign_id', true,  'parent'),
    ('validation_rule',   '/campaigns/{parent}/validation-rules/{id}',    'campaign_id', true,  'parent'),
    ('ranking_method',    '/ranking-methods/{id}',                        'campaign_id', true,  'parent'),
    ('ranking',           '/rankings/{id}',                               null,          true,  'area'),
    ('review',            '/reviews/{id}',                                null,          true,  'drafts'),
    ('submission',        '/submissions/{id}',                            null,          false, 'drafts'),
    ('unlock_request',    '/unlock-requests/{id}',                        null,          false, 'area'),
    ('obligation',        '/obligations/{id}',                            null,          false, 'area'),
    ('observation',       '/observations/{id}',                           null,          false, 'area'),
    ('reminder',          '/reminders/{id}',                              null,          false, 'area'),
    ('document',          '/documents/{id}',                              null,          true,  'papers'),
    ('honouree',          '/honourees/{id}',                              null,          true,  'papers'),
    ('initiative',        '/initiatives/{id}',                            null,          true,  'papers'),
    ('award_round',       '/award-rounds/{id}',                           null,          true,  'area'),
    ('hold',              '/holds/{id}',                                  null,          true,  'papers'),
    ('proposal',          '/proposals/{id}',                              null,          false, 'drafts'),
    ('nomination',        '/nominations/{id}',                            null,          false, 'drafts'),
    ('consultation',      '/consultations/{id}',                          null,          false, 'papers'),
    ('forwarding',        '/forwardings/{id}',                            null,          true,  'area'),
    ('council',           '/councils/{id}',                               null,          false, 'area'),
    ('council_member',    '/council-members/{id}',                        null,          false, 'area'),
    ('council_session',   '/council-sessions/{id}',                       null,          false, 'drafts'),
    ('award_decision',    '/award-decisions/{id}',                        null,          true,  'drafts'),
    ('award',             '/awards/{id}',                                 null,          false, 'area'),
    ('award_copy',        '/award-copies/{id}',                           null,          false, 'area'),
    ('publicity_list',    '/publicity-lists/{id}',                        null,          true,  'drafts'),
    ('objection',         '/objections/{id}',                             null,          false, 'area')
  ) told(thing, address, parent_column, known_beyond, gone)
 where t.thing = told.thing;
select app.make_things_read();
