/**
 * What a trusted synchronization needs: previews that bind (E7), rows that wait (E8), a person's answers (E8, E9), and
 * what undo puts back (E9).
 */
export const trust = {
  version: 2,
  sql: `
-- A preview: what a synchronization would do, and what that rests on (E7). Kept for seven days.
CREATE TABLE plan (
  plan_id INTEGER PRIMARY KEY AUTOINCREMENT,
  hash TEXT NOT NULL UNIQUE,          -- sha256 over the rows and the evidence: the plan's name
  enterprise_id INTEGER NOT NULL REFERENCES enterprise ON DELETE CASCADE,
  source_id INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
  made_at INTEGER NOT NULL,
  outcome TEXT NOT NULL,              -- what a run that applied it would end with
  complete INTEGER NOT NULL,
  baseline INTEGER NOT NULL,          -- whether it rests on other settings than the last complete run (E6)
  rests_on TEXT NOT NULL,             -- JSON: the baseline's fingerprint and key attribute, and the search context that worked
  counters TEXT NOT NULL,
  error TEXT,
  evidence TEXT,
  phases TEXT NOT NULL,
  applied_run INTEGER                 -- the run that applied it
) STRICT;

CREATE TABLE plan_row (
  plan_id INTEGER NOT NULL REFERENCES plan ON DELETE CASCADE,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('create', 'update', 'delete')),
  state TEXT NOT NULL CHECK (state IN ('apply', 'held')),
  reason_code TEXT NOT NULL,
  detail TEXT NOT NULL,
  gone TEXT,                          -- of a deletion: absent or disabled
  looked TEXT,                        -- what a second look found; null when nobody looked
  account_id INTEGER,                 -- the ground: the account and its version
  version INTEGER,
  login TEXT NOT NULL,
  dn TEXT NOT NULL,
  key_attribute TEXT NOT NULL,
  source_key BLOB NOT NULL,
  hash BLOB,                          -- the ground: the source's mapped bytes; null of a deletion
  changes TEXT NOT NULL,              -- JSON: old and new value of each field
  fields TEXT,                        -- JSON: all fields as they would be; null of a deletion
  rekeyed INTEGER NOT NULL DEFAULT 0, -- whether the account gets another key with it (E6)
  PRIMARY KEY (plan_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE plan_issue (
  plan_id INTEGER NOT NULL REFERENCES plan ON DELETE CASCADE,
  position INTEGER NOT NULL,
  severity TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'error')),
  code TEXT NOT NULL,
  subject TEXT NOT NULL,
  field TEXT NOT NULL,
  message TEXT NOT NULL,
  count INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (plan_id, position)
) STRICT, WITHOUT ROWID;

-- Rows that wait for approval, as the newest complete run saw them (E8). One for each source, kind and key.
CREATE TABLE held_row (
  held_id INTEGER PRIMARY KEY AUTOINCREMENT,
  source_id INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('create', 'update', 'delete')),
  reason_code TEXT NOT NULL,
  detail TEXT NOT NULL,
  gone TEXT,
  looked TEXT,
  account_id INTEGER REFERENCES account ON DELETE CASCADE,
  version INTEGER,
  login TEXT NOT NULL,
  dn TEXT NOT NULL,
  key_attribute TEXT NOT NULL,
  source_key BLOB NOT NULL,
  hash BLOB,
  changes TEXT NOT NULL,
  fields TEXT,
  rekeyed INTEGER NOT NULL DEFAULT 0,
  first_run INTEGER NOT NULL,         -- the run that held it first, and when
  since INTEGER NOT NULL,
  run_id INTEGER NOT NULL             -- the newest run that asked for it
) STRICT;
CREATE UNIQUE INDEX held_row_key ON held_row (source_id, kind, key_attribute, source_key);
CREATE INDEX held_row_account ON held_row (account_id) WHERE account_id IS NOT NULL;

-- What a person answered, so that nobody is asked twice and what was undone does not come back by itself (E8, E9).
CREATE TABLE remembered (
  source_id INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('create', 'update', 'delete')),
  key_attribute TEXT NOT NULL,
  source_key BLOB NOT NULL,
  answer TEXT NOT NULL CHECK (answer IN ('rejected', 'kept', 'undone', 'asked')),
  ground TEXT NOT NULL,               -- JSON: the values that were answered; of a deletion: absent or disabled
  run_id INTEGER NOT NULL,            -- the run that held it, or that was undone
  login TEXT NOT NULL,
  dn TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (source_id, kind, key_attribute, source_key)
) STRICT, WITHOUT ROWID;

ALTER TABLE change ADD COLUMN dn TEXT NOT NULL DEFAULT '';      -- the entry that a row is about
ALTER TABLE change ADD COLUMN detail TEXT NOT NULL DEFAULT '';  -- words that belong to the reason
ALTER TABLE change ADD COLUMN restore TEXT;                     -- JSON: what undo needs beside the fields in before
CREATE INDEX change_by_hand ON change (at) WHERE run_id IS NULL;
CREATE INDEX change_deleted_login ON change (login COLLATE NOCASE) WHERE kind = 'delete' AND state = 'applied';
CREATE INDEX change_former_login ON change (json_extract(before, '$.loginId') COLLATE NOCASE)
  WHERE kind = 'update' AND state = 'applied' AND json_extract(before, '$.loginId') IS NOT NULL;

ALTER TABLE run ADD COLUMN undoes INTEGER;                      -- the run that an undo run undid
ALTER TABLE run ADD COLUMN journal_gone INTEGER NOT NULL DEFAULT 0; -- 1: its changes and issues are no longer kept

-- Settings of the data folder as a whole.
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL                 -- JSON
) STRICT, WITHOUT ROWID;

-- Rows that version 1 held live in the journal only. They wait from now on; what an update would write is not in the
-- journal, so it can be approved after the next run. Creations are held again by that run.
WITH newest AS MATERIALIZED (
  SELECT max(run_id) AS run_id FROM run WHERE kind = 'sync' AND complete = 1 AND source_id IS NOT NULL GROUP BY source_id
)
INSERT OR IGNORE INTO held_row (source_id, kind, reason_code, detail, gone, account_id, version, login, dn, key_attribute,
                      source_key, hash, changes, fields, first_run, since, run_id)
SELECT run.source_id, change.kind, change.reason_code, '',
       CASE change.kind WHEN 'delete' THEN 'absent' END, account.account_id, account.version, change.login, account.dn,
       account.key_attribute, account.source_key, NULL, coalesce(change.proposed, '{}'), NULL,
       run.run_id, run.started_at, run.run_id
  FROM newest CROSS JOIN run USING (run_id) CROSS JOIN change USING (run_id)
  JOIN account ON account.account_id = change.account_id
 WHERE change.state = 'held' AND change.kind IN ('update', 'delete') AND account.source_id = run.source_id;
`,
};
