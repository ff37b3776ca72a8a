-- Who did something when, by number; a publication has no target.
create table acts as
select a.id as actor, t.id as target, s.moment
from seen s
join nodes a on a.name = s.actor {actor_lives}
left join nodes t on t.name = s.target {target_lives}
