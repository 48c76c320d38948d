-- A few customers, as a gateway on V001__hub.sql kept them: merged, judged, delivered, deleted and erased ones.
-- @...@ is a blob in hexadecimal.
INSERT INTO golden (mint_seq, id, anchor_rid, status, redirect_to, version, profile, changed_at)
  VALUES (1, '01KJM6JM00RT904Z9Y1P56VD0N', 1, 'LIVE', NULL, 5, '{"data":{"givenName":"Ada","familyName":"Lovelace","emails":["ada@example.test"],"phones":["+493012345678"]},"records":[["erp","customer","1"],["shop","customer","7"]],"provenance":[{"attribute":"givenName","sources":[0,1],"rule":"only","at":1000000,"losers":[]},{"attribute":"familyName","sources":[0,1],"rule":"only","at":1000000,"losers":[]},{"attribute":"emails","sources":[0,1],"rule":"union","at":1000000,"losers":[]},{"attribute":"phones","sources":[0],"rule":"union","at":1000000,"losers":[]}]}', 1772352060000000);
INSERT INTO golden (mint_seq, id, anchor_rid, status, redirect_to, version, profile, changed_at)
  VALUES (2, '01KJM6JM00DEKWAKAZS93QGMKG', 2, 'LIVE', NULL, 2, '{"data":{"givenName":"Grace","familyName":"Murray","emails":["grace@example.test"],"phones":["+442071234567"]},"records":[["erp","customer","2"]],"provenance":[{"attribute":"givenName","sources":[0],"rule":"only","at":2000000,"losers":[]},{"attribute":"familyName","sources":[0],"rule":"only","at":2000000,"losers":[]},{"attribute":"emails","sources":[0],"rule":"union","at":2000000,"losers":[]},{"attribute":"phones","sources":[0],"rule":"union","at":2000000,"losers":[]}]}', 1772352120000000);
INSERT INTO golden (mint_seq, id, anchor_rid, status, redirect_to, version, profile, changed_at)
  VALUES (3, '01KJM6JM00081CAM9Y1PTGHWQX', 3, 'LIVE', NULL, 1, '{"data":{"givenName":"Alan","familyName":"Turing","emails":["alan@example.test"],"phones":["+442071234568"]},"records":[["erp","customer","3"]],"provenance":[{"attribute":"givenName","sources":[0],"rule":"only","at":1000000,"losers":[]},{"attribute":"familyName","sources":[0],"rule":"only","at":1000000,"losers":[]},{"attribute":"emails","sources":[0],"rule":"union","at":1000000,"losers":[]},{"attribute":"phones","sources":[0],"rule":"union","at":1000000,"losers":[]}]}', 1772352000000000);
INSERT INTO golden (mint_seq, id, anchor_rid, status, redirect_to, version, profile, changed_at)
  VALUES (4, '01KJM6JM00QJRP7EC024DP6HJ0', -1, 'ARCHIVED', NULL, 2, '{"data":{},"records":[],"provenance":[]}', 1772352240000000);
INSERT INTO golden (mint_seq, id, anchor_rid, status, redirect_to, version, profile, changed_at)
  VALUES (5, '01KJM6JM00YF32CAVG6W8JMTF6', 5, 'ARCHIVED', NULL, 2, '{"data":{},"records":[],"provenance":[]}', 1772352240000000);
INSERT INTO golden (mint_seq, id, anchor_rid, status, redirect_to, version, profile, changed_at)
  VALUES (6, '0000000000RB8TZBYNJ6GF7ZKK', 6, 'REDIRECT', '01KJM6JM00RT904Z9Y1P56VD0N', 2, '{"data":{},"records":[],"provenance":[]}', 1);
INSERT INTO golden (mint_seq, id, anchor_rid, status, redirect_to, version, profile, changed_at)
  VALUES (7, '0000000000GEE6BWXPEAEH678K', 7, 'LIVE', NULL, 1, '{"data":{"givenName":"Alan","familyName":"Turing","emails":["alan@example.test"],"phones":["+442071234568"]},"records":[["shop","customer","8"]],"provenance":[{"attribute":"givenName","sources":[0],"rule":"only","at":1000000,"losers":[]},{"attribute":"familyName","sources":[0],"rule":"only","at":1000000,"losers":[]},{"attribute":"emails","sources":[0],"rule":"union","at":1000000,"losers":[]},{"attribute":"phones","sources":[0],"rule":"union","at":1000000,"losers":[]}]}', 1);
