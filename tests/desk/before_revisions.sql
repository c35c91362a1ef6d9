CREATE TABLE queue_items (
  id VARCHAR(36) NOT NULL,
  call_id VARCHAR(128) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  department VARCHAR(64) NOT NULL,
  language VARCHAR(8) NOT NULL,
  priority INTEGER NOT NULL,
  reason VARCHAR(32) NOT NULL,
  state VARCHAR(16) NOT NULL,
  created VARCHAR(40) NOT NULL,
  taken VARCHAR(40),
  closed VARCHAR(40),
  agent VARCHAR(128),
  note TEXT,
  packet TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT one_item_a_call_and_kind UNIQUE (call_id, kind)
);
CREATE INDEX ix_queue_items_department ON queue_items (department);
CREATE INDEX ix_queue_items_state ON queue_items (state);
CREATE TABLE transfers (
  id INTEGER NOT NULL,
  call_id VARCHAR(128) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  target VARCHAR(64) NOT NULL,
  status VARCHAR(16) NOT NULL,
  at VARCHAR(40) NOT NULL,
  PRIMARY KEY (id)
);
CREATE INDEX ix_transfers_call_id ON transfers (call_id);
CREATE TABLE context_tokens (
  hash VARCHAR(64) NOT NULL,
  call_id VARCHAR(128) NOT NULL,
  item_id VARCHAR(36) NOT NULL,
  expires VARCHAR(40) NOT NULL,
  PRIMARY KEY (hash),
  FOREIGN KEY(item_id) REFERENCES queue_items (id)
);
CREATE INDEX ix_context_tokens_expires ON context_tokens (expires);
INSERT INTO queue_items VALUES ('00000000-0000-4000-8000-000000000001', 'call-1', 'call', 'sales', 'da', 1, 'routed', 'closed', '2026-03-02T09:00:00+00:00', '2026-03-02T09:00:10.250000+00:00', '2026-03-02T09:06:40+00:00', 'mette', 'sold', '{"call_id": "call-1", "created": "2026-03-02T09:00:00+00:00", "language": "da", "department": "sales", "reason": "routed", "summary": {"caller_language": "Kunden vil købe fiber.", "english": "The caller wants to buy fibre."}, "kind": "call", "caller": null, "dialled": null, "customer": null, "person": null, "priority": "normal", "intents": [{"intent": "make_purchase", "confidence": 0.93}], "slots": {"product": "fiber"}, "tried": [], "transcript": [], "callback": null, "message": null, "version": 1}');
INSERT INTO queue_items VALUES ('00000000-0000-4000-8000-000000000002', 'call-2', 'call', 'sales', 'da', 1, 'routed', 'waiting', '2026-03-02T10:59:00+02:00', NULL, NULL, NULL, NULL, '{"call_id": "call-2", "created": "2026-03-02T10:59:00+02:00", "language": "da", "department": "sales", "reason": "routed", "summary": {"caller_language": "Kunden vil købe fiber.", "english": "The caller wants to buy fibre."}, "kind": "call", "caller": null, "dialled": null, "customer": null, "person": null, "priority": "normal", "intents": [{"intent": "make_purchase", "confidence": 0.93}], "slots": {"product": "fiber"}, "tried": [], "transcript": [], "callback": null, "message": null, "version": 1}');
INSERT INTO queue_items VALUES ('00000000-0000-4000-8000-000000000003', 'call-3', 'call', 'sales', 'da', 1, 'routed', 'waiting', '2026-03-02T09:00:00.500000+00:00', NULL, NULL, NULL, NULL, '{"call_id": "call-3", "created": "2026-03-02T09:00:00.500000+00:00", "language": "da", "department": "sales", "reason": "routed", "summary": {"caller_language": "Kunden vil købe fiber.", "english": "The caller wants to buy fibre."}, "kind": "call", "caller": null, "dialled": null, "customer": null, "person": null, "priority": "normal", "intents": [{"intent": "make_purchase", "confidence": 0.93}], "slots": {"product": "fiber"}, "tried": [], "transcript": [], "callback": null, "message": null, "version": 1}');
INSERT INTO context_tokens VALUES ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'call-1', '00000000-0000-4000-8000-000000000001', '2026-03-03T09:00:00.000000+00:00');
INSERT INTO transfers (call_id, kind, target, status, at) VALUES ('call-1', 'queue', 'sales', 'answered', '2026-03-02T09:00:10.250000+00:00');
