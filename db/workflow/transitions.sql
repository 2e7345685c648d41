-- Every state machine as rows. The file is the whole truth and is loaded in one transaction: what is not here is gone.
-- A section per thing: what it is, how its state moves, who may patch and delete it when. `desk` is whose desk the
-- caller must sit at: own (the thing's unit), issuer, granting, between (unit and issuer), above. Role `engine` marks
-- what nobody asks for: the effect of another move.

delete from app.action_rules;
delete from app.transitions;
delete from app.things;

-- ---- unit_group ----
insert into app.things(thing, table_name, tag, vi, en) values
  ('unit_group', 'unit_groups', 'units', 'nhóm đơn vị', 'unit group');
insert into app.action_rules(thing, action, state, role, desk) values
  ('unit_group', 'patch',  '*', 'reviewer', 'own'),
  ('unit_group', 'delete', '*', 'reviewer', 'own');

-- ---- people; functions/identity.sql judges who may change them ----
insert into app.things(thing, table_name, tag, vi, en) values
  ('user',          'users',          'people',  'tài khoản', 'account'),
  ('assignment',    'assignments',    'people',  'phân công', 'assignment'),
  ('service_token', 'service_tokens', 'sign-in', 'mã truy cập của hệ thống', 'service token');

-- ---- campaign ----
insert into app.things(thing, table_name, tag, vi, en, heard_below) values
  ('campaign', 'campaigns', 'campaigns', 'phong trào thi đua', 'campaign', true);
insert into app.transitions(thing, from_state, to_state, role, desk, another_person, required_details, refuse_if, effect) values
  ('campaign', 'draft',     'proposed',  'reviewer', 'own', false, '{}',     'campaign_is_not_whole', null),
  ('campaign', 'proposed',  'draft',     'leader',   'own', false, '{note}', null, null),
  ('campaign', 'proposed',  'launched',  'leader',   'own', true,  '{}',     'campaign_is_not_whole', 'launch_campaign'),
  ('campaign', 'launched',  'concluded', 'leader',   'own', false, '{}',     null, null),
  ('campaign', 'concluded', 'closed',    'leader',   'own', false, '{}',     null, null);
insert into app.action_rules(thing, action, state, role, desk) values
  ('campaign', 'patch',  'draft',    'reviewer', 'own'),
  ('campaign', 'patch',  'proposed', 'reviewer', 'own'),
  ('campaign', 'delete', 'draft',    'reviewer', 'own');

-- ---- indicator, target: no state of their own; they follow their campaign ----
insert into app.things(thing, table_name, tag, vi, en, heard_below) values
  ('indicator', 'indicators', 'campaigns', 'chỉ tiêu', 'indicator', true),
  ('target', 'targets', 'campaigns', 'chỉ tiêu giao', 'target', true);
insert into app.action_rules(thing, action, state, role, desk) values
  ('indicator', 'patch',  '*', 'reviewer', 'own'),
  ('indicator', 'delete', '*', 'reviewer', 'own');
