-- Statements from here on may take longer than a request has.
select take_time()
