-- One row per (target, actor) before the moment for which pairs were gathered.
select
    target, actor, sum(n) as n, min(first) as first, max(last) as last,
    bit_or(fortnights) & 4095 as fortnights
from gathered
where target is not null and actor <> target
group by target, actor
