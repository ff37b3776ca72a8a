-- How many rows there are, and how many of them are malformed.
select count(*) as total, count(fault) as malformed from checked
