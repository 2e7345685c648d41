-- Awards by decision and name, and the page that shows them.
select outcome, items, more, page from app.search_public_awards(:number, :day, :name)
