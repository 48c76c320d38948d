-- What each write changed in a record of a target, so that a run can be taken back. The number of a run rises with time.

CREATE TABLE before_image (
  target        ${text} NOT NULL,
  run           ${long} NOT NULL,
  golden_id     ${text} NOT NULL,
  external_id   ${text} NOT NULL,
  -- A record may be written several times in a run.
  at            ${long} NOT NULL,
  before_values ${text} NOT NULL,
  written       ${text} NOT NULL,
  reverted      ${long} NOT NULL,
  PRIMARY KEY (target, run, golden_id, external_id, at)
) ${keyed};

-- Erasures remove them by both names of a record.
CREATE INDEX before_image_by_external_id ON before_image (target, external_id);
CREATE INDEX before_image_by_golden ON before_image (golden_id);
CREATE INDEX before_image_reverted ON before_image (target, external_id) WHERE reverted = 1;

-- What waits or is held is taken by when it was planned.
DROP INDEX delivery_by_status;
CREATE INDEX delivery_by_status ON delivery (target, status, changed_at);
