-- Everybody who acted or was acted on, with the moments they were first and last heard of.
create table nodes as
select
    cast(row_number() over (order by community, name) - 1 as integer) as id,
    community, name, first, last, acted, received
from (
    select
        community, name, min(first) as first, max(last) as last,
        bool_or(acts) as acted, bool_or(not acts) as received
    from (
        select true as acts, community, actor as name, min(moment) as first, max(moment) as last
        from seen group by community, actor
        union all
        select false as acts, community, target as name, min(moment) as first, max(moment) as last
        from seen where target is not null group by community, target
    ) as sides
    group by community, name
) as everyone
