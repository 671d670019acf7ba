/** What PBX nodes need: numbers that come and go, devices that are in no account, and statuses as data. */
export const pbx = {
  version: 3,
  sql: `
-- What a preview would do to single numbers (E7); of a run, the journal has it.
CREATE TABLE plan_number (
  plan_id INTEGER NOT NULL REFERENCES plan ON DELETE CASCADE,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('number-added', 'number-removed', 'number-held')),
  state TEXT NOT NULL CHECK (state IN ('apply', 'held')),
  reason_code TEXT NOT NULL,
  detail TEXT NOT NULL,
  account_id INTEGER,                 -- null: of an account that is to be created
  login TEXT NOT NULL,
  number TEXT NOT NULL,
  number_kind TEXT NOT NULL,
  PRIMARY KEY (plan_id, position)
) STRICT, WITHOUT ROWID;

-- Devices of a node's last complete export that are in no account, and why.
CREATE TABLE not_assigned (
  source_id INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
  position INTEGER NOT NULL,
  run_id INTEGER NOT NULL,            -- the run that read it
  number TEXT NOT NULL,
  device_type TEXT NOT NULL,
  mac TEXT NOT NULL,
  first_name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  department TEXT NOT NULL,
  code TEXT NOT NULL,
  detail TEXT NOT NULL,
  near TEXT NOT NULL,                 -- the number of whom it might belong to; empty when there is nobody
  PRIMARY KEY (source_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX number_by_number ON number (number);

ALTER TABLE status ADD COLUMN locked INTEGER NOT NULL DEFAULT 0; -- 1: an administrator defined it (domain.md 5.1)

-- The statuses that every account of an Enterprise has while nobody edits them (E5). None: the default ones.
CREATE TABLE status_template (
  enterprise_id INTEGER NOT NULL REFERENCES enterprise ON DELETE CASCADE,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  settings TEXT NOT NULL,
  locked INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (enterprise_id, position),
  UNIQUE (enterprise_id, name)
) STRICT, WITHOUT ROWID;

-- 'role' or 'number': what default statuses of new accounts point at (D1).
ALTER TABLE enterprise ADD COLUMN defaults_point_at TEXT NOT NULL DEFAULT 'role' CHECK (defaults_point_at IN ('role', 'number'));

-- Those who wait for seats are few, and asked for with every edit of an account (store/seats.ts).
CREATE INDEX account_inactive ON account (enterprise_id) WHERE active = 0;
`,
};
