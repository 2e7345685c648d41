-- Ballots: the engine's alone. No audit, no outbox, no version: nothing is written beside them that could tell more than
-- who has voted.
select app.keep('app.council_ballot_marks', granted => false, audited => false, announced => false);
select app.keep('app.council_open_ballots', granted => false, audited => false, announced => false);
select app.keep('app.council_sealed_ballots', granted => false, audited => false, announced => false);
select app.keep('app.council_ballot_keys', granted => false, audited => false, announced => false);
select app.keep('app.council_plain_ballots', granted => false, audited => false, announced => false);
