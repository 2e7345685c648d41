-- The units within sight of a unit, by a path that ignores row policies: what the second wall compares with.
select sight.unit_id
from app.unit_sight(:unit) as sight (unit_id)
