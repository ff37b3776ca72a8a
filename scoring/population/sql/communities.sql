-- Communities in their order, as nodes are numbered: how many people, first and last heard of.
select community, count(*) as people, min(first) as first, max(last) as last
from nodes
group by community
order by community
