-- Identifiers under another key than the newest, some at a time.
select id, key_id, encode(sealed, 'base64') as sealed from honouree_identities where key_id <> :newest and id > :after::uuid order by id limit 500 for update
