-- A Parquet file, its rows numbered.
create view raw as select * from read_parquet('{path}', file_row_number = true)
