-- What a row was before it was replaced or removed. The row in the table itself is its own last version, so that a
-- record which is seen once is written once. Times are microseconds since 1970 UTC.

CREATE TABLE record_history (
  rid         ${long} NOT NULL,
  -- This version stood from "since" on, and no more at "until".
  since       ${long} NOT NULL,
  until       ${long} NOT NULL,
  system      ${text} NOT NULL,
  entity      ${text} NOT NULL,
  id          ${text} NOT NULL,
  epoch       ${long} NOT NULL,
  token       ${long} NOT NULL,
  observed_at ${long} NOT NULL,
  hash        ${text} NOT NULL,
  deleted     ${long} NOT NULL,
  data        ${text} NOT NULL,
  echoes      ${text} NOT NULL,
  component   ${long} NOT NULL,
  golden_id   ${text},
  modified_at ${long},
  -- What replaced it.
  cause       ${text} NOT NULL,
  PRIMARY KEY (rid, until)
) ${strict};

CREATE INDEX record_history_by_golden ON record_history (golden_id, until);
CREATE INDEX record_history_by_until ON record_history (until);

CREATE TABLE golden_history (
  id          ${text} NOT NULL,
  mint_seq    ${long} NOT NULL,
  anchor_rid  ${long} NOT NULL,
  status      ${text} NOT NULL,
  redirect_to ${text},
  version     ${long} NOT NULL,
  profile     ${text} NOT NULL,
  changed_at  ${long} NOT NULL,
  until       ${long} NOT NULL,
  PRIMARY KEY (id, version)
) ${strict};

CREATE INDEX golden_history_by_until ON golden_history (until);

CREATE TABLE decision_history (
  number        ${identity},
  first_system  ${text} NOT NULL,
  first_entity  ${text} NOT NULL,
  first_id      ${text} NOT NULL,
  second_system ${text} NOT NULL,
  second_entity ${text} NOT NULL,
  second_id     ${text} NOT NULL,
  verdict       ${text} NOT NULL,
  decided_by    ${text} NOT NULL,
  at            ${long} NOT NULL,
  until         ${long} NOT NULL,
  ended_by      ${text} NOT NULL
) ${strict};

CREATE INDEX decision_history_by_first ON decision_history (first_system, first_entity, first_id);
CREATE INDEX decision_history_by_second ON decision_history (second_system, second_entity, second_id);
CREATE INDEX decision_history_by_until ON decision_history (until);

-- Why a profile is as it is, is told by the log of its changes.
CREATE INDEX change_log_by_golden ON change_log (golden_id, seq);
CREATE INDEX change_log_by_other ON change_log (other, seq) WHERE other IS NOT NULL;
