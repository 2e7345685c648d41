-- Deployed code: hashes of the files that deploy has applied; its own business.
select app.keep('app.deployed_code', granted => false, audited => false, announced => false, narrowed => false);
