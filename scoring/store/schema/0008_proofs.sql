-- How an account was proved, so that the proof can be looked for again; and words still to be said.
-- `mark` is a keyed hash of the code that proved it. Accounts from before have no `proved_by`: the
-- code was theirs to take out again, so nothing is looked for. `proof_missed_at` is when the proof
-- was first not found, `proof_looked_at` when it was last looked for.

ALTER TABLE account ADD COLUMN proved_by TEXT;
ALTER TABLE account ADD COLUMN mark INTEGER;
ALTER TABLE account ADD COLUMN locale TEXT;
ALTER TABLE account ADD COLUMN proof_looked_at INTEGER;
ALTER TABLE account ADD COLUMN proof_missed_at INTEGER;
CREATE INDEX account_to_prove ON account (proved_at) WHERE proved_by IS NOT NULL;

ALTER TABLE challenge ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;

-- How many codes a member asked for in a day.
CREATE TABLE challenge_use (
    user_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    used INTEGER NOT NULL,
    PRIMARY KEY (user_id, day)
) STRICT;

-- What a member is still to be told, in private and once; a row lives until it was said.
CREATE TABLE notice (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    data TEXT NOT NULL DEFAULT '{}',
    locale TEXT,
    at INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    next_try_at INTEGER
) STRICT;
CREATE INDEX notice_of_user ON notice (user_id);
