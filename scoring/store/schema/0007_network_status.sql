-- What each network last answered, and what its hosts still allow: for the operator.

CREATE TABLE network_status (
    network TEXT PRIMARY KEY,
    read_at INTEGER,
    failed_at INTEGER,
    failure TEXT
) STRICT;

CREATE TABLE host_budget (
    host TEXT PRIMARY KEY,
    remaining INTEGER NOT NULL,
    allowed INTEGER,
    seen_at INTEGER NOT NULL
) STRICT;
