import {
  DEFAULT_TEMPLATES,
  type DefaultsPointAt,
  type StatusTemplate,
  type Target,
} from '../../../shared/domain/status.ts';
import {
  isNumberTarget,
  pointedAtNumber,
  referencesOf,
  repointed,
  sameSettings,
  toSettings,
} from '../../../shared/domain/status-rules.ts';
import type { Connection } from './sqlite.ts';

/** A status row and a reference row as they lie in their tables, for the journal (E9). */
export interface StatusImage {
  statuses: Record<string, unknown>[];
  references: Record<string, unknown>[];
}

/** The statuses of an account as they are stored: what nobody edited is not (E5). */
export interface StoredStatuses {
  templates: StatusTemplate[];
  edited: StatusTemplate[];
  /** Name of the active status; empty when none was chosen. */
  active: string;
}

/**
 * Dynamic statuses (E5): templates of each Enterprise, rows only for what somebody edited, and an indexed table of the
 * numbers that they point at. Every write keeps that table in step; call it inside a transaction.
 */
export class Statuses {
  readonly #db: Connection;

  constructor(db: Connection) {
    this.#db = db;
  }

  /** The statuses that every account of an Enterprise has while nobody edits them. */
  templates(enterpriseId: number): StatusTemplate[] {
    const rows = this.#db
      .prepare('SELECT name, settings, locked FROM status_template WHERE enterprise_id = ? ORDER BY position')
      .all<StatusRow>(enterpriseId);
    return rows.length === 0 ? [...DEFAULT_TEMPLATES] : rows.map(toStatus);
  }

