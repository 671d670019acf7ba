import type { Connection } from './sqlite.ts';

/** What an account signs in with, as a hash. */
export interface Credential {
  kind: 'password' | 'code';
  hash: string;
  madeAt: number;
  /** Of a one-time code, epoch milliseconds. */
  expiresAt: number | null;
}

/** Wrong tries of one name. */
export interface Tries {
  wrong: number;
  lastAt: number;
  lockedUntil: number | null;
}

/** How many accounts sign in how. */
export interface SignInCounts {
  directory: number;
  own: number;
  withPassword: number;
  withCode: number;
  without: number;
}

/** An account as a list of one-time codes names it. */
export interface OwnAccount {
  accountId: number;
  loginId: string;
  firstName: string;
  lastName: string;
  email: string;
}

/** Accounts with what they could sign in with at the moment ?1. */
const WAYS_IN = `
  SELECT account.*, coalesce(source.kind = 'directory', 0) AS by_directory,
         EXISTS (SELECT 1 FROM credential WHERE credential.account_id = account.account_id
                    AND credential.kind = 'password') AS has_password,
         EXISTS (SELECT 1 FROM credential WHERE credential.account_id = account.account_id
                    AND credential.kind = 'code' AND expires_at > ?1) AS has_code
    FROM account LEFT JOIN source USING (source_id)`;

/** How accounts sign in: hashes, wrong tries, and when they last did. Call writes inside a transaction. */
export class SignIns {
  readonly #db: Connection;

  constructor(db: Connection) {
    this.#db = db;
  }

  /**
   * Under which count sessions of an account begin now; undefined when there is no such account. A count, since a clock may
   * be set.
   */
  generation(accountId: number): number | undefined {
    return this.#db
      .prepare(
        `SELECT coalesce(generation, 0) AS generation FROM account LEFT JOIN sign_in USING (account_id)
          WHERE account_id = ?`,
      )
      .get<{ generation: number }>(accountId)?.generation;
  }

  /** Ends all sessions of an account. */
  endSessions(accountId: number): void {
    this.#db
      .prepare(
        `INSERT INTO sign_in (account_id, generation) VALUES (?, 1)
         ON CONFLICT (account_id) DO UPDATE SET generation = generation + 1`,
      )
      .run(accountId);
  }

  lastSignIn(accountId: number): number | null {
    return (
      this.#db
        .prepare('SELECT last_at FROM sign_in WHERE account_id = ?')
        .get<{ last_at: number | null }>(accountId)?.last_at ?? null
    );
  }

  signedIn(accountId: number, now: number): void {
    this.#db
      .prepare(
        `INSERT INTO sign_in (account_id, last_at) VALUES (?, ?)
         ON CONFLICT (account_id) DO UPDATE SET last_at = excluded.last_at`,
      )
      .run(accountId, now);
  }

  credentials(accountId: number): Credential[] {
    return this.#db
      .prepare(
        `SELECT kind, hash, made_at AS madeAt, expires_at AS expiresAt FROM credential
          WHERE account_id = ? ORDER BY kind`,
      )
      .all<Credential>(accountId);
  }

  /** Keeps a password or a code, in the place of an older one. */
  put(accountId: number, { kind, hash, madeAt, expiresAt }: Credential): void {
    this.#db
      .prepare(
        'INSERT OR REPLACE INTO credential (account_id, kind, hash, made_at, expires_at) VALUES (?, ?, ?, ?, ?)',
      )
      .run(accountId, kind, hash, madeAt, expiresAt);
  }

  /** Takes a password or code away. False: there was none. */
  remove(accountId: number, kind: Credential['kind']): boolean {
    return (
      this.#db.prepare('DELETE FROM credential WHERE account_id = ? AND kind = ?').run(accountId, kind)
        .changes > 0
    );
  }

  /** Uses a one-time code up. False: it is gone, it is another one, or it does not hold any more. */
  takeCode(accountId: number, hash: string, now: number): boolean {
    return (
      this.#db
        .prepare(
          "DELETE FROM credential WHERE account_id = ? AND kind = 'code' AND hash = ? AND expires_at > ?",
        )
        .run(accountId, hash, now).changes > 0
    );
  }

  /** How many accounts of an Enterprise sign in how. A directory's accounts count as such, whatever else they have. */
  count(enterpriseId: number, now: number): SignInCounts {
    return this.#db
      .prepare(
        `SELECT count(*) FILTER (WHERE by_directory) AS directory,
                count(*) FILTER (WHERE NOT by_directory) AS own,
                count(*) FILTER (WHERE NOT by_directory AND has_password) AS withPassword,
                count(*) FILTER (WHERE NOT by_directory AND has_code) AS withCode,
                count(*) FILTER (WHERE NOT by_directory AND NOT has_password AND NOT has_code) AS without
           FROM (${WAYS_IN} WHERE account.enterprise_id = ?2)`,
      )
      .get<SignInCounts>(now, enterpriseId)!;
  }

  /** Accounts of an Enterprise that could not sign in, in the order of their login IDs. */
  without(enterpriseId: number, now: number): OwnAccount[] {
    return this.#db
      .prepare(
        `SELECT account_id AS accountId, login_id AS loginId, first_name AS firstName, last_name AS lastName, email
           FROM (${WAYS_IN} WHERE account.enterprise_id = ?2)
          WHERE NOT by_directory AND NOT has_password AND NOT has_code ORDER BY login_key`,
      )
      .all<OwnAccount>(now, enterpriseId);
  }

  /** Some accounts of an Enterprise, in the order of their login IDs; those that are gone are left out. */
  some(enterpriseId: number, accountIds: readonly number[]): (OwnAccount & { byDirectory: boolean })[] {
    return this.#db
      .prepare(
        `SELECT account_id AS accountId, login_id AS loginId, first_name AS firstName, last_name AS lastName, email,
                coalesce(source.kind = 'directory', 0) AS byDirectory
           FROM account LEFT JOIN source USING (source_id)
          WHERE account.enterprise_id = ? AND account_id IN (SELECT value FROM json_each(?)) ORDER BY login_key`,
      )
      .all<OwnAccount & { byDirectory: number }>(enterpriseId, JSON.stringify(accountIds))
      .map((account) => ({ ...account, byDirectory: account.byDirectory === 1 }));
  }

  tries(name: string): Tries | undefined {
    return this.#db
      .prepare('SELECT wrong, last_at AS lastAt, locked_until AS lockedUntil FROM sign_in_try WHERE name = ?')
      .get<Tries>(name);
  }

  putTries(name: string, { wrong, lastAt, lockedUntil }: Tries): void {
    this.#db
      .prepare('INSERT OR REPLACE INTO sign_in_try (name, wrong, last_at, locked_until) VALUES (?, ?, ?, ?)')
      .run(name, wrong, lastAt, lockedUntil);
  }

  forgetTries(name: string): void {
    this.#db.prepare('DELETE FROM sign_in_try WHERE name = ?').run(name);
  }
}