INSERT INTO record (rid, system, entity, id, epoch, token, observed_at, hash, deleted, data, echoes, features, component, golden_id, modified_at, raw)
  VALUES (1, 'erp', 'customer', '1', 0, 1, 1000001, '{"givenName":"Ada","familyName":"Lovelace","emails":["ada@example.test"],"phones":["+493012345678"]}', 0, '{"givenName":"Ada","familyName":"Lovelace","emails":["ada@example.test"],"phones":["+493012345678"]}', '', @020100000000000000000003616461000000086c6f76656c6163650000000000000000000000000000000000010003616461000c6578616d706c652e746573740100000072c9d3634e@, 0, '01KJM6JM00RT904Z9Y1P56VD0N', 1000000, @01@);
INSERT INTO record (rid, system, entity, id, epoch, token, observed_at, hash, deleted, data, echoes, features, component, golden_id, modified_at, raw)
  VALUES (2, 'erp', 'customer', '2', 0, 2, 1000020, '{"givenName":"Grace","familyName":"Murray","emails":["grace@example.test"],"phones":["+442071234567"]}', 0, '{"givenName":"Grace","familyName":"Murray","emails":["grace@example.test"],"phones":["+442071234567"]}', '', @0201000000000000000000056772616365000000066d757272617900000000000000000000000000000000000100056772616365000c6578616d706c652e746573740100000066ed7fb807@, 0, '01KJM6JM00DEKWAKAZS93QGMKG', 2000000, @01@);
INSERT INTO record (rid, system, entity, id, epoch, token, observed_at, hash, deleted, data, echoes, features, component, golden_id, modified_at, raw)
  VALUES (3, 'erp', 'customer', '3', 0, 1, 1000003, '{"givenName":"Alan","familyName":"Turing","emails":["alan@example.test"],"phones":["+442071234568"]}', 0, '{"givenName":"Alan","familyName":"Turing","emails":["alan@example.test"],"phones":["+442071234568"]}', '', @020100000000000000000004616c616e00000006747572696e670000000000000000000000000000000000010004616c616e000c6578616d706c652e746573740100000066ed7fb808@, 0, '01KJM6JM00081CAM9Y1PTGHWQX', 1000000, @01@);
INSERT INTO record (rid, system, entity, id, epoch, token, observed_at, hash, deleted, data, echoes, features, component, golden_id, modified_at, raw)
  VALUES (5, 'erp', 'customer', '5', 0, 1, 1000033, 'deleted', 1, '{"givenName":"Jürgen","familyName":"Groß","emails":["juergen@example.test"],"phones":["+493012345670"]}', '', @@, 0, NULL, NULL, @@);
INSERT INTO record (rid, system, entity, id, epoch, token, observed_at, hash, deleted, data, echoes, features, component, golden_id, modified_at, raw)
  VALUES (6, 'shop', 'customer', '7', 0, 2, 1000008, '{"givenName":"Ada","familyName":"Lovelace","emails":["ada@example.test"],"phones":["+493012345678"]}', 0, '{"givenName":"Ada","familyName":"Lovelace","emails":["ada@example.test"],"phones":["+493012345678"]}', 'phones', @020100000000000000000003616461000000086c6f76656c6163650000000000000000000000000000000000010003616461000c6578616d706c652e7465737401000004786386804e@, 0, '01KJM6JM00RT904Z9Y1P56VD0N', 1000000, @01@);
INSERT INTO record (rid, system, entity, id, epoch, token, observed_at, hash, deleted, data, echoes, features, component, golden_id, modified_at, raw)
  VALUES (7, 'shop', 'customer', '8', 0, 1, 1000007, '{"givenName":"Alan","familyName":"Turing","emails":["alan@example.test"],"phones":["+442071234568"]}', 0, '{"givenName":"Alan","familyName":"Turing","emails":["alan@example.test"],"phones":["+442071234568"]}', '', @020100000000000000000004616c616e00000006747572696e670000000000000000000000000000000000010004616c616e000c6578616d706c652e746573740100000066ed7fb808@, 0, '0000000000GEE6BWXPEAEH678K', 1000000, @01@);
