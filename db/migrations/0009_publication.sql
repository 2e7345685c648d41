-- The word with which a campaign was published, or that was taken back; the audit keeps the earlier ones.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

alter table campaigns add publication_note text,
  add constraint campaign_publication_note_is_normalised check (publication_note is nfc normalized);
