-- The names of everybody in the order of their numbers.
select cast(name as varchar) as name from nodes order by id
