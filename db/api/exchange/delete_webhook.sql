-- Gone with its secrets, its log and whatever was still waiting.
select delete_webhook(:webhook) as id
