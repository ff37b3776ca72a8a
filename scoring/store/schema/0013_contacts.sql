-- Since when a member agreed, in this community, to be found as somebody's contact.

ALTER TABLE membership ADD COLUMN found_since INTEGER;
