-- The only system that a change concerns of which nobody else sees anything.

ALTER TABLE change_log ADD COLUMN system ${text};