INSERT INTO record (rid, system, entity, id, epoch, token, observed_at, hash, deleted, data, echoes, features, component, golden_id, modified_at, raw)
  VALUES (8, 'shop', 'customer', 'made-101', 0, 2, 1000023, '{"givenName":"Grace","familyName":"Murray","preferredLanguage":"en","emails":["grace@example.test"],"phones":["+442071234567"]}', 0, '{"givenName":"Grace","familyName":"Murray","preferredLanguage":"en","emails":["grace@example.test"],"phones":["+442071234567"]}', 'givenName familyName preferredLanguage emails phones', @@, 0, '01KJM6JM00DEKWAKAZS93QGMKG', 1000000, @01@);
INSERT INTO record (rid, system, entity, id, epoch, token, observed_at, hash, deleted, data, echoes, features, component, golden_id, modified_at, raw)
  VALUES (9, 'shop', 'customer', 'made-102', 0, 1, 1000011, '{"givenName":"Alan","familyName":"Turing","preferredLanguage":"en","emails":["alan@example.test"],"phones":["+442071234568"]}', 0, '{"givenName":"Alan","familyName":"Turing","preferredLanguage":"en","emails":["alan@example.test"],"phones":["+442071234568"]}', 'givenName familyName preferredLanguage emails phones', @@, 0, '01KJM6JM00081CAM9Y1PTGHWQX', 1000000, @01@);
INSERT INTO record (rid, system, entity, id, epoch, token, observed_at, hash, deleted, data, echoes, features, component, golden_id, modified_at, raw)
  VALUES (11, 'shop', 'customer', 'made-104', 0, 1, 1000013, '{"givenName":"Jürgen","familyName":"Groß","preferredLanguage":"en","emails":["juergen@example.test"],"phones":["+493012345670"]}', 0, '{"givenName":"Jürgen","familyName":"Groß","preferredLanguage":"en","emails":["juergen@example.test"],"phones":["+493012345670"]}', 'givenName familyName preferredLanguage emails phones', @@, 0, '01KJM6JM00YF32CAVG6W8JMTF6', 1000000, @01@);
INSERT INTO contact (value, rid)
  VALUES ('+442071234567', 2);
INSERT INTO contact (value, rid)
  VALUES ('+442071234568', 3);
INSERT INTO contact (value, rid)
  VALUES ('+442071234568', 7);
INSERT INTO contact (value, rid)
  VALUES ('+493012345678', 1);
INSERT INTO contact (value, rid)
  VALUES ('ada@example.test', 1);
INSERT INTO contact (value, rid)
  VALUES ('ada@example.test', 6);
INSERT INTO contact (value, rid)
  VALUES ('alan@example.test', 3);
INSERT INTO contact (value, rid)
  VALUES ('alan@example.test', 7);
INSERT INTO contact (value, rid)
  VALUES ('grace@example.test', 2);
INSERT INTO change_log (seq, golden_id, version, type, attributes, other, cause, at)
  VALUES (1, '01KJM6JM00RT904Z9Y1P56VD0N', 1, 'CREATED', 'givenName familyName emails phones', NULL, 'erp:customer:1', 1772352000000000);
INSERT INTO change_log (seq, golden_id, version, type, attributes, other, cause, at)
  VALUES (2, '01KJM6JM00DEKWAKAZS93QGMKG', 1, 'CREATED', 'givenName familyName emails phones', NULL, 'erp:customer:2', 1772352000000000);
INSERT INTO change_log (seq, golden_id, version, type, attributes, other, cause, at)
  VALUES (3, '01KJM6JM00081CAM9Y1PTGHWQX', 1, 'CREATED', 'givenName familyName emails phones', NULL, 'erp:customer:3', 1772352000000000);
INSERT INTO change_log (seq, golden_id, version, type, attributes, other, cause, at)
  VALUES (4, '01KJM6JM00QJRP7EC024DP6HJ0', 1, 'CREATED', 'givenName familyName emails phones', NULL, 'erased record', 1772352000000000);
