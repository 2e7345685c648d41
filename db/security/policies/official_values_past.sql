-- What official values were before: the engine's alone; progress tells it by `as_of`.
select app.keep('app.official_values_past', granted => false, audited => false, announced => false);
