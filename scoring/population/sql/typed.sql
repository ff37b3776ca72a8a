-- The columns of a log under their own names and types, whatever the file called time.
create view typed as
select {line} as line, {community} as community, {actor} as actor, {target} as target,
    cast(kind as varchar) as kind, {at} as moment
from raw
