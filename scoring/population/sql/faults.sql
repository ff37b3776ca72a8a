-- The first malformed rows, in the order of the file.
select line, fault from checked where fault is not null order by line limit $shown
