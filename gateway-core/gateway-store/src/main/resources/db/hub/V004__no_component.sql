-- What hangs together is known from the links in memory only; nothing ever read it from here.

ALTER TABLE record DROP COLUMN component;
ALTER TABLE record_history DROP COLUMN component;