  /** Sets the templates of an Enterprise. They hold for all accounts, so they name no account's number. */
  setTemplates(enterpriseId: number, templates: readonly StatusTemplate[]): void {
    if (templates.some(({ settings }) => referencesOf(settings).length > 0))
      throw new TypeError('a status template points at a number');
    this.#db.prepare('DELETE FROM status_template WHERE enterprise_id = ?').run(enterpriseId);
    const insert = this.#db.prepare(
      'INSERT INTO status_template (enterprise_id, position, name, settings, locked) VALUES (?, ?, ?, ?, ?)',
    );
    for (const [position, { name, settings, locked }] of templates.entries())
      insert.run(enterpriseId, position, name, JSON.stringify(settings), locked ? 1 : 0);
  }

  /** What the default statuses of new accounts point at (D1). */
  defaultsPointAt(enterpriseId: number): DefaultsPointAt {
    const row = this.#db
      .prepare('SELECT defaults_point_at FROM enterprise WHERE enterprise_id = ?')
      .get<{ defaults_point_at: DefaultsPointAt }>(enterpriseId);
    return row?.defaults_point_at ?? 'role';
  }

  setDefaultsPointAt(enterpriseId: number, at: DefaultsPointAt): void {
    this.#db
      .prepare('UPDATE enterprise SET defaults_point_at = ? WHERE enterprise_id = ?')
      .run(at, enterpriseId);
  }

  /** What is stored of an account's statuses; undefined when there is no such account. */
  of(accountId: number): StoredStatuses | undefined {
    const account = this.#db
      .prepare('SELECT enterprise_id, active_status FROM account WHERE account_id = ?')
      .get<{ enterprise_id: number; active_status: string }>(accountId);
    if (account === undefined) return undefined;
    return {
      templates: this.templates(account.enterprise_id),
      edited: this.#edited(accountId),
      active: account.active_status,
    };
  }

  /** The statuses of an account that point at each number, by number: what rule 6 asks. */
  referenced(accountId: number): Map<string, string[]> {
    const rows = this.#db
      .prepare(
        'SELECT DISTINCT number, status FROM status_reference WHERE account_id = ? ORDER BY number, status',
      )
      .all<{ number: string; status: string }>(accountId);
    const numbers = new Map<string, string[]>();
    for (const { number, status } of rows) {
      const statuses = numbers.get(number);
      if (statuses === undefined) numbers.set(number, [status]);
      else statuses.push(status);
    }
    return numbers;
  }

  /** Sets a status of an account. One that says the same as its template is not kept. */
  put(accountId: number, status: StatusTemplate): void {
    const template = this.of(accountId)?.templates.find(({ name }) => name === status.name);
    this.#put(accountId, status, template);
  }

  #put(accountId: number, { name, settings, locked }: StatusTemplate, template?: StatusTemplate): void {
    this.#db.prepare('DELETE FROM status_reference WHERE account_id = ? AND status = ?').run(accountId, name);
    if (template?.locked === locked && sameSettings(template.settings, settings)) {
      this.#db.prepare('DELETE FROM status WHERE account_id = ? AND name = ?').run(accountId, name);
      return;
    }
    this.#db
      .prepare(
        `INSERT INTO status (account_id, name, settings, locked) VALUES (?, ?, ?, ?)
         ON CONFLICT (account_id, name) DO UPDATE SET settings = excluded.settings, locked = excluded.locked`,
      )
      .run(accountId, name, JSON.stringify(settings), locked ? 1 : 0);
    const refer = this.#db.prepare(
      'INSERT INTO status_reference (account_id, number, status, slot) VALUES (?, ?, ?, ?)',
    );
    for (const { number, slot } of referencesOf(settings)) refer.run(accountId, number, name, slot);
  }

  /**
   * D5: points every status of an account that uses one of these numbers at the other one, all at once, so that two
   * numbers may swap. Returns whether anything changed.
   */
  movedReferences(accountId: number, moves: readonly { from: string; to: Target }[]): boolean {
    const effective = moves.filter(({ from, to }) => from !== to);
    if (effective.length === 0) return false;
    const referenced = this.referenced(accountId);
    if (!effective.some(({ from }) => referenced.has(from))) return false;
    const to = new Map(effective.map((move) => [move.from, move.to]));
    for (const status of this.#edited(accountId)) {
      const settings = repointed(status.settings, to);
      if (!sameSettings(settings, status.settings)) this.put(accountId, { ...status, settings });
    }
    this.#moveStray(accountId, to);
    return true;
  }

  /**
   * The seed's literal default (D1): the default statuses of a new account point at this number, and so hold it. Nothing
   * happens where they point at roles, or when the account has no number.
   */
  seedDefaults(accountId: number, number: string): void {
    if (number === '') return;
    for (const template of this.of(accountId)?.templates ?? []) {
      const settings = pointedAtNumber(template.settings, number);
      this.#put(accountId, { ...template, settings }, template);
    }
  }

  /** What is stored of an account's statuses, for the journal. */
  image(accountId: number): StatusImage {
    const rows = (sql: string) => this.#db.prepare(sql).all<Record<string, unknown>>(accountId);
    return {
      statuses: rows('SELECT * FROM status WHERE account_id = ? ORDER BY status_id'),
      references: rows('SELECT * FROM status_reference WHERE account_id = ? ORDER BY number, status, slot'),
    };
  }

  /** Puts back what an image holds, whatever is there now. */
  restore(accountId: number, image: StatusImage): void {
    this.#db.prepare('DELETE FROM status WHERE account_id = ?').run(accountId);
    this.#db.prepare('DELETE FROM status_reference WHERE account_id = ?').run(accountId);
    const status = this.#db.prepare(
      'INSERT INTO status (status_id, account_id, name, settings, locked) VALUES (?, ?, ?, ?, ?)',
    );
    for (const { status_id: statusId, name, settings, locked } of image.statuses)
      status.run(Number(statusId), accountId, String(name), String(settings), locked === 1 ? 1 : 0);
    const reference = this.#db.prepare(
      'INSERT INTO status_reference (account_id, number, status, slot) VALUES (?, ?, ?, ?)',
    );
    for (const { number, status: name, slot } of image.references)
      reference.run(accountId, String(number), String(name), String(slot));
  }

  #edited(accountId: number): StatusTemplate[] {
    return this.#db
      .prepare('SELECT name, settings, locked FROM status WHERE account_id = ? ORDER BY status_id')
      .all<StatusRow>(accountId)
      .map(toStatus);
  }

  /** References whose status does not say so itself, such as those of an older store: they move in the same way. */
  #moveStray(accountId: number, moves: ReadonlyMap<string, Target>): void {
    const edited = new Map(this.#edited(accountId).map((status) => [status.name, status.settings]));
    const rows = this.#db
      .prepare('SELECT number, status, slot FROM status_reference WHERE account_id = ?')
      .all<{ number: string; status: string; slot: string }>(accountId);
    const stray = rows.filter(({ number, status, slot }) => {
      const settings = edited.get(status);
      const said = settings === undefined ? [] : referencesOf(settings);
      return moves.has(number) && !said.some((each) => each.number === number && each.slot === slot);
    });
    for (const { number, status, slot } of stray) {
      this.#db
        .prepare(
          'DELETE FROM status_reference WHERE account_id = ? AND number = ? AND status = ? AND slot = ?',
        )
        .run(accountId, number, status, slot);
    }
    for (const { number, status, slot } of stray) {
      const to = moves.get(number)!;
      if (!isNumberTarget(to)) continue;
      this.#db
        .prepare(
          'INSERT OR IGNORE INTO status_reference (account_id, number, status, slot) VALUES (?, ?, ?, ?)',
        )
        .run(accountId, to, status, slot);
    }
  }
}

interface StatusRow {
  name: string;
  settings: string;
  locked: number;
}

function toStatus({ name, settings, locked }: StatusRow): StatusTemplate {
  return { name, settings: toSettings(JSON.parse(settings)), locked: locked === 1 };
}
