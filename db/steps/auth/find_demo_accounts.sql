-- Whether accounts of the demo are there, which production refuses to serve.
select app.has_demo_accounts() as found
