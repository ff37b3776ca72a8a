-- Which marks a member has reached, so that each is told once; and who wants to hear of none.

CREATE TABLE milestone (
    subject_id INTEGER PRIMARY KEY REFERENCES subject (id) ON DELETE CASCADE,
    formula_version INTEGER NOT NULL,
    measured INTEGER NOT NULL,
    ten INTEGER NOT NULL,
    value REAL NOT NULL,
    people REAL NOT NULL,
    boards TEXT NOT NULL DEFAULT '[]',
    told_at INTEGER
) STRICT;

CREATE TABLE milestone_off (
    user_id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT;
