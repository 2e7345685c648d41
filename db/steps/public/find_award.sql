-- The award behind a code, and its page.
select outcome, award, page, version from app.find_public_award(:code)
