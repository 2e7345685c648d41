-- One title or form.
select t.code, t.class, t.vi, t.en, t.honouree_kinds, t.citation, t.valid_from, t.valid_to, deciders_on(t.code, coalesce(:on, today())) as deciders, true as _published
  from award_types t where t.code = :award_type
