-- Distinct whole weeks in which each person did something, up to a moment.
select actor, cast(sum(bit_count(
    case when block < floor($until / 19353600) then bits
        else bits & ((cast(1 as bigint) << cast(floor($until / 604800) as bigint) % 32) - 1)
    end
)) as bigint) as weeks
from weeks
where block <= floor($until / 19353600)
group by actor
