-- The catalogue as one text of JSON-LD.
select app.public_catalogue(:home, :licence, :publisher) as catalogue
