-- Everybody who acted or was acted on, with the moments they were first and last heard of.
create table nodes as
select
    cast(row_number() over (order by community, name) - 1 as integer) as id,
    community, name, first, last
from (
    select community, name, min(first) as first, max(last) as last
    from (
        select {community} as community, actor as name, first, last from pairs where actor is not null
        union all
        select {community} as community, target as name, first, last from pairs
        where actor is not null and target is not null
    ) as sides
    group by community, name
) as everyone
