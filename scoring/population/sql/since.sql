-- The first of the 126 weeks that share one number with a week. The moment ends such a number,
-- so that most logs need one. Floating point, since dividing whole numbers takes longer.
create macro since(week, until) as
    floor(until / 604800) - 125 - 126 * floor((floor(until / 604800) - week) / 126)
