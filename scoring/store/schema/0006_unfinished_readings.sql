-- Where a reading that was cut short goes on, and how far back it was meant to go.

ALTER TABLE account ADD COLUMN rest_position TEXT;
ALTER TABLE account ADD COLUMN rest_since INTEGER;
CREATE INDEX account_of_network ON account (network, read_at);

-- What was cut before can be taken up nowhere: it is read anew, and counted once.
UPDATE account SET read_at = NULL, read_from = NULL WHERE cut = 1;
