-- Awards of a province: the order in which each list is read, names found by any part of them, and what is locked first.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

-- Lists are read in their order until the page is full, whoever asks.
create index awards_by_day on awards (decided_on, id);
create index awards_by_age on awards (created_at, id);
create index awards_by_change on awards (changed_at, id);
create index awards_by_words on awards using gin (folded(coalesce(corrected_name, honouree_name) || ' ' || decision_number) gin_trgm_ops);
create index nominations_by_age on nominations (created_at, id);
create index nominations_by_change on nominations (changed_at, id);
create index proposals_by_age on proposals (created_at, id);
create index proposals_by_change on proposals (changed_at, id);
create index proposals_by_words on proposals using gin (folded(title) gin_trgm_ops);
create index honourees_in_order on honourees (name collate "vi-VN-x-icu", id);
create index honourees_by_age on honourees (created_at, id);
create index honourees_by_change on honourees (changed_at, id);
create index honouree_ratings_by_year on honouree_ratings (year, id);

-- What locks a row locks first what this function names: of two that meet at a proposal, one waits for the other.
alter table things add locks_first text;           -- function (thing_id uuid) returns void
