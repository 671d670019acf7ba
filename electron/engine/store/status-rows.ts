import type { StatusTemplate, Target } from '../../../shared/domain/status.ts';
import { isNumberTarget, referencesOf, toSettings } from '../../../shared/domain/status-rules.ts';
import type { Connection } from './sqlite.ts';

/** A status or a template as its table holds it. */
export interface StatusRow {
  name: string;
  settings: string;
  locked: number;
}

/** A status row and a reference row as they lie in their tables, for the journal (E9). */
export interface StatusImage {
  statuses: Record<string, unknown>[];
  references: Record<string, unknown>[];
}

export function toStatus({ name, settings, locked }: StatusRow): StatusTemplate {
  return { name, settings: toSettings(JSON.parse(settings)), locked: locked === 1 };
}

/** The statuses of an account that somebody edited or made, in their order. */
export function editedRows(db: Connection, accountId: number): StatusTemplate[] {
  return db
    .prepare('SELECT name, settings, locked FROM status WHERE account_id = ? ORDER BY status_id')
    .all<StatusRow>(accountId)
    .map(toStatus);
}

/** What is stored of an account's statuses. */
export function imageOf(db: Connection, accountId: number): StatusImage {
  const rows = (sql: string) => db.prepare(sql).all<Record<string, unknown>>(accountId);
  return {
    statuses: rows('SELECT * FROM status WHERE account_id = ? ORDER BY status_id'),
    references: rows('SELECT * FROM status_reference WHERE account_id = ? ORDER BY number, status, slot'),
  };
}

/** Puts back what an image holds, whatever is there now. */
export function restoreImage(db: Connection, accountId: number, image: StatusImage): void {
  db.prepare('DELETE FROM status WHERE account_id = ?').run(accountId);
  db.prepare('DELETE FROM status_reference WHERE account_id = ?').run(accountId);
  const status = db.prepare(
    'INSERT INTO status (status_id, account_id, name, settings, locked) VALUES (?, ?, ?, ?, ?)',
  );
  for (const { status_id: statusId, name, settings, locked } of image.statuses)
    status.run(Number(statusId), accountId, String(name), String(settings), locked === 1 ? 1 : 0);
  const reference = db.prepare(
    'INSERT INTO status_reference (account_id, number, status, slot) VALUES (?, ?, ?, ?)',
  );
  for (const { number, status: name, slot } of image.references)
    reference.run(accountId, String(number), String(name), String(slot));
}

/** D5: moves references whose status does not say so itself, such as those of an older store, as the others were. */
export function moveStrayReferences(
  db: Connection,
  accountId: number,
  moves: ReadonlyMap<string, Target>,
  left: ReadonlySet<string>,
): void {
  const edited = new Map(editedRows(db, accountId).map((status) => [status.name, status.settings]));
  const rows = db
    .prepare('SELECT number, status, slot FROM status_reference WHERE account_id = ?')
    .all<{ number: string; status: string; slot: string }>(accountId);
  const stray = rows.filter(({ number, status, slot }) => {
    const settings = edited.get(status);
    const said = settings === undefined ? [] : referencesOf(settings);
    if (left.has(status) || !moves.has(number)) return false;
    return !said.some((each) => each.number === number && each.slot === slot);
  });
  const drop = db.prepare(
    'DELETE FROM status_reference WHERE account_id = ? AND number = ? AND status = ? AND slot = ?',
  );
  for (const { number, status, slot } of stray) drop.run(accountId, number, status, slot);
  const refer = db.prepare(
    'INSERT OR IGNORE INTO status_reference (account_id, number, status, slot) VALUES (?, ?, ?, ?)',
  );
  for (const { number, status, slot } of stray) {
    const to = moves.get(number)!;
    if (isNumberTarget(to)) refer.run(accountId, to, status, slot);
  }
}
