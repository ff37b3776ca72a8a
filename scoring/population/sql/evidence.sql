-- What a reading of a share of all acts shows of each (target, actor): times and fortnights.
select
    target, actor, count(*) as n, min(moment) as first, max(moment) as last,
    bit_or(cast(2 ** (cast(floor(moment / 1209600) as bigint) % 64) as ubigint)) as fortnights
from acts
where moment < $at and target is not null and actor <> target
    and hash(actor, target, moment) % 1000 < $share * 1000
group by target, actor
order by target, actor
