-- The award behind a code, its page, and the day of what revoked it for people.
select outcome, award, page, version, to_char((award #>> '{revoked_by,decided_on}')::date, 'DD/MM/YYYY') as revoked_on from app.find_public_award(:code)
