-- Rows of the wrong shape: too many columns, too few, a quote that never ends.
select distinct line, 'it has not one field for each column' as fault from reject_errors order by line
