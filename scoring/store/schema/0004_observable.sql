-- An account may show no reactions where its network does: a feed without comment counts, say.

ALTER TABLE account ADD COLUMN observable INTEGER NOT NULL DEFAULT 1;
