-- In which weeks each person did something, publishing included: bits, 126 weeks to a row.
create table weeks as
select actor, since, bit_or(weeks) as bits from gathered group by actor, since
