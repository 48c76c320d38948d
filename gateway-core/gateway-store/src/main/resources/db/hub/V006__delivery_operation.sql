-- What is done to the record of a delivery: most are written, some are withdrawn.

ALTER TABLE delivery ADD COLUMN operation ${text} NOT NULL DEFAULT 'WRITE';
