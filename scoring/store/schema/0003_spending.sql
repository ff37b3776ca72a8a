-- What calls to networks that cost money have cost, so that a restart spends nothing twice.
-- `day` is days since 1970-01-01 in UTC, `spent` millionths of a US dollar.

CREATE TABLE spending (
    network TEXT NOT NULL,
    day INTEGER NOT NULL,
    spent INTEGER NOT NULL CHECK (spent >= 0),
    PRIMARY KEY (network, day)
) STRICT, WITHOUT ROWID;
