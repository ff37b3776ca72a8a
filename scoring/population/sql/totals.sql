-- How many acts each day brought, and how many of them were read with a name.
select
    target, floor(moment / 86400) * 86400 as day,
    count(*) filter (where hash(actor, target, moment) % 1000 < $share * 1000) as read,
    count(*) as n
from acts
where moment < $at and target is not null and actor <> target
group by target, day
order by target, day
