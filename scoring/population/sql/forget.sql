-- Once everybody has a number the pairs by name are not needed any more.
drop table pairs
