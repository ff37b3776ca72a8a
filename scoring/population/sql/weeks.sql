-- In which weeks each person did something, publishing included.
create table weeks as
select actor, cast(floor(moment / 604800) as integer) as week from acts group by actor, week
