import type { Names } from '../../../shared/domain/mivoice-business/types.ts';
import { numbersOf } from '../../../shared/domain/numbers.ts';
import type { Connection } from './sqlite.ts';

/** How much there is of a PBX node. */
interface NodeCounts {
  accounts: number;
  /** Numbers of its accounts that the PBX has. */
  numbers: number;
  /** Numbers of its accounts that are gone from the PBX, or somebody else's there, and still here: see `isHeldEntry`. */
  numbersHeld: number;
  /** Devices of its last complete export that are in no account. */
  notAssigned: number;
  /** Rows that wait for approval. */
  waiting: number;
}

/** The account of a node that has a number on the PBX. */
interface NumberOwner {
  /** Number of its pilot, or its primary number. */
  key: string;
  group: '' | 'PRG' | 'MDUG';
}

/** What the newest read of a node looked at. */
interface NewestRead {
  runId: number;
  /** Epoch milliseconds. */
  startedAt: number;
  /** When each of its files was written last, epoch milliseconds, by path; null when the run does not say. */
  files: ReadonlyMap<string, number> | null;
}

const COUNTS = {
  accounts: 'SELECT source_id, count(*) AS found FROM account WHERE source_id IS NOT NULL GROUP BY source_id',
  // All numbers that the PBX has are one field of the account, `3000 desk, 3001 soft`: this also counts those that a
  // person had added before (A14).
  numbers: `SELECT source_id, sum(length(list) - length(replace(list, ',', '')) + 1) AS found
              FROM (SELECT source_id, extra ->> 'pbxNumbers' AS list FROM account WHERE source_id IS NOT NULL)
             WHERE list <> '' GROUP BY source_id`,
  numbersHeld: `SELECT source_id, count(*) AS found FROM number CROSS JOIN account USING (account_id)
                 WHERE state <> 'present' AND source_id IS NOT NULL GROUP BY source_id`,
  notAssigned: 'SELECT source_id, count(*) AS found FROM not_assigned GROUP BY source_id',
  waiting: 'SELECT source_id, count(*) AS found FROM held_row GROUP BY source_id',
} as const satisfies Record<keyof NodeCounts, string>;

/** Counts of all PBX nodes at once. They are kept until anybody writes to the store, since every screen asks again then. */
export class Nodes {
  readonly #db: Connection;
  #kept: { revision: string; counts: Map<number, NodeCounts> } | null = null;

  constructor(db: Connection) {
    this.#db = db;
  }

  /** The counts of a node. */
  counts(sourceId: number): NodeCounts {
    return this.#all().get(sourceId) ?? zero();
  }

  /** Whose these numbers are on the PBX, as far as accounts of a node have them. */
  numberOwners(sourceId: number, among: readonly string[]): Map<string, NumberOwner> {
    const rows = this.#db
      .prepare(
        `SELECT number.number, CAST(source_key AS TEXT) AS key, extra ->> 'group' AS pbx_group, extra ->> 'pbxNumbers' AS list
           FROM number JOIN account USING (account_id)
          WHERE account.source_id = ? AND number.number IN (SELECT value FROM json_each(?))`,
      )
      .all<{ number: string; key: string; pbx_group: string | null; list: string | null }>(
        sourceId,
        JSON.stringify(among),
      );
    const owners = new Map<string, NumberOwner>();
    for (const { number, key, pbx_group: group, list } of rows) {
      // What a person added is not the PBX's, and what is held is not there any more.
      if (!numbersOf(list ?? '').some((each) => each.number === number)) continue;
      owners.set(number, { key, group: group === 'PRG' || group === 'MDUG' ? group : '' });
    }
    return owners;
  }

  /**
   * Names of these numbers, as the last complete export of a node has them: of devices in no account, and of accounts that
   * are known by the number. Nothing of a number that has several.
   */
  namesOf(sourceId: number, among: readonly string[]): Map<string, Names> {
    const rows = this.#db
      .prepare(
        `SELECT number, first_name, last_name, department FROM not_assigned
          WHERE source_id = ?1 AND number IN (SELECT value FROM json_each(?2))
         UNION
         SELECT CAST(source_key AS TEXT), first_name, last_name, department FROM account
          WHERE source_id = ?1 AND source_key IN (SELECT CAST(value AS BLOB) FROM json_each(?2))`,
      )
      .all<{ number: string; first_name: string; last_name: string; department: string }>(
        sourceId,
        JSON.stringify(among),
      );
    const names = new Map<string, Names>();
    const several = new Set<string>();
    for (const { number, first_name: firstName, last_name: lastName, department } of rows) {
      if (names.has(number)) several.add(number);
      names.set(number, { firstName, lastName, department });
    }
    for (const number of several) names.delete(number);
    return names;
  }

  /** The newest synchronization of a node that got as far as reading, whatever came of it. */
  newestRead(sourceId: number): NewestRead | undefined {
    const row = this.#db
      .prepare(
        `SELECT run_id, started_at, evidence -> '$.export.files' AS files FROM run
          WHERE source_id = ? AND kind = 'sync' AND outcome IN ('success', 'warnings', 'held', 'failed')
          ORDER BY run_id DESC LIMIT 1`,
      )
      .get<{ run_id: number; started_at: number; files: string | null }>(sourceId);
    if (row === undefined) return undefined;
    const { run_id: runId, started_at: startedAt } = row;
    const files =
      row.files === null ? [] : (JSON.parse(row.files) as { path: string; modifiedAt: string | null }[]);
    // A file that was not there was not read.
    const read = files.flatMap(({ path, modifiedAt }): [string, number][] =>
      modifiedAt === null ? [] : [[path, Date.parse(modifiedAt)]],
    );
    return { runId, startedAt, files: files.length === 0 ? null : new Map(read) };
  }

  /**
   * Notes that an export in this state is synchronized by itself. False when it was noted already, by whichever process:
   * one state is never synchronized twice, also not when the run failed. Call inside a transaction.
   */
  claimExport(sourceId: number, fingerprint: string): boolean {
    const name = claimName(sourceId);
    const found = this.#db.prepare('SELECT value FROM setting WHERE name = ?').get<{ value: string }>(name);
    const value = JSON.stringify(fingerprint);
    if (found?.value === value) return false;
    this.#db.prepare('INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)').run(name, value);
    return true;
  }

  #all(): Map<number, NodeCounts> {
    const revision = this.#db.revision();
    if (this.#kept?.revision === revision) return this.#kept.counts;
    const counts = new Map<number, NodeCounts>();
    this.#db.snapshot(() => {
      for (const [name, sql] of Object.entries(COUNTS)) {
        for (const row of this.#db.prepare(sql).all<{ source_id: number; found: number }>()) {
          let of = counts.get(row.source_id);
          if (of === undefined) counts.set(row.source_id, (of = zero()));
          of[name as keyof NodeCounts] = row.found;
        }
      }
    });
    this.#kept = { revision, counts };
    return counts;
  }
}

function zero(): NodeCounts {
  return { accounts: 0, numbers: 0, numbersHeld: 0, notAssigned: 0, waiting: 0 };
}

/** Of the settings of the data folder: the state of an export that was synchronized last because it had changed. */
function claimName(sourceId: number): string {
  return `export/${sourceId}`;
}
