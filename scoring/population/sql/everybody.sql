-- Everybody in the order of their numbers.
select cast(name as varchar) as name, first from nodes order by id
