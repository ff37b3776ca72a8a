-- The sound rows before a moment: nothing else is read into a result.
create view seen as
select {community} as community, actor, target, moment from read where not malformed
