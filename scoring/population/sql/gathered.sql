-- Pairs by number; publications have no target.
create table gathered as
select
    a.id as actor, t.id as target, s.stretch, s.since,
    s.n, s.first, s.last, s.fortnights, s.weeks
from pairs s
join nodes a on a.name = s.actor {actor_lives}
left join nodes t on t.name = s.target {target_lives}
