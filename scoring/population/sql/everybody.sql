-- When everybody was first heard of, in the order of their numbers.
select first from nodes order by id
