import type { HeldRow } from '../../../shared/contract/index.ts';
import { reasonOf } from '../../../shared/domain/reasons.ts';
import { counted } from '../numbers.ts';
import { reasonHeading } from '../run-reasons.ts';
import { rowsPhrase, type KindCounts } from '../run-words.ts';

/** What each answer means (E8), in the words of the screens. */
export const ANSWERS = [
  {
    name: 'Approve',
    meaning:
      'applies the rows now, after each was looked up once more. What changed meanwhile is refused by name. It is a run of its own, which can be undone.',
  },
  {
    name: 'Reject',
    meaning:
      'leaves the accounts as they are. Rollcall asks again only when their source says something else about them.',
  },
  {
    name: 'Keep this account',
    meaning:
      'for deletions: the account stays although it is gone from its source. Rollcall asks again only after it was back there and went once more.',
  },
] as const;

/** How many rows of each kind. */
export function kindsOf(rows: readonly Pick<HeldRow, 'kind'>[]): KindCounts {
  const of = (kind: keyof KindCounts) => rows.filter((row) => row.kind === kind).length;
  return { create: of('create'), update: of('update'), delete: of('delete') };
}

/** How many rows altogether. */
export function sumOfKinds(counts: KindCounts): number {
  return counts.create + counts.update + counts.delete;
}

/** `12 deletions and 1 change wait for you`; empty when nothing does. */
export function waitingWords(counts: KindCounts): string {
  const phrase = rowsPhrase(counts);
  return phrase === '' ? '' : `${phrase} ${sumOfKinds(counts) === 1 ? 'waits' : 'wait'} for you`;
}

/** Rows that belong together: of one source, with one reason. */
export interface HeldGroup {
  key: string;
  heading: string;
  rows: HeldRow[];
}

/** Rows by source and reason, in the order in which each came first. The source is named where there are several. */
export function groupsOf(rows: readonly HeldRow[]): HeldGroup[] {
  const groups = new Map<string, HeldGroup>();
  const several = new Set(rows.map(({ sourceId }) => sourceId)).size > 1;
  for (const row of rows) {
    const key = `${row.sourceId} ${row.reasonCode}`;
    const heading = reasonHeading(row.reasonCode, row.reason);
    const group = groups.get(key) ?? {
      key,
      heading: several ? `${row.source}: ${heading}` : heading,
      rows: [],
    };
    group.rows.push(row);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** What a row's reason says beyond the heading that it stands under. */
export function detailOf({ reasonCode, reason }: Pick<HeldRow, 'reasonCode' | 'reason'>): string {
  const said = `${reasonOf(reasonCode)}: `;
  return reason.startsWith(said) ? reason.slice(said.length) : reason;
}

/** Logins as a dialog lists them: the first few, and how many more. */
export function someLogins(rows: readonly { login: string }[], most = 10): { shown: string[]; more: string } {
  const shown = rows.slice(0, most).map(({ login }) => login);
  const rest = rows.length - shown.length;
  return { shown, more: rest > 0 ? `and ${counted(rest, 'other')}` : '' };
}
