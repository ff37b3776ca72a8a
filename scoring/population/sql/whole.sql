-- Whether no pair was gathered in several parts.
select min(stretch) = max(stretch) and min(since) = max(since) as whole from gathered
