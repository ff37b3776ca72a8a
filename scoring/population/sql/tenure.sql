-- Distinct weeks in which each person did something, up to a moment.
select actor, count(*) as weeks from weeks where (week + 1) * 604800 <= $until group by actor
