-- Who leaves the podium to others, which sections the weekly post has, who changed a setting last.

ALTER TABLE community ADD COLUMN newcomers INTEGER NOT NULL DEFAULT 1;
ALTER TABLE community ADD COLUMN pages INTEGER NOT NULL DEFAULT 1;

-- One row for each role or member; the other column is NULL.
CREATE TABLE off_podium (
    community_id INTEGER NOT NULL,
    role_id INTEGER,
    user_id INTEGER
) STRICT;
CREATE INDEX off_podium_of_community ON off_podium (community_id);

CREATE TABLE community_change (
    community_id INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL,
    setting TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
