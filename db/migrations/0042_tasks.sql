-- What a desk still has to do is found without reading its whole ledger: awards that were revoked, or rest on one that was.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

create index awards_to_review on awards (issuer_id) where state = 'revoked' or relies_on_revoked is not null;
