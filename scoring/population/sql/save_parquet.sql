-- The rows of a ranking as Parquet.
copy ranked to '{path}' (format parquet)