INSERT INTO change_log (seq, golden_id, version, type, attributes, other, cause, at)
  VALUES (5, '01KJM6JM00YF32CAVG6W8JMTF6', 1, 'CREATED', 'givenName familyName emails phones', NULL, 'erp:customer:5', 1772352000000000);
INSERT INTO change_log (seq, golden_id, version, type, attributes, other, cause, at)
  VALUES (6, '01KJM6JM00RT904Z9Y1P56VD0N', 2, 'UPDATED', 'phones', NULL, 'shop:customer:7', 1772352000000000);
INSERT INTO change_log (seq, golden_id, version, type, attributes, other, cause, at)
  VALUES (7, '01KJM6JM00081CAM9Y1PTGHWQX', 1, 'UPDATED', '', NULL, 'shop:customer:8', 1772352000000000);
INSERT INTO change_log (seq, golden_id, version, type, attributes, other, cause, at)
  VALUES (8, '01KJM6JM00RT904Z9Y1P56VD0N', 3, 'UPDATED', 'phones', NULL, 'steward eve', 1);
INSERT INTO change_log (seq, golden_id, version, type, attributes, other, cause, at)
  VALUES (9, '0000000000RB8TZBYNJ6GF7ZKK', 1, 'CREATED', 'givenName familyName emails phones', NULL, 'steward eve', 1);
INSERT INTO change_log (seq, golden_id, version, type, attributes, other, cause, at)
  VALUES (10, '01KJM6JM00RT904Z9Y1P56VD0N', 4, 'UPDATED', 'phones', NULL, 'steward eve', 1);
INSERT INTO change_log (seq, golden_id, version, type, attributes, other, cause, at)
  VALUES (11, '0000000000RB8TZBYNJ6GF7ZKK', 2, 'MERGED', 'givenName familyName emails phones', '01KJM6JM00RT904Z9Y1P56VD0N', 'steward eve', 1);
INSERT INTO change_log (seq, golden_id, version, type, attributes, other, cause, at)
  VALUES (12, '01KJM6JM00081CAM9Y1PTGHWQX', 1, 'UPDATED', '', NULL, 'steward eve', 1);
INSERT INTO change_log (seq, golden_id, version, type, attributes, other, cause, at)
  VALUES (13, '0000000000GEE6BWXPEAEH678K', 1, 'CREATED', 'givenName familyName emails phones', NULL, 'steward eve', 1);
INSERT INTO change_log (seq, golden_id, version, type, attributes, other, cause, at)
  VALUES (14, '01KJM6JM00RT904Z9Y1P56VD0N', 5, 'UPDATED', 'phones', NULL, 'delivery', 1772352060000000);
INSERT INTO change_log (seq, golden_id, version, type, attributes, other, cause, at)
  VALUES (15, '01KJM6JM00DEKWAKAZS93QGMKG', 1, 'UPDATED', '', NULL, 'shop:customer:made-101', 1772352060000000);
INSERT INTO change_log (seq, golden_id, version, type, attributes, other, cause, at)
  VALUES (16, '01KJM6JM00081CAM9Y1PTGHWQX', 1, 'UPDATED', '', NULL, 'shop:customer:made-102', 1772352060000000);
INSERT INTO change_log (seq, golden_id, version, type, attributes, other, cause, at)
  VALUES (17, '01KJM6JM00QJRP7EC024DP6HJ0', 1, 'UPDATED', '', NULL, 'erased record', 1772352060000000);
INSERT INTO change_log (seq, golden_id, version, type, attributes, other, cause, at)
  VALUES (18, '01KJM6JM00YF32CAVG6W8JMTF6', 1, 'UPDATED', '', NULL, 'shop:customer:made-104', 1772352060000000);
INSERT INTO change_log (seq, golden_id, version, type, attributes, other, cause, at)
  VALUES (19, '01KJM6JM00DEKWAKAZS93QGMKG', 2, 'UPDATED', 'familyName', NULL, 'erp:customer:2', 1772352120000000);
