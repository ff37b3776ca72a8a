-- Who acted on whom within a window, each pair once.
select distinct target, actor
from acts
where moment >= $since and moment < $until and target is not null and actor <> target
