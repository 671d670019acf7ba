import type { NumberRow } from '../../../shared/contract/index.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { mustAct } from '../../../shared/domain/number-uses.ts';
import type { NumberOrigin, NumberState } from '../../../shared/domain/numbers.ts';
import type { Enterprise, ListedNumber, NumberHolder, NumberOrder, Store } from '../store/index.ts';
import { heldBy } from './account-numbers.ts';
import { chosenEnterprises } from './context.ts';
import { whyHeld } from './number-words.ts';

interface ListInput {
  enterprise?: string | undefined;
  sourceId?: number | undefined;
  state?: NumberState | undefined;
  origin?: NumberOrigin | undefined;
  personal?: boolean | undefined;
  held?: boolean | undefined;
  conflicts?: boolean | undefined;
  accountId?: number | undefined;
  sort?: NumberOrder | undefined;
  search: string;
  offset: number;
  limit: number;
}

/** A window of the filtered list of numbers of an Enterprise, or of all, one Enterprise after the other. */
export function listNumbers(
  store: Store,
  { enterprise, offset, limit, sort: order, ...condition }: ListInput,
) {
  let enterprises = chosenEnterprises(store, enterprise);
  if (condition.sourceId !== undefined) enterprises = [ofSource(store, enterprises, condition.sourceId)];
  const counts = { all: 0, held: 0, conflicts: 0, manual: 0 };
  const rows: NumberRow[] = [];
  let total = 0;
  for (const each of enterprises) {
    const page = { offset: Math.max(0, offset - total), limit: limit - rows.length, order };
    const found = store.numberList.window(each.enterpriseId, condition, page);
    const names = new Map(
      store.sources.list(each.enterpriseId).map(({ sourceId, name }) => [sourceId, name]),
    );
    rows.push(...found.rows.map((row) => toNumberRow(each, names, row)));
    total += found.total;
    for (const view of Object.keys(counts) as (keyof typeof counts)[]) counts[view] += found.counts[view];
  }
  return { total, rows, counts };
}

/** The Enterprise of a source among those that are looked at, or `source.not-found`. */
function ofSource(store: Store, enterprises: readonly Enterprise[], sourceId: number): Enterprise {
  const source = store.sources.get(sourceId);
  const enterprise = enterprises.find((each) => each.enterpriseId === source?.enterpriseId);
  if (enterprise === undefined) {
    throw new RollcallError('source.not-found', `There is no source with the number ${sourceId}.`);
  }
  return enterprise;
}

function toNumberRow(
  enterprise: Enterprise,
  sources: ReadonlyMap<number, string>,
  row: ListedNumber,
): NumberRow {
  const { accountId, loginId, firstName, lastName, sourceId, number, kind, origin, state, held } = row;
  const nameOf = (holder: NumberHolder) =>
    `${holder.loginId} (${sources.get(holder.sourceId ?? 0) ?? 'by hand'})`;
  const statuses = [...new Set(row.uses.map(({ status }) => status))];
  const others = row.others.map(nameOf);
  const more = row.otherCount - others.length;
  if (more > 0) others.push(`and ${more} more`);
  return {
    ...{ accountId, loginId, firstName, lastName, enterprise: enterprise.name },
    source: sources.get(sourceId ?? 0) ?? null,
    ...{ sourceId, number, kind, origin, state },
    alsoOnPbx: row.alsoOnPbx,
    heldBy: heldBy(row, statuses),
    since: row.since === null ? null : new Date(row.since).toISOString(),
    held,
    mustAct: held ? mustAct(row) : null,
    why: held ? whyHeld(row, others) : '',
    conflicts: state === 'present' ? others : [],
    others: row.others.map(({ sourceId: of, ...holder }) => ({
      ...holder,
      source: sources.get(of ?? 0) ?? null,
    })),
    otherCount: row.otherCount,
  };
}
