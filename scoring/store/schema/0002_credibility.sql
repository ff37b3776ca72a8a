-- Why somebody weighs what they weigh, and what people count on average in a measurement.

ALTER TABLE audience ADD COLUMN reason TEXT;
CREATE INDEX audience_weighed ON audience (account_id, reason, weight) WHERE reason IS NOT NULL;

ALTER TABLE snapshot ADD COLUMN credibility REAL NOT NULL DEFAULT 1;
ALTER TABLE snapshot ADD COLUMN weighed INTEGER NOT NULL DEFAULT 0;
