-- What documents belong to: seen by whoever sees that thing, kept by the document's unit.
select app.keep('app.document_links', announced => false);
drop policy if exists seen_from_above on app.document_links;
create policy seen_from_above on app.document_links for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
drop policy if exists seen_with_their_thing on app.document_links;
create policy seen_with_their_thing on app.document_links for select to thidua_service using (
  case thing
    when 'campaign' then exists (select from app.campaigns t where t.id = document_links.thing_id offset 0)
    when 'submission' then exists (select from app.submissions t where t.id = document_links.thing_id offset 0)
    when 'award_decision' then exists (select from app.award_decisions t where t.id = document_links.thing_id offset 0)
    else false
  end);
drop policy if exists kept_by_their_unit on app.document_links;
create policy kept_by_their_unit on app.document_links for all to thidua_service
  using (unit_id = (select app.claim_unit())) with check (unit_id = (select app.claim_unit()));
