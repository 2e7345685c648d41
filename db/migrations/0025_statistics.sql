-- Laws and decrees by their full names, as documents rest on them; statutory yearly figures that no other part of the
-- service knows.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

-- An instrument by its number, as citations of rules name it. `valid_to` is the first day without it.
create table legal_acts (
  number text primary key,
  kind text not null,                              -- Luật, Nghị định, Thông tư
  issuer text,                                     -- null: a law
  issued_on date not null,
  subject text not null check (subject is nfc normalized),
  everywhere boolean not null default false,       -- every people's committee rests on it
  valid_from date not null,
  valid_to date,
  constraint legal_act_ends_after_it_begins check (valid_to is null or valid_to > valid_from)
);
