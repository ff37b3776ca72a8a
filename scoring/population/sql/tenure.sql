-- Distinct whole weeks in which each person did something, up to a moment.
select actor, cast(sum(bit_count(
    bits & ((cast(1 as hugeint) << cast(least(126, floor($until / 604800) - since) as bigint)) - 1)
)) as bigint) as weeks
from weeks
where since < floor($until / 604800)
group by actor
