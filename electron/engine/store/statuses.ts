import {
  DEFAULT_TEMPLATES,
  type DefaultsPointAt,
  type StatusTemplate,
  type Target,
} from '../../../shared/domain/status.ts';
import {
  pointedAtNumber,
  referencesOf,
  repointed,
  sameSettings,
} from '../../../shared/domain/status-rules.ts';
import type { NumberUse } from '../../../shared/domain/number-uses.ts';
import { withoutNumber } from '../../../shared/domain/status-release.ts';
import type { Connection } from './sqlite.ts';
import {
  editedRows,
  imageOf,
  moveStrayReferences,
  restoreImage,
  toStatus,
  type StatusImage,
  type StatusRow,
} from './status-rows.ts';

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

  /** Whether users of an Enterprise may add statuses of their own (domain.md 5.1). */
  usersMayAdd(enterpriseId: number): boolean {
    const row = this.#db
      .prepare('SELECT users_may_add FROM enterprise WHERE enterprise_id = ?')
      .get<{ users_may_add: number }>(enterpriseId);
    return row?.users_may_add !== 0;
  }

  setUsersMayAdd(enterpriseId: number, may: boolean): void {
    this.#db
      .prepare('UPDATE enterprise SET users_may_add = ? WHERE enterprise_id = ?')
      .run(may ? 1 : 0, enterpriseId);
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

  /** Makes a status the active one; with an empty name the first is. */
  setActive(accountId: number, name: string): void {
    this.#db.prepare('UPDATE account SET active_status = ? WHERE account_id = ?').run(name, accountId);
  }

  /** Gives a stored status another name; its place, its references and whether it is the active one stay. */
  rename(accountId: number, from: string, to: string): void {
    for (const sql of [
      'UPDATE status SET name = ?1 WHERE account_id = ?2 AND name = ?3',
      'UPDATE status_reference SET status = ?1 WHERE account_id = ?2 AND status = ?3',
      'UPDATE account SET active_status = ?1 WHERE account_id = ?2 AND active_status = ?3',
    ])
      this.#db.prepare(sql).run(to, accountId, from);
  }

  /** Forgets what is stored of a status, and what it points at: one with a template is as the template then. */
  remove(accountId: number, name: string): void {
    this.#db.prepare('DELETE FROM status WHERE account_id = ? AND name = ?').run(accountId, name);
    this.#db.prepare('DELETE FROM status_reference WHERE account_id = ? AND status = ?').run(accountId, name);
  }

  /** The places of an account's statuses that name each number, by number. */
  uses(accountId: number): Map<string, NumberUse[]> {
    const rows = this.#db
      .prepare(
        `SELECT number, used.status, slot, coalesce(locked, 0) AS locked FROM status_reference AS used
           LEFT JOIN status ON status.account_id = used.account_id AND status.name = used.status
          WHERE used.account_id = ? ORDER BY used.status, slot`,
      )
      .all<{ number: string; status: string; slot: string; locked: number }>(accountId);
    const uses = new Map<string, NumberUse[]>();
    for (const { number, status, slot, locked } of rows) {
      uses.set(number, [...(uses.get(number) ?? []), { status, slot, locked: locked === 1 }]);
    }
    return uses;
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
   * numbers may swap. Those that are `left` stay as they are. Returns whether anything was to be moved.
   */
  movedReferences(
    accountId: number,
    moves: readonly { from: string; to: Target }[],
    left: ReadonlySet<string> = new Set(),
  ): boolean {
    const effective = moves.filter(({ from, to }) => from !== to);
    if (effective.length === 0) return false;
    const referenced = this.referenced(accountId);
    if (!effective.some(({ from }) => referenced.has(from))) return false;
    const to = new Map(effective.map((move) => [move.from, move.to]));
    for (const status of this.#edited(accountId)) {
      if (left.has(status.name)) continue;
      const settings = repointed(status.settings, to);
      if (!sameSettings(settings, status.settings)) this.put(accountId, { ...status, settings });
    }
    moveStrayReferences(this.#db, accountId, to, left);
    return true;
  }

  /** D4: empties every place of an account that names this number. Returns whether there was one. */
  released(accountId: number, number: string): boolean {
    if (!this.referenced(accountId).has(number)) return false;
    for (const status of this.#edited(accountId)) {
      const settings = withoutNumber(status.settings, number);
      if (!sameSettings(settings, status.settings)) this.put(accountId, { ...status, settings });
    }
    // Those that no status says itself.
    this.#db
      .prepare('DELETE FROM status_reference WHERE account_id = ? AND number = ?')
      .run(accountId, number);
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
    return imageOf(this.#db, accountId);
  }

  /** Puts back what an image holds, whatever is there now. */
  restore(accountId: number, image: StatusImage): void {
    restoreImage(this.#db, accountId, image);
  }

  #edited(accountId: number): StatusTemplate[] {
    return editedRows(this.#db, accountId);
  }
}
