-- Topics: on what everyone is heard in a community, what they hide, and who vouches for it.
-- `topic` is a topic's key where spellings are compared, and its short id where buttons carry it.

-- What topics belong to, with people counted once: by topic, people and the topics below.
ALTER TABLE snapshot ADD COLUMN wider TEXT NOT NULL DEFAULT '{}';

CREATE TABLE hidden_topic (
    subject_id INTEGER NOT NULL REFERENCES subject (id) ON DELETE CASCADE,
    topic TEXT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (subject_id, topic)
) STRICT, WITHOUT ROWID;

-- The latest people on each topic of everyone shown in a community, and the topics that are there.
CREATE TABLE topic_standing (
    community_id INTEGER NOT NULL,
    topic TEXT NOT NULL,
    subject_id INTEGER NOT NULL REFERENCES subject (id) ON DELETE CASCADE,
    people REAL NOT NULL,
    PRIMARY KEY (community_id, topic, subject_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX topic_standing_by_people
    ON topic_standing (community_id, topic, people DESC, subject_id);
CREATE INDEX topic_standing_of_subject ON topic_standing (subject_id, community_id);

CREATE TABLE community_topic (
    community_id INTEGER NOT NULL,
    topic TEXT NOT NULL,
    label TEXT NOT NULL,
    members INTEGER NOT NULL,
    people REAL NOT NULL,
    PRIMARY KEY (community_id, topic)
) STRICT, WITHOUT ROWID;
CREATE INDEX community_topic_by_people ON community_topic (community_id, people DESC);

-- A vouch stands in the community where it was given.
CREATE TABLE vouch (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    community_id INTEGER NOT NULL,
    subject_id INTEGER NOT NULL REFERENCES subject (id) ON DELETE CASCADE,
    voucher INTEGER NOT NULL,
    topic TEXT NOT NULL,
    label TEXT NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE (community_id, subject_id, voucher, topic)
) STRICT;
CREATE INDEX vouch_of_subject ON vouch (subject_id);
CREATE INDEX vouch_by_voucher ON vouch (voucher);

CREATE TABLE vouch_use (
    user_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    used INTEGER NOT NULL,
    PRIMARY KEY (user_id, day)
) STRICT;
