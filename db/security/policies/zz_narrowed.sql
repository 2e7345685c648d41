-- Narrowed service tokens, on every table that is kept: keep() does it for each as its file runs, and this for all of them
-- after a change of narrow(). 1
select app.narrow(oid) from pg_class c where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
   and exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'kept_by_the_engine');
