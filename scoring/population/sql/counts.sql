-- How many rows the file has, and how many of them are malformed.
select
    (select count(*) from typed) as total,
    (select coalesce(sum(n), 0) from pairs where actor is null) as malformed
