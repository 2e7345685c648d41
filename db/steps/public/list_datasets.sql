-- What there is to download, in the language asked for.
select d.id, case when app.claim_language() = 'en' then d.title_en else d.title_vi end as title, case when app.claim_language() = 'en' then d.description_en else d.description_vi end as description,
       d.licence, d.publisher, d.starts_on, d.ends_on, d.href, d.formats, d.row_count, d.invented, d.changed_at
  from app.public_datasets(:home, :licence, :publisher) d
