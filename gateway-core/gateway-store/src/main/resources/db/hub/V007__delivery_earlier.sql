-- What a record may still show of the writing before the last, while nobody knows what came of that.

ALTER TABLE delivery ADD COLUMN earlier ${text};
