-- The last moment that can be read, of a sound row or not.
select max(moment) as moment from typed where moment < $now
