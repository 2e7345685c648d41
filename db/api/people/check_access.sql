-- Whether an action is open to the caller, and by which rule not.
select a.* from access_checked(:body ->> 'thing', (:body ->> 'id')::uuid, :body ->> 'action') a
