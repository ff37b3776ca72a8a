-- Whether a community wants pictures beside the words, and on which ground they are drawn.

ALTER TABLE community ADD COLUMN pictures INTEGER NOT NULL DEFAULT 1;
ALTER TABLE community ADD COLUMN theme TEXT NOT NULL DEFAULT 'dark';
