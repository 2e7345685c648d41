-- Who a message is from and for, as Decision 20/2020/QĐ-TTg writes agencies, whether the receiver is one of ours, and how old it is.
select app.agency_code(:sender) as sender, app.agency_code(:receiver) as receiver,
       exists (select from app.unit_codes c where c.scheme = 'agency' and c.code = app.agency_code(:receiver) and c.valid @> app.today()) as receiver_is_known,
       extract(epoch from now() - :sent_at::timestamptz)::bigint as age      -- real clock: messages travel in it
