import type { Change, HeldRow } from '../../shared/contract/index.ts';
import type { EngineClient } from '../engine/index.ts';

/** All rows, page by page, of whatever pages its rows by a number that grows; `first` is before the first row. */
export async function* changePages(
  ask: (after: number) => Promise<{ changes: Change[]; next: number | null }>,
  first: number,
): AsyncGenerator<Change[]> {
  for (let after: number | null = first; after !== null;) {
    const page: { changes: Change[]; next: number | null } = await ask(after);
    if (page.changes.length > 0) yield page.changes;
    after = page.next;
  }
}

/** All rows that wait for approval and meet a condition, page by page. */
export async function* heldPages(
  client: EngineClient,
  condition: { enterprise?: string; sourceId?: number; runId?: number },
): AsyncGenerator<HeldRow[]> {
  for (let after: number | null = 0; after !== null;) {
    const page: { rows: HeldRow[]; next: number | null } = await client.held.list({
      ...condition,
      after,
      limit: 1000,
    });
    if (page.rows.length > 0) yield page.rows;
    after = page.next;
  }
}
