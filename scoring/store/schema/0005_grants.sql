-- Consent that members give in a browser: errands under way, what they confirmed, and grants.
-- Of a state only its hash is kept; `sealed` are tokens, encrypted with a key of the key file.

CREATE TABLE errand (
    state_hash TEXT PRIMARY KEY,
    user_id INTEGER NOT NULL,
    site TEXT NOT NULL,
    network TEXT NOT NULL,
    native_id TEXT NOT NULL,
    handle TEXT NOT NULL,
    page TEXT,
    locale TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX errand_of_member ON errand (user_id, network, native_id);

-- What an errand proved, until the member takes it up. `asked` is the native id that was named,
-- empty where the network shows an account to its owner alone; `native_id` the one that came back.
CREATE TABLE confirmation (
    user_id INTEGER NOT NULL,
    network TEXT NOT NULL,
    asked TEXT NOT NULL,
    native_id TEXT NOT NULL,
    page TEXT,
    sealed TEXT,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, network, asked)
) STRICT;

-- A member's consent to read one account, until they take it back.
CREATE TABLE consent (
    account_id INTEGER PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    sealed TEXT NOT NULL,
    given_at INTEGER NOT NULL,
    renewed_at INTEGER NOT NULL
) STRICT;
