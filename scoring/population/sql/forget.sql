-- Once everybody has a number the rows with their names are not needed any more.
drop view seen;
drop table read
