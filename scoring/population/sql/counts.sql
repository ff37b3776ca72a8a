-- How many rows the file has, and how many of them are malformed.
select
    (select count(*) from typed) as total,
    (select count(*) from read where malformed) as malformed
