-- The first tables: subjects and their accounts, evidence, snapshots, communities, weekly posts.
-- Times are unix seconds in UTC, ids of Discord are its snowflakes, hashes are signed 64-bit.

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- Whom a score is about: a person (user_id is theirs) or a page (user_id is its steward's).
CREATE TABLE subject (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'page')),
    user_id INTEGER NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    hidden INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    UNIQUE (user_id, kind, name)
) STRICT;

CREATE TABLE account (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    subject_id INTEGER NOT NULL REFERENCES subject (id) ON DELETE CASCADE,
    network TEXT NOT NULL,
    native_id TEXT NOT NULL,
    handle TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    url TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'active',
    missed_at INTEGER,
    created_at INTEGER,
    linked_at INTEGER NOT NULL,
    proved_at INTEGER NOT NULL,
    read_at INTEGER,
    read_from INTEGER,
    cut INTEGER NOT NULL DEFAULT 0,
    UNIQUE (network, native_id)
) STRICT;
CREATE INDEX account_of_subject ON account (subject_id);
CREATE INDEX account_stalest ON account (read_at);

-- Accounts on networks that offer nothing: named by their owner, never read, never proved.
CREATE TABLE named_account (
    subject_id INTEGER NOT NULL REFERENCES subject (id) ON DELETE CASCADE,
    network TEXT NOT NULL,
    handle TEXT NOT NULL,
    PRIMARY KEY (subject_id, network, handle)
) STRICT;

CREATE TABLE challenge (
    user_id INTEGER NOT NULL,
    network TEXT NOT NULL,
    native_id TEXT NOT NULL,
    handle TEXT NOT NULL,
    page TEXT,
    code TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, network, native_id)
) STRICT;

-- Where a subject said yes to being seen, and where they hid again.
CREATE TABLE membership (
    community_id INTEGER NOT NULL,
    subject_id INTEGER NOT NULL REFERENCES subject (id) ON DELETE CASCADE,
    shown INTEGER NOT NULL DEFAULT 0,
    hidden INTEGER NOT NULL DEFAULT 0,
    shown_at INTEGER,
    missed_at INTEGER,
    PRIMARY KEY (community_id, subject_id)
) STRICT;
CREATE INDEX membership_of_subject ON membership (subject_id);

-- Evidence, derived from readings: one row per actor, as keyed hash, and per topic.
CREATE TABLE audience (
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    actor INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    weight REAL NOT NULL DEFAULT 1.0,
    weighed_at INTEGER,
    fortnights INTEGER NOT NULL DEFAULT 0,
    acts TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (account_id, actor)
) STRICT, WITHOUT ROWID;

CREATE TABLE audience_topic (
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    actor INTEGER NOT NULL,
    topic TEXT NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    fortnights INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, actor, topic)
) STRICT, WITHOUT ROWID;

-- Fingerprints of the acts already counted: what makes a second reading change nothing.
CREATE TABLE counted (
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    act INTEGER NOT NULL,
    PRIMARY KEY (account_id, act)
) STRICT, WITHOUT ROWID;

CREATE TABLE publication (
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    publication INTEGER NOT NULL,
    published_at INTEGER NOT NULL,
    read_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, publication)
) STRICT, WITHOUT ROWID;

CREATE TABLE publication_total (
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    publication INTEGER NOT NULL,
    kind TEXT NOT NULL,
    read INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, publication, kind)
) STRICT, WITHOUT ROWID;

-- Facts, appended: one per account, day and formula version; history is never rewritten.
CREATE TABLE snapshot (
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    day INTEGER NOT NULL,
    formula_version INTEGER NOT NULL,
    measured_at INTEGER NOT NULL,
    people REAL,
    variance REAL NOT NULL DEFAULT 0,
    observed_days REAL NOT NULL DEFAULT 0,
    ever INTEGER NOT NULL DEFAULT 0,
    voice REAL NOT NULL DEFAULT 0,
    flags INTEGER NOT NULL DEFAULT 0,
    kinds TEXT NOT NULL DEFAULT '{}',
    topics TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (account_id, formula_version, day)
) STRICT, WITHOUT ROWID;

-- The latest score of everyone shown in a community, and how many stand in each hundredth of
-- a point: an exact rank without sorting anybody.
CREATE TABLE standing (
    community_id INTEGER NOT NULL,
    subject_id INTEGER NOT NULL REFERENCES subject (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    bucket INTEGER NOT NULL,
    score REAL NOT NULL,
    provisional INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (community_id, subject_id)
) STRICT;
CREATE INDEX standing_by_score ON standing (community_id, kind, score DESC, subject_id);
CREATE INDEX standing_of_subject ON standing (subject_id);

CREATE TABLE standing_bucket (
    community_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    bucket INTEGER NOT NULL,
    members INTEGER NOT NULL,
    PRIMARY KEY (community_id, kind, bucket)
) STRICT, WITHOUT ROWID;

CREATE TABLE community (
    id INTEGER PRIMARY KEY,
    channel_id INTEGER,
    weekday INTEGER NOT NULL DEFAULT 0,
    hour INTEGER NOT NULL DEFAULT 9,
    minute INTEGER NOT NULL DEFAULT 0,
    zone TEXT NOT NULL DEFAULT 'UTC',
    locale TEXT NOT NULL DEFAULT 'en',
    rows INTEGER NOT NULL DEFAULT 10,
    lookups INTEGER NOT NULL DEFAULT 0,
    enabled_at INTEGER,
    paused_at INTEGER,
    pause_reason TEXT,
    resumed_at INTEGER
) STRICT;

CREATE TABLE weekly_post (
    community_id INTEGER NOT NULL,
    week TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('claimed', 'sent', 'failed', 'paused')),
    board TEXT NOT NULL DEFAULT '{}',
    claimed_at INTEGER NOT NULL,
    channel_id INTEGER,
    message_id INTEGER,
    sent_at INTEGER,
    tried_at INTEGER,
    tries INTEGER NOT NULL DEFAULT 0,
    next_try_at INTEGER,
    error TEXT,
    stale INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (community_id, week)
) STRICT;
CREATE INDEX weekly_post_unfinished ON weekly_post (state, next_try_at);

-- People and accounts that chose not to be measured, as keyed hashes.
CREATE TABLE opt_out (
    hash INTEGER PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE lookup_use (
    user_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    used INTEGER NOT NULL,
    PRIMARY KEY (user_id, day)
) STRICT;
