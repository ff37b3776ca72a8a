-- Different people who act on each target within a window.
select target, count(distinct actor) as people
from acts
where moment >= $since and moment < $until and target is not null and actor <> target
group by target
