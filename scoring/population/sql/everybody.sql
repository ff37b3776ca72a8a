-- Everybody in the order of their numbers.
select community, cast(name as varchar) as name, first, last from nodes order by id
