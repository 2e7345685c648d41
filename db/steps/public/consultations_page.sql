-- The page of the lists laid open.
select app.public_consultations_page() as page
