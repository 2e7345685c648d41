-- Names of units as they are said, found by an index: what an unknown code of a file may have meant.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

create index unit_labels_by_name on unit_labels (folded(name));
create index unit_labels_by_short_name on unit_labels (folded(short_name));
