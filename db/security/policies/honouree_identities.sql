-- Sealed identifiers: the service reads no row of it; functions of the engine answer, and write down who read.
select app.keep('app.honouree_identities', secret => '{sealed,hash,says_birth_year,says_gender}', granted => false, announced => false);
