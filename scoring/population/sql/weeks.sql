-- In which weeks each person did something, publishing included: bits, 32 weeks to a row.
create table weeks as
select
    actor, cast(floor(moment / 19353600) as bigint) as block,
    bit_or(cast(1 as bigint) << cast(floor(moment / 604800) as bigint) % 32) as bits
from acts
group by actor, block
