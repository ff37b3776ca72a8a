-- Who did something when, by number; a publication has no target. Each side is looked up among
-- those who have been on it, apart from publications: small tables and inner joins are cheaper.
create table acts as
with actors as (
    select id, community, name from nodes where acted
), targets as (
    select id, community, name from nodes where received
)
select a.id as actor, t.id as target, s.moment
from seen s
join actors a on a.name = s.actor {actor_lives}
join targets t on t.name = s.target {target_lives}
union all
select a.id as actor, null as target, s.moment
from seen s
join actors a on a.name = s.actor {actor_lives}
where s.target is null
