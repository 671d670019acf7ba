import { RollcallError } from '../../../../shared/domain/errors.ts';
import type { Group } from '../../../../shared/domain/mivoice-business/types.ts';
import type { PbxColumn } from '../../../../shared/domain/pbx-node.ts';
import type { GroupKind } from './kinds.ts';
import { OddRows } from './odd-characters.ts';
import type { RowSink } from './rows.ts';

/** Members of groups by pilot, in the order of the file; each once. */
export type Members = Map<string, Set<string>>;

/**
 * A sink for the rows of a group form: one row a member with the pilot on each, or the pilot once and its members below
 * it (domain.md 7.1).
 */
export function groupRows(
  path: string,
  headers: readonly string[],
  places: ReadonlyMap<PbxColumn, number>,
): { members: Members; sink: RowSink } {
  const members: Members = new Map();
  const pilotAt = places.get('pilot')!;
  const memberAt = places.get('member')!;
  const oddRows = new OddRows(path, headers);
  let of: Set<string> | null = null;
  return {
    members,
    sink: (cells, line, odd) => {
      oddRows.requireNumber(odd, pilotAt, line);
      oddRows.requireNumber(odd, memberAt, line);
      const pilot = cells[pilotAt]!.trim();
      const member = cells[memberAt]!.trim();
      if (pilot !== '') {
        of = members.get(pilot) ?? new Set();
        members.set(pilot, of);
      }
      if (member === '') return;
      if (of === null) {
        throw new RollcallError('csv.malformed', `${path}, line ${line}, has a member before any group.`);
      }
      of.add(member);
    },
  };
}

/** Adds groups to others of the same kind: a group in two files has the members of both. */
export function addMembers(to: Members, from: Members): void {
  for (const [pilot, members] of from) {
    const known = to.get(pilot);
    if (known === undefined) to.set(pilot, members);
    else for (const member of members) known.add(member);
  }
}

/** The groups of a kind. */
export function groupsOf(kind: GroupKind, members: Members): Group[] {
  return [...members].map(([pilot, numbers]) => ({ kind, pilot, members: [...numbers] }));
}
