-- The sound rows before a moment: nothing else is read into a result.
create view seen as
select community, actor, target, moment from checked where fault is null and moment < {before}
