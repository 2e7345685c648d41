-- Documents: numbers, dates, signers, and the file itself in parts of 256 kB, in the transaction of the document.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

create table documents (
  id uuid primary key default uuid_v7(),
  unit_id int not null references units,
  kind text not null,
  number text check (number is nfc normalized),
  issued_on date,
  issuer text check (issuer is nfc normalized),
  abstract text not null check (abstract is nfc normalized),
  signer_name text check (signer_name is nfc normalized),
  signer_position text check (signer_position is nfc normalized),
  capacity text,
  file_name text check (file_name is nfc normalized),
  media_type text,
  size bigint,
  sha256 text,
  is_public boolean not null default false,
  classified boolean not null default false,
  published boolean not null generated always as (is_public) stored, -- as guard() asks every thing
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  unique (id, unit_id),
  constraint classified_document_has_no_file check (not (classified and sha256 is not null)),
  constraint classified_document_is_not_public check (not (classified and is_public)),
  constraint document_too_large check (size <= 26214400),
  constraint file_is_whole check (num_nulls(sha256, size, media_type, file_name) in (0, 4)),
  constraint file_hash_is_hexadecimal check (sha256 ~ '^[0-9a-f]{64}$')
);
create index documents_of_unit on documents (unit_id, created_at desc);
create index documents_newest on documents (created_at desc, id desc);
create index documents_changed on documents (changed_at, id);
create index documents_by_number on documents (number);
create index documents_by_words on documents using gin (folded(abstract) gin_trgm_ops);

create table document_parts (
  document_id uuid not null references documents on delete cascade,
  part int not null,
  bytes bytea not null,
  primary key (document_id, part),
  constraint part_is_small check (octet_length(bytes) <= 262144)
);
-- Files are compressed already; unpacking them again would cost every reader.
alter table document_parts alter column bytes set storage external;

-- What a document belongs to; whoever sees the thing sees the document.
create table document_links (
  id uuid primary key default uuid_v7(),
  document_id uuid not null,
  unit_id int not null,                            -- as its document
  thing text not null,
  thing_id uuid not null,
  purpose text not null,
  created_at timestamptz not null default now(),
  foreign key (document_id, unit_id) references documents (id, unit_id) on delete cascade,
  constraint document_is_linked_once unique (document_id, thing, thing_id, purpose)
);
create index document_links_of_thing on document_links (thing_id, thing);
