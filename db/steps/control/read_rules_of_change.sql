-- Who may move, patch and delete what, for `thidua check --matrix`: the rows by which guard and judge decide.
select t.thing, t.table_name, t.heard_below, 'rule' as kind, r.action, r.role, r.desk from app.things t left join app.action_rules r on r.thing = t.thing
union
select t.thing, t.table_name, t.heard_below, 'move', m.to_state, m.role, m.desk from app.things t join app.transitions m on m.thing = t.thing where m.role <> 'engine'
 order by 1, 4, 5, 6, 7