INSERT INTO change_log (seq, golden_id, version, type, attributes, other, cause, at)
  VALUES (20, '01KJM6JM00DEKWAKAZS93QGMKG', 2, 'UPDATED', '', NULL, 'delivery', 1772352180000000);
INSERT INTO change_log (seq, golden_id, version, type, attributes, other, cause, at)
  VALUES (21, '01KJM6JM00YF32CAVG6W8JMTF6', 2, 'ARCHIVED', 'givenName familyName emails phones', NULL, 'erp:customer:5', 1772352240000000);
INSERT INTO change_log (seq, golden_id, version, type, attributes, other, cause, at)
  VALUES (22, '01KJM6JM00QJRP7EC024DP6HJ0', 2, 'ERASED', '', NULL, 'request 1', 1772352240000000);
INSERT INTO delivery (target, golden_id, external_id, status, desired, written, read_back, before_image, token, attempts, next_attempt_at, error, created, changed_at)
  VALUES ('mailing', '0000000000GEE6BWXPEAEH678K', '', 'PENDING', '{"givenName":"Alan","familyName":"Turing","emails":["alan@example.test"],"phones":["+442071234568"]}', NULL, NULL, NULL, NULL, 0, 0, NULL, 0, 1772352060000000);
INSERT INTO delivery (target, golden_id, external_id, status, desired, written, read_back, before_image, token, attempts, next_attempt_at, error, created, changed_at)
  VALUES ('mailing', '01KJM6JM00081CAM9Y1PTGHWQX', '', 'PENDING', '{"givenName":"Alan","familyName":"Turing","emails":["alan@example.test"],"phones":["+442071234568"]}', NULL, NULL, NULL, NULL, 0, 0, NULL, 0, 1772352060000000);
INSERT INTO delivery (target, golden_id, external_id, status, desired, written, read_back, before_image, token, attempts, next_attempt_at, error, created, changed_at)
  VALUES ('mailing', '01KJM6JM00DEKWAKAZS93QGMKG', '', 'PENDING', '{"givenName":"Grace","familyName":"Murray","emails":["grace@example.test"],"phones":["+442071234567"]}', NULL, NULL, NULL, NULL, 0, 0, NULL, 0, 1772352180000000);
INSERT INTO delivery (target, golden_id, external_id, status, desired, written, read_back, before_image, token, attempts, next_attempt_at, error, created, changed_at)
  VALUES ('mailing', '01KJM6JM00RT904Z9Y1P56VD0N', '', 'PENDING', '{"givenName":"Ada","familyName":"Lovelace","emails":["ada@example.test"],"phones":["+493012345678"]}', NULL, NULL, NULL, NULL, 0, 0, NULL, 0, 1772352120000000);
INSERT INTO delivery (target, golden_id, external_id, status, desired, written, read_back, before_image, token, attempts, next_attempt_at, error, created, changed_at)
  VALUES ('mailing', '01KJM6JM00YF32CAVG6W8JMTF6', '', 'PENDING', '{"givenName":"Jürgen","familyName":"Groß","emails":["juergen@example.test"],"phones":["+493012345670"]}', NULL, NULL, NULL, NULL, 0, 0, NULL, 0, 1772352060000000);
INSERT INTO delivery (target, golden_id, external_id, status, desired, written, read_back, before_image, token, attempts, next_attempt_at, error, created, changed_at)
  VALUES ('shop', '01KJM6JM00081CAM9Y1PTGHWQX', 'made-102', 'SETTLED', '{"givenName":"Alan","familyName":"Turing","emails":["alan@example.test"],"phones":["+442071234568"]}', '{"givenName":"Alan","familyName":"Turing","emails":["alan@example.test"],"phones":["+442071234568"]}', '{"givenName":"Alan","familyName":"Turing","preferredLanguage":"en","emails":["alan@example.test"],"phones":["+442071234568"]}', NULL, '1', 0, 0, NULL, 1, 1772352060000000);
