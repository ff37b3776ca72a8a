-- What was gathered, in the order of pairs and of time.
select target, actor, stretch, n, first, last, fortnights
from gathered
where target is not null and actor <> target
order by target, actor, first
