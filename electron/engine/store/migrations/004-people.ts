/** What signed-in people need: how they prove who they are, who did what, and what they may do. */
export const people = {
  version: 4,
  sql: `
-- Who made an edit by hand: 'administrator', 'command' or 'user' (the account's own); empty: not known, or a run.
ALTER TABLE change ADD COLUMN actor TEXT NOT NULL DEFAULT '';
-- Of an edit: the version of the account after it, so that the last one can be put back while nothing happened since.
ALTER TABLE change ADD COLUMN after_version INTEGER;

-- Whether users may add statuses of their own (domain.md 5.1).
ALTER TABLE enterprise ADD COLUMN users_may_add INTEGER NOT NULL DEFAULT 1;

-- What accounts that have no directory password sign in with, as hashes. No reference to the account: one that is deleted and
-- brought back by an undo keeps it; of those that are gone for good it is thrown away with the journal (retention.ts).
CREATE TABLE credential (
  account_id INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('password', 'code')),
  hash TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  expires_at INTEGER,                 -- of a one-time code
  PRIMARY KEY (account_id, kind)
) STRICT, WITHOUT ROWID;

-- When an account signed in last, and how often its sessions were ended: one that began under another count is over.
CREATE TABLE sign_in (
  account_id INTEGER PRIMARY KEY REFERENCES account ON DELETE CASCADE,
  last_at INTEGER,
  generation INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Wrong tries, by what was tried: an Enterprise and a hash of the login (people type passwords there), whether or not there is
-- such a login; those that its directory did not answer apart; and the lock.
CREATE TABLE sign_in_try (
  name TEXT PRIMARY KEY,
  wrong INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  locked_until INTEGER
) STRICT, WITHOUT ROWID;
`,
};
