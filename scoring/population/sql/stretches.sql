-- One row per (target, actor, stretch of time) before a moment; nobody acts on themselves.
-- Stretches count back from the moment, as many as there are cuts and all that lies before them;
-- fortnights are bits back from the moment, as many as the oldest cut asks for.
select
    target, actor,
    cast(least($cuts, ceil(($at - moment) / $apart) - 1) as utinyint) as stretch,
    cast(count(*) as integer) as n, min(moment) as first, max(moment) as last,
    bit_or(
        case when moment > $at - $cuts * $apart - 14515200
            then cast(1 as bigint) << cast(floor(($at - moment) / 1209600) as integer)
            else 0
        end
    ) as fortnights
from acts
where moment < $at and target is not null and actor <> target
group by target, actor, stretch
order by target, actor, first
