-- The file, read once: the rows before a moment, and those that are malformed.
create table read as
select {community} actor, target, moment, fault is not null as malformed
from checked
where fault is not null or moment < {before}
