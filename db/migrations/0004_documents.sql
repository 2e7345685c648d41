-- Documents: numbers, dates, signers, and the file itself in parts of 256 kB, in the transaction of the document.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

create table documents (
  id uuid primary key default uuid_v7(),
  unit_id int not null references units,
  kind text not null,
  number text,
  issued_on date,
  issuer text,
  abstract text not null,
  signer_name text,
  signer_position text,
  capacity text,
  file_name text,
  media_type text,
  size bigint,
  sha256 text,
  is_public boolean not null default false,
  classified boolean not null default false,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint classified_document_has_no_file check (not (classified and sha256 is not null)),
  constraint file_is_whole check ((sha256 is null) = (size is null) and (sha256 is null) = (media_type is null)),
  constraint abstract_is_normalised check (abstract is nfc normalized)
);
create index documents_of_unit on documents (unit_id, created_at desc);

create table document_parts (
  document_id uuid not null references documents on delete cascade,
  part int not null,
  bytes bytea not null,
  primary key (document_id, part),
  constraint part_is_small check (octet_length(bytes) <= 262144)
);

-- What a document belongs to; its visibility is that of the thing.
create table document_links (
  document_id uuid not null references documents on delete cascade,
  thing text not null,
  thing_id uuid not null,
  purpose text not null,
  primary key (document_id, thing, thing_id, purpose)
);
create index document_links_of_thing on document_links (thing, thing_id);