INSERT INTO delivery (target, golden_id, external_id, status, desired, written, read_back, before_image, token, attempts, next_attempt_at, error, created, changed_at)
  VALUES ('shop', '01KJM6JM00DEKWAKAZS93QGMKG', 'made-101', 'SETTLED', '{"givenName":"Grace","familyName":"Murray","emails":["grace@example.test"],"phones":["+442071234567"]}', '{"givenName":"Grace","familyName":"Murray","emails":["grace@example.test"],"phones":["+442071234567"]}', '{"givenName":"Grace","familyName":"Murray","preferredLanguage":"en","emails":["grace@example.test"],"phones":["+442071234567"]}', NULL, '2', 0, 0, NULL, 1, 1772352180000000);
INSERT INTO delivery (target, golden_id, external_id, status, desired, written, read_back, before_image, token, attempts, next_attempt_at, error, created, changed_at)
  VALUES ('shop', '01KJM6JM00RT904Z9Y1P56VD0N', '7', 'SETTLED', '{"givenName":"Ada","familyName":"Lovelace","emails":["ada@example.test"],"phones":["+493012345678"]}', '{"givenName":"Ada","familyName":"Lovelace","emails":["ada@example.test"],"phones":["+493012345678","+4915112345678"]}', '{"givenName":"Ada","familyName":"Lovelace","emails":["ada@example.test"],"phones":["+493012345678"]}', '{"givenName":"Ada","familyName":"Lovelace","emails":["ada@example.test"],"phones":["+4915112345678"]}', '2', 0, 0, NULL, 0, 1772352060000000);
INSERT INTO delivery (target, golden_id, external_id, status, desired, written, read_back, before_image, token, attempts, next_attempt_at, error, created, changed_at)
  VALUES ('shop', '01KJM6JM00YF32CAVG6W8JMTF6', 'made-104', 'SETTLED', '{"givenName":"Jürgen","familyName":"Groß","emails":["juergen@example.test"],"phones":["+493012345670"]}', '{"givenName":"Jürgen","familyName":"Groß","emails":["juergen@example.test"],"phones":["+493012345670"]}', '{"givenName":"Jürgen","familyName":"Groß","preferredLanguage":"en","emails":["juergen@example.test"],"phones":["+493012345670"]}', NULL, '1', 0, 0, NULL, 1, 1772352060000000);
INSERT INTO setting (scope, name, value, at)
  VALUES ('BASELINE', 'shop', 'complete', 1772352000000000);
INSERT INTO setting (scope, name, value, at)
  VALUES ('ERASED', '5dlFMLkL0HOmfzqD-cd8hhV9mIr2upWXbW2kNI1HdjM', '', 1772352240000000);
INSERT INTO setting (scope, name, value, at)
  VALUES ('ERASED', 'Ucu2A3VYY3w1u_k2QHSzVx4OHqD5gmU4n7kFZRIOVas', '', 1772352240000000);
INSERT INTO setting (scope, name, value, at)
  VALUES ('ERASED', 'XRIuPZ4O-eql0SJ-W5EJbmXOTdpi4-Uw89TXvBIi-UM', '', 1772352240000000);
INSERT INTO setting (scope, name, value, at)
  VALUES ('ERASED', 'eoiLHr477FpLFJzCIL-xMew2MXYp6CCQgRrEgPD_Iac', '', 1772352240000000);
INSERT INTO setting (scope, name, value, at)
  VALUES ('ERASED', 'pG9ahR_I1AZhdNOLdXV5l4fx-QtaIwDsWXBI9aJRlSc', '', 1772352240000000);
INSERT INTO setting (scope, name, value, at)
  VALUES ('ERASED', 'xIK-D3MoQLGgXXUd5-hSRUjzPweWDQLP4EnEqX7P4y0', '', 1772352240000000);
INSERT INTO setting (scope, name, value, at)
  VALUES ('PHASE', 'shop', 'LIVE', 1772352000000000);
INSERT INTO setting (scope, name, value, at)
  VALUES ('SUBSCRIBER', 'target/mailing', '20', 1772352240000000);
INSERT INTO setting (scope, name, value, at)
  VALUES ('SUBSCRIBER', 'target/shop', '20', 1772352240000000);
INSERT INTO decision (first_system, first_entity, first_id, second_system, second_entity, second_id, verdict, decided_by, at)
  VALUES ('erp', 'customer', '3', 'shop', 'customer', '8', 'NEVER', 'eve', 1);
INSERT INTO high_water (name, value)
  VALUES ('rid', 11);
