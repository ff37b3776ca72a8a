-- One row per (target, actor) before the moment, where one row of a pair is all there is of it.
select target, actor, n, first, last, fortnights & 4095 as fortnights
from gathered
where target is not null and actor <> target
