import { numbersOf } from '../../../shared/domain/numbers.ts';
import type { Counters, Issue } from '../../../shared/domain/run.ts';
import type { AccountBulk, PlannedNumber } from '../store/index.ts';
import { movedIssue, PbxNumbers } from './pbx-numbers.ts';
import type { PbxPlanned, Planned, SourceJob } from './source-planning.ts';

/** What the rows of a node's plan would do to single numbers (E7). Changes nothing. */
export function forecastNumbers(
  { plan, entries }: Pick<Planned, 'plan' | 'entries'>,
  { numbers }: PbxPlanned,
  job: SourceJob,
  bulk: AccountBulk,
): {
  rows: PlannedNumber[];
  issues: Issue[];
  counters: Pick<Counters, 'numbersAdded' | 'numbersRemoved' | 'numbersHeld' | 'orphaned'>;
} {
  const { store, source } = job;
  const { sourceId, enterpriseId } = source;
  const life = new PbxNumbers({ store, sourceId, enterpriseId, numbers, now: job.now() });
  const kept = life.keptByAccount();
  const orphans = life.orphans();
  const rows: PlannedNumber[] = [];
  const issues: Issue[] = [];
  const counters = { numbersAdded: 0, numbersRemoved: 0, numbersHeld: 0, orphaned: 0 };
  for (const { state, account } of plan.deletes) {
    if (state !== 'apply') continue;
    kept.delete(account.accountId);
    orphans.delete(account.accountId);
    counters.numbersRemoved += numbersOf(account.fields.pbxNumbers).length;
  }
  for (const { state, account, record } of plan.updates) {
    if (state !== 'apply') continue;
    const { accountId, fields } = account;
    const write = entries.write(record, fields);
    const key = bulk.identity(accountId)?.key.toString() ?? '';
    const { changes, moved, held } = life.forecast(accountId, key, fields, write);
    kept.set(accountId, held);
    issues.push(...moved.map(movedIssue));
    if (write.fields.orphan === 'yes') orphans.add(accountId);
    else orphans.delete(accountId);
    for (const { kind, number, numberKind, reasonCode, detail } of changes) {
      if (kind === 'number-added') counters.numbersAdded += 1;
      if (kind === 'number-removed') counters.numbersRemoved += 1;
      rows.push({ kind, reasonCode, accountId, login: write.fields.loginId, number, numberKind, detail });
    }
  }
  for (const { state, record } of plan.creates) {
    if (state === 'apply') counters.numbersAdded += numbersOf(entries.write(record).fields.pbxNumbers).length;
  }
  for (const count of kept.values()) counters.numbersHeld += count;
  counters.orphaned = orphans.size;
  return { rows, issues, counters };
}
