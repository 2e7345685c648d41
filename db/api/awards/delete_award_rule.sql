-- Takes back a rule that has not begun; guard() has judged who.
select withdraw_award_rule(:award_rule) as id
