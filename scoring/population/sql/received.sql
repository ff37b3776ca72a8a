-- Acts received within a window.
select target, count(*) as events
from acts
where moment >= $since and moment < $until and target is not null and actor <> target
group by target
