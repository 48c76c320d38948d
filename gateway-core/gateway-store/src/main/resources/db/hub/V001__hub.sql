-- The hub: one schema for both databases; what they spell differently is a placeholder (see Dialect).
-- Times are microseconds since 1970 UTC. Texts compare by their bytes, so that ids have one order everywhere.

CREATE TABLE golden (
  mint_seq    ${long} PRIMARY KEY,
  id          ${text} NOT NULL UNIQUE,
  anchor_rid  ${long} NOT NULL,
  status      ${text} NOT NULL,
  redirect_to ${text},
  version     ${long} NOT NULL,
  profile     ${text} NOT NULL,
  changed_at  ${long} NOT NULL
) ${strict};

-- The status stands in the index so that counting profiles does not read their rows.
CREATE INDEX golden_by_anchor ON golden (anchor_rid, status);

CREATE TABLE record (
  rid         ${long} PRIMARY KEY,
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
  features    ${blob} NOT NULL,
  component   ${long} NOT NULL,
  golden_id   ${text} REFERENCES golden (id),
  modified_at ${long},
  raw         ${blob} NOT NULL,
  -- A source record is one row, and so belongs to at most one golden profile.
  UNIQUE (system, entity, id)
) ${strict};

-- The flag stands in the index so that counting live records does not read their rows.
CREATE INDEX record_by_golden ON record (golden_id, deleted);

-- E-mail addresses and telephone numbers that live records assert, for search.
CREATE TABLE contact (
  value ${text} NOT NULL,
  rid   ${long} NOT NULL,
  PRIMARY KEY (value, rid)
) ${keyed};

CREATE TABLE change_log (
  seq        ${long} PRIMARY KEY,
  golden_id  ${text} NOT NULL,
  version    ${long} NOT NULL,
  type       ${text} NOT NULL,
  attributes ${text} NOT NULL,
  other      ${text},
  cause      ${text} NOT NULL,
  at         ${long} NOT NULL
) ${strict};

CREATE TABLE delivery (
  target          ${text} NOT NULL,
  golden_id       ${text} NOT NULL,
  external_id     ${text} NOT NULL,
  status          ${text} NOT NULL,
  desired         ${text} NOT NULL,
  written         ${text},
  read_back       ${text},
  before_image    ${text},
  token           ${text},
  attempts        ${long} NOT NULL,
  next_attempt_at ${long} NOT NULL,
  error           ${text},
  created         ${long} NOT NULL,
  changed_at      ${long} NOT NULL,
  PRIMARY KEY (target, golden_id, external_id)
) ${strict};

CREATE INDEX delivery_by_external_id ON delivery (target, external_id);
CREATE INDEX delivery_by_status ON delivery (target, status);
CREATE INDEX delivery_due ON delivery (target, next_attempt_at, changed_at) WHERE status IN ('PENDING', 'INTENT');

CREATE TABLE setting (
  scope ${text} NOT NULL,
  name  ${text} NOT NULL,
  value ${text} NOT NULL,
  at    ${long} NOT NULL,
  PRIMARY KEY (scope, name)
) ${keyed};

CREATE TABLE interaction (
  system       ${text} NOT NULL,
  id           ${text} NOT NULL,
  customer_ref ${text} NOT NULL,
  kind         ${text} NOT NULL,
  at           ${long} NOT NULL,
  summary      ${text} NOT NULL,
  status       ${text},
  PRIMARY KEY (system, id)
) ${strict};

-- The reference comes first: an erasure removes an address from every system.
CREATE INDEX interaction_by_customer ON interaction (customer_ref, system, at);

CREATE TABLE dead_letter (
  id        ${identity},
  system    ${text} NOT NULL,
  entity    ${text} NOT NULL,
  record_id ${text},
  code      ${text} NOT NULL,
  message   ${text} NOT NULL,
  origin    ${text} NOT NULL,
  payload   ${blob} NOT NULL,
  at        ${long} NOT NULL
) ${strict};

CREATE INDEX dead_letter_by_record ON dead_letter (system, entity, record_id);

CREATE TABLE decision (
  first_system  ${text} NOT NULL,
  first_entity  ${text} NOT NULL,
  first_id      ${text} NOT NULL,
  second_system ${text} NOT NULL,
  second_entity ${text} NOT NULL,
  second_id     ${text} NOT NULL,
  verdict       ${text} NOT NULL,
  decided_by    ${text} NOT NULL,
  at            ${long} NOT NULL,
  PRIMARY KEY (first_system, first_entity, first_id, second_system, second_entity, second_id)
) ${keyed};

-- Record numbers are never given twice: an erasure notes the greatest one before it removes the row.
CREATE TABLE high_water (
  name  ${text} PRIMARY KEY,
  value ${long} NOT NULL
) ${strict};
