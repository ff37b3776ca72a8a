-- The rows of a ranking with the names of accounts, in their order.
create or replace temporary view ranked as
select n.community, cast(n.name as varchar) as account, f.* exclude (id, line)
from figures f
join nodes n using (id)
order by f.line
