-- What one node may do alone for a while. The epoch tells what a former holder still writes.
CREATE TABLE lease (
  name       ${text} PRIMARY KEY,
  owner      ${text} NOT NULL,
  epoch      ${long} NOT NULL,
  expires_at ${long} NOT NULL
) ${strict};

-- What other nodes ask the writer to do. The answer is written by the commit that does it.
CREATE TABLE inbox (
  seq    ${identity},
  node   ${text} NOT NULL,
  body   ${blob} NOT NULL,
  failed ${long},
  answer ${blob},
  at     ${long} NOT NULL
) ${strict};

CREATE INDEX inbox_waiting ON inbox (seq) WHERE failed IS NULL;
CREATE INDEX inbox_answered ON inbox (node, seq) WHERE failed IS NOT NULL;
