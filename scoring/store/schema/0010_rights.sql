-- What people's rights need: who was looked for when, communities that Discord no longer lists,
-- posts made by hand (a hide edits them too), and what a code is for: to link, or to opt out.

ALTER TABLE membership ADD COLUMN looked_at INTEGER;
CREATE INDEX membership_looked ON membership (looked_at);

CREATE TABLE unlisted (
    community_id INTEGER PRIMARY KEY,
    missed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE hand_post (
    message_id INTEGER PRIMARY KEY,
    community_id INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    week TEXT NOT NULL,
    posted_at INTEGER NOT NULL,
    board TEXT NOT NULL,
    stale INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX hand_post_newest ON hand_post (community_id, posted_at);

ALTER TABLE challenge ADD COLUMN purpose TEXT NOT NULL DEFAULT 'link';
