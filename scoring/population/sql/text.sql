-- A text file as it stands; rows of the wrong shape go to reject_errors with their line.
create table raw as
select * from read_csv(
    $path, delim = $delimiter, quote = $quote, escape = $quote,
    header = true, all_varchar = true, store_rejects = true
)
