/**
 * The first schema (E5). Times are epoch milliseconds; ids are never reused (AUTOINCREMENT); JSON columns hold
 * what is seldom queried.
 */
export const first = {
  version: 1,
  sql: `
CREATE TABLE enterprise (
  enterprise_id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,                 -- the Enterprise ID of the screens; may change
  description TEXT NOT NULL,
  domain TEXT NOT NULL,
  mode TEXT NOT NULL DEFAULT 'standalone' CHECK (mode IN ('standalone', 'integrated')),
  sync_type TEXT NOT NULL DEFAULT 'none' CHECK (sync_type IN ('none', 'directory', 'pbx')),
  pbx_options TEXT NOT NULL DEFAULT '{}',
  schedule TEXT NOT NULL,
  schedule_anchor INTEGER NOT NULL,   -- when the schedule was last changed: intervals count from here
  created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX enterprise_name ON enterprise (name COLLATE NOCASE);

CREATE TABLE feature (
  feature_id INTEGER PRIMARY KEY AUTOINCREMENT,
  enterprise_id INTEGER NOT NULL REFERENCES enterprise ON DELETE CASCADE,
  name TEXT NOT NULL,
  seats INTEGER NOT NULL CHECK (seats >= 0),
  UNIQUE (enterprise_id, name)
) STRICT;

CREATE TABLE feature_profile (
  profile_id INTEGER PRIMARY KEY AUTOINCREMENT,
  enterprise_id INTEGER NOT NULL REFERENCES enterprise ON DELETE CASCADE,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  UNIQUE (enterprise_id, name)
) STRICT;

CREATE TABLE profile_feature (
  profile_id INTEGER NOT NULL REFERENCES feature_profile ON DELETE CASCADE,
  feature_id INTEGER NOT NULL REFERENCES feature ON DELETE CASCADE,
  PRIMARY KEY (profile_id, feature_id)
) STRICT, WITHOUT ROWID;

-- A synchronizer or a PBX node. Removing one keeps the row, so that the removal can be undone (E5).
CREATE TABLE source (
  source_id INTEGER PRIMARY KEY AUTOINCREMENT,
  enterprise_id INTEGER NOT NULL REFERENCES enterprise ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('directory', 'pbx')),
  name TEXT NOT NULL,
  settings TEXT NOT NULL,
  profile_id INTEGER REFERENCES feature_profile,
  baseline TEXT,                      -- what the last complete run rested on (E6)
  removed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX source_name ON source (enterprise_id, name COLLATE NOCASE) WHERE removed_at IS NULL;

CREATE TABLE secret (
  name TEXT PRIMARY KEY,
  key_id TEXT NOT NULL,
  nonce BLOB NOT NULL,
  sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- An account belongs to one source, or to none when a person made it.
CREATE TABLE account (
  account_id INTEGER PRIMARY KEY AUTOINCREMENT,
  enterprise_id INTEGER NOT NULL REFERENCES enterprise ON DELETE CASCADE,
  source_id INTEGER REFERENCES source,
  source_key BLOB,                    -- the raw bytes of the key, and the attribute they came from
  key_attribute TEXT,                 -- in lower case
  login_id TEXT NOT NULL,
  login_key TEXT NOT NULL,            -- the login as it is compared (E13)
  first_name TEXT NOT NULL DEFAULT '',
  last_name TEXT NOT NULL DEFAULT '',
  email TEXT NOT NULL DEFAULT '',
  department TEXT NOT NULL DEFAULT '',
  desk_phone TEXT NOT NULL DEFAULT '',
  soft_phone TEXT NOT NULL DEFAULT '',
  extra TEXT,                         -- the other fields, as JSON; null when all are empty
  dn TEXT NOT NULL DEFAULT '',
  hash BLOB,                          -- of the mapped bytes that were applied last
  profile_id INTEGER REFERENCES feature_profile,
  active INTEGER NOT NULL DEFAULT 1,
  active_status TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1, -- one more with each change
  created_run INTEGER,
  CHECK ((source_id IS NULL) = (source_key IS NULL))
) STRICT;

-- Only numbers that are more than an account's own desk or soft phone of the directory (E5).
CREATE TABLE number (
  number_id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  number TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('desk', 'soft', 'external', 'other')),
  origin TEXT NOT NULL CHECK (origin IN ('pbx', 'directory', 'manual', 'user')),
  state TEXT NOT NULL CHECK (state IN ('present', 'deleted-on-pbx', 'reassigned')),
  since INTEGER NOT NULL,
  UNIQUE (account_id, number)
) STRICT;

-- Only statuses that somebody edited or made; the others are templates of the Enterprise (E5).
CREATE TABLE status (
  status_id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  name TEXT NOT NULL,
  settings TEXT NOT NULL,
  UNIQUE (account_id, name)
) STRICT;

-- An explicit reference of a status to a number holds that number (D1, R6).
CREATE TABLE status_reference (
  account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  number TEXT NOT NULL,
  status TEXT NOT NULL,
  slot TEXT NOT NULL,
  PRIMARY KEY (account_id, number, status, slot)
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
  run_id INTEGER PRIMARY KEY AUTOINCREMENT,
  enterprise_id INTEGER NOT NULL REFERENCES enterprise ON DELETE CASCADE,
  source_id INTEGER REFERENCES source,
  kind TEXT NOT NULL CHECK (kind IN ('sync', 'approval', 'undo', 'removal')),
  "trigger" TEXT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('full', 'incremental')),
  feed TEXT NOT NULL,
  outcome TEXT,                       -- null while it is running
  complete INTEGER NOT NULL DEFAULT 0,
  baseline INTEGER NOT NULL DEFAULT 0,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  counters TEXT NOT NULL DEFAULT '{}',
  error TEXT,
  evidence TEXT,
  phases TEXT,
  plan TEXT
) STRICT;
CREATE INDEX run_by_source ON run (source_id, run_id);
CREATE INDEX run_running ON run (enterprise_id) WHERE outcome IS NULL;

CREATE TABLE issue (
  run_id INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  position INTEGER NOT NULL,
  severity TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'error')),
  code TEXT NOT NULL,
  subject TEXT NOT NULL,
  field TEXT NOT NULL,
  message TEXT NOT NULL,
  count INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;

-- The journal: before-images only (E5). A creation has none: the account names its run.
CREATE TABLE change (
  change_id INTEGER PRIMARY KEY AUTOINCREMENT,
  run_id INTEGER REFERENCES run ON DELETE CASCADE, -- null: a person's edit outside a run
  account_id INTEGER,                 -- null: a creation that was held or refused
  kind TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('applied', 'held', 'refused')),
  reason_code TEXT NOT NULL,
  login TEXT NOT NULL,
  before TEXT,                        -- fields as they were, as JSON
  proposed TEXT,                      -- of a held or refused row: fields as they would be
  at INTEGER                          -- of an edit; a run has its own time
) STRICT;
CREATE INDEX change_by_run ON change (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX change_by_account ON change (account_id) WHERE account_id IS NOT NULL;

-- Each due time of a schedule, claimed once, whoever comes first (E4).
CREATE TABLE due (
  enterprise_id INTEGER NOT NULL REFERENCES enterprise ON DELETE CASCADE,
  due_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('claimed', 'skipped')),
  recorded_at INTEGER NOT NULL,       -- what the clock said when the row was written
  PRIMARY KEY (enterprise_id, due_at)
) STRICT, WITHOUT ROWID;

-- Who holds a lease, for display only: the lock itself is the operating system's (E3).
CREATE TABLE lease (
  enterprise_id INTEGER PRIMARY KEY REFERENCES enterprise ON DELETE CASCADE,
  holder TEXT NOT NULL,
  since INTEGER NOT NULL
) STRICT;
`,
  /** Indexes of the account table: made after the load on an empty table (E5), so they have names of their own. */
};

/** The account table's unique indexes, apart so that the first load can build them afterwards (E5). */
export const ACCOUNT_INDEXES: readonly { name: string; sql: string }[] = [
  {
    name: 'account_login',
    sql: 'CREATE UNIQUE INDEX account_login ON account (enterprise_id, login_key)',
  },
  {
    name: 'account_key',
    sql: 'CREATE UNIQUE INDEX account_key ON account (source_id, key_attribute, source_key) WHERE source_id IS NOT NULL',
  },
];
