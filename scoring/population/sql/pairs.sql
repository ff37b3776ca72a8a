-- Who acted on whom: the log, read once and gathered by name before anything is numbered.
-- Stretches of time count back from the moment, as many as there are cuts and all that lies
-- before them; fortnights are bits back from the moment, weeks bits on from the week `since`.
-- Malformed rows are those without an actor.
create table pairs as
with sound as (
    select
        {community} target,
        case when fault is null then actor end as actor,
        case when fault is null then moment end as moment
    from checked
    where fault is not null or moment < $before
), dated as (
    select *, floor(moment / 604800) as week from sound
)
select
    {community} actor, target,
    case when $cuts = 0 then 0
        else cast(least($cuts, ceil(($until - moment) / $apart) - 1) as utinyint)
    end as stretch,
    since(week, $until) as since,
    cast(count(*) as integer) as n, min(moment) as first, max(moment) as last,
    bit_or(
        case when moment > $until - $cuts * $apart - 14515200
            then cast(1 as bigint) << cast(least(62, floor(($until - moment) / 1209600)) as bigint)
            else 0
        end
    ) as fortnights,
    bit_or(cast(1 as hugeint) << cast(week - since(week, $until) as bigint)) as weeks
from dated
group by {community} actor, target, stretch, since
