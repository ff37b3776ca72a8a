-- One row per (target, actor) before a moment; nobody acts on themselves.
select
    target, actor, count(*) as n, min(moment) as first, max(moment) as last,
    bit_or(
        case when moment > $at - 14515200
            then 1 << cast(floor(($at - moment) / 1209600) as integer)
            else 0
        end
    ) as fortnights
from acts
where moment < $at and target is not null and actor <> target
group by target, actor
