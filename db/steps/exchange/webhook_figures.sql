-- What operators watch of webhooks.
select * from webhook_figures()
