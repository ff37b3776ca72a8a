-- Which communities were greeted when the bot joined them, so that none is greeted twice.

CREATE TABLE welcome (
    community_id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT;
