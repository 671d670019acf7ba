import type { Code } from '../../../shared/domain/codes.ts';
import type { Device, NotAssigned, NotAssignedCode } from '../../../shared/domain/mivoice-business/types.ts';
import type { Connection } from './sqlite.ts';
import { searchCondition } from './stored-rows.ts';

/** A device that is in no account, with its place in the list of its node. */
export interface NotAssignedRecord extends Omit<NotAssigned, 'device'> {
  device: Omit<Device, 'external'>;
  position: number;
  /** The run that read it. */
  runId: number;
}

interface Row {
  position: number;
  run_id: number;
  number: string;
  device_type: string;
  mac: string;
  first_name: string;
  last_name: string;
  department: string;
  code: string;
  detail: string;
  near: string;
}

/** Which devices are meant. */
interface Condition {
  code?: Code | undefined;
  /** Words that must all occur. */
  search: string;
}

/** What the list can be sorted by. Left out: as they stand in the export. */
export interface NotAssignedOrder {
  column: keyof typeof ORDERS;
  descending: boolean;
}

/** The columns of each order. Numbers go by D6: digits before others, shorter before longer. */
const ORDERS = {
  number: ["number GLOB '*[^0-9]*'", "iif(number GLOB '*[^0-9]*', 0, length(number))", 'number'],
  deviceType: ['device_type COLLATE NOCASE'],
  mac: ['mac COLLATE NOCASE'],
  person: ['last_name COLLATE NOCASE', 'first_name COLLATE NOCASE'],
  department: ['department COLLATE NOCASE'],
  reason: ['code'],
  near: ["near GLOB '*[^0-9]*'", "iif(near GLOB '*[^0-9]*', 0, length(near))", 'near'],
} as const satisfies Record<string, readonly string[]>;

/** Where a person looks for a word. */
const SEARCHED = ['number', 'device_type', 'mac', 'first_name', 'last_name', 'department', 'near'];

/** Devices of the nodes' last complete exports that are in no account, and why. */
export class NotAssignedList {
  readonly #db: Connection;

  constructor(db: Connection) {
    this.#db = db;
  }

  /**
   * What a complete read of a node says in the place of what the one before it said; in its order. Call inside the
   * transaction that applies the run.
   */
  replace(sourceId: number, runId: number, rows: readonly NotAssigned[]): void {
    this.#db.prepare('DELETE FROM not_assigned WHERE source_id = ?').run(sourceId);
    const insert = this.#db.prepare(
      `INSERT INTO not_assigned (source_id, position, run_id, number, device_type, mac, first_name, last_name,
                                 department, code, detail, near)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    for (const [position, { device, code, detail, near }] of rows.entries()) {
      const { number, deviceType, mac, firstName, lastName, department } = device;
      insert.run(
        ...[sourceId, position, runId, number, deviceType, mac, firstName, lastName, department],
        ...[code, detail, near],
      );
    }
  }

  /** Devices after a position, or from an offset on, of one code if named, in which every word of the text occurs. */
  list(
    sourceId: number,
    page: Condition & { after: number; offset: number; limit: number; order?: NotAssignedOrder | undefined },
  ): NotAssignedRecord[] {
    const { sql, values } = searchCondition(page.search, SEARCHED);
    const code = page.code ?? null;
    const { column, descending } = page.order ?? {};
    const terms = column === undefined ? [] : ORDERS[column];
    const order = [...terms.map((term) => (descending ? `${term} DESC` : term)), 'position'].join(', ');
    return this.#db
      .prepare(
        `SELECT * FROM not_assigned WHERE source_id = ? AND position > ? AND (? IS NULL OR code = ?) ${sql}
          ORDER BY ${order} LIMIT ? OFFSET ?`,
      )
      .all<Row>(sourceId, page.after, code, code, ...values, page.limit, page.offset)
      .map(toRecord);
  }

  /** How many devices are meant. */
  total(sourceId: number, condition: Condition): number {
    const { sql, values } = searchCondition(condition.search, SEARCHED);
    const code = condition.code ?? null;
    return this.#db
      .prepare(
        `SELECT count(*) AS devices FROM not_assigned WHERE source_id = ? AND (? IS NULL OR code = ?) ${sql}`,
      )
      .get<{ devices: number }>(sourceId, code, code, ...values)!.devices;
  }

  /** How many devices there are of each code, the most frequent first. */
  codes(sourceId: number): { code: Code; devices: number }[] {
    return this.#db
      .prepare(
        `SELECT code, count(*) AS devices FROM not_assigned WHERE source_id = ?
          GROUP BY code ORDER BY count(*) DESC, code`,
      )
      .all<{ code: Code; devices: number }>(sourceId);
  }

  /** Numbers that were resilient copies of another node's accounts (D9). */
  copies(sourceId: number): Set<string> {
    const rows = this.#db
      .prepare("SELECT number FROM not_assigned WHERE source_id = ? AND code = 'pbx.resilient'")
      .all<{ number: string }>(sourceId);
    return new Set(rows.map(({ number }) => number));
  }

  /** How many devices of a node are in no account. */
  count(sourceId: number): number {
    return this.#db
      .prepare('SELECT count(*) AS devices FROM not_assigned WHERE source_id = ?')
      .get<{ devices: number }>(sourceId)!.devices;
  }

  /** Which of these numbers have a device in the list of a node. */
  numbers(sourceId: number, among: readonly string[]): Set<string> {
    const rows = this.#db
      .prepare(
        `SELECT DISTINCT number FROM not_assigned
          WHERE source_id = ? AND number IN (SELECT value FROM json_each(?))`,
      )
      .all<{ number: string }>(sourceId, JSON.stringify(among));
    return new Set(rows.map(({ number }) => number));
  }
}

function toRecord(row: Row): NotAssignedRecord {
  return {
    position: row.position,
    runId: row.run_id,
    device: {
      number: row.number,
      deviceType: row.device_type,
      mac: row.mac,
      firstName: row.first_name,
      lastName: row.last_name,
      department: row.department,
    },
    code: row.code as NotAssignedCode,
    detail: row.detail,
    near: row.near,
  };
}
