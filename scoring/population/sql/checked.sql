-- Rows of a log with their faults named; one row of output per row of input.
create view checked as
select
    line, community, actor, moment,
    case when kind = 'post' then null else target end as target,
    case
        when moment is null or not isfinite(moment) then 'its time cannot be read'
        when moment >= {now} then 'its time lies in the future'
        when actor is null then 'it has no actor'
        when kind is null or kind = '' then 'it has no kind'
        when target is null and kind <> 'post' then 'it has no target'
    end as fault
from typed
