import { foldLogin } from '../../../shared/domain/account.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import {
  applyRules,
  type GoneAccount,
  type RuleResult,
} from '../../../shared/domain/mivoice-business/index.ts';
import { settleNumbers } from '../../../shared/domain/number-life.ts';
import { numbersOf } from '../../../shared/domain/numbers.ts';
import type { PbxOptions } from '../../../shared/domain/enterprise.ts';
import type { MiVoiceBusinessSettings } from '../../../shared/domain/pbx-node.ts';
import { pbxSettings, readExport, type FileMemory, type PbxRead } from '../pbx/index.ts';
import {
  NumberBulk,
  type AccountBulk,
  type Enterprise,
  type PbxGone,
  type PbxSource,
  type Store,
} from '../store/index.ts';
import { fieldChanges, orphanKey, PbxEntries } from './pbx-entries.ts';
import { knownAccount, ruleSettings } from './pbx-known.ts';
import { emptyPlan, type Plan, type PlanAccount } from './plan.ts';
import type { SourceJob } from './source-planning.ts';

/** An account of a node with all that a row rests on. */
export interface PbxAccount extends PlanAccount {
  key: string;
}

/** A node's export held against its accounts: what it asks for, before anybody has a say about it. */
export interface PbxComparison {
  read: PbxRead;
  settings: MiVoiceBusinessSettings;
  options: PbxOptions;
  enterprise: Enterprise;
  /** Null when the read is not complete: then nothing is asked for (D17). */
  rules: RuleResult | null;
  accounts: PbxAccount[];
  plan: Plan;
  entries: PbxEntries;
  /** People whose account is as it should be. */
  unchanged: number;
  /** All numbers that the export has a device for. */
  numbers: ReadonlySet<string>;
}

/** Settings of a node that this version can read, with its Enterprise; `source.unsupported` otherwise. */
function settingsOfNode(store: Store, source: PbxSource) {
  const settings = pbxSettings(source.settings);
  const enterprise = store.enterprises.get(source.enterpriseId);
  if (settings === null || enterprise === undefined) {
    throw new RollcallError('source.unsupported', `${source.name} cannot be read by this version.`);
  }
  return { settings, enterprise };
}

/** Reads a node's export and compares. Writes nothing. */
export async function comparePbx(
  job: Pick<SourceJob<PbxSource>, 'store' | 'source' | 'now' | 'progress'>,
  bulk: AccountBulk,
  signal: AbortSignal,
): Promise<PbxComparison> {
  const { store, source } = job;
  const { settings, enterprise } = settingsOfNode(store, source);
  const read = await readExport(settings, {
    before: (source.baseline?.files ?? []) as FileMemory[],
    ...{ now: job.now(), guard: settings.guard, signal },
    progress: (rows, estimate) => job.progress('reading', rows, estimate),
  });
  const comparison = unplanned({ read, settings, enterprise, options: enterprise.pbx }, source);
  if (read.verdict !== 'complete') return comparison;
  job.progress('planning', 0, 0);
  return compare(comparison, { store, source, bulk });
}

/** Compares a complete read once more, with the accounts as they are now. Writes nothing. */
export function compareAgain(
  { read, settings, enterprise, options }: PbxComparison,
  of: { store: Store; source: PbxSource; bulk: AccountBulk },
): PbxComparison {
  return compare(unplanned({ read, settings, enterprise, options }, of.source), of);
}

function unplanned(
  read: Pick<PbxComparison, 'read' | 'settings' | 'enterprise' | 'options'>,
  { name }: PbxSource,
): PbxComparison {
  return {
    ...{ ...read, rules: null, accounts: [], plan: emptyPlan(), entries: new PbxEntries(name) },
    ...{ unchanged: 0, numbers: new Set() },
  };
}

function compare(
  comparison: PbxComparison,
  { store, source, bulk }: { store: Store; source: PbxSource; bulk: AccountBulk },
): PbxComparison {
  const { read, settings, options, entries, plan } = comparison;
  const { sourceId, enterpriseId } = source;
  const accounts = bulk
    .accountsOf(sourceId)
    .map(({ key, ...account }) => ({ ...account, key: key.toString() }));
  const numbers = new Set(read.read.devices.map(({ number }) => number));
  const bulkNumbers = new NumberBulk(store.connection);
  const kept = new NumbersKept(bulkNumbers, sourceId, numbers);
  const rules = applyRules(read.read, ruleSettings(settings, options), {
    accounts: accounts.map(knownAccount),
    elsewhere: bulkNumbers.elsewhere(enterpriseId, sourceId),
    copies: store.notAssigned.copies(sourceId),
  });
  const byId = new Map(accounts.map((account) => [account.accountId, account]));
  let unchanged = 0;
  for (const person of rules.people) {
    const account = person.accountId === null ? undefined : byId.get(person.accountId);
    const rekeyed = account !== undefined && account.key !== person.key;
    const record = entries.person(person, rekeyed);
    const dn = person.key;
    if (account === undefined) {
      // Its login is given when it is known who else stays (D7).
      const row = { record, dn, loginId: dn, loginKey: foldLogin(dn), reasonCode: 'pbx-new', detail: '' };
      plan.creates.push({ ...row, state: 'apply' });
      continue;
    }
    const changes = fieldChanges(account.fields, entries.fields(record, account.fields));
    const common = { record, dn, account, changes, loginKey: foldLogin(account.fields.loginId) };
    if (person.match === 'identity-changed') {
      const { firstName, lastName } = account.fields;
      const detail = `${dn} was ${nameOf(firstName, lastName)} and is ${nameOf(person.firstName, person.lastName)}`;
      plan.updates.push({ ...common, state: 'held', reasonCode: 'pbx.identity-changed', detail });
    } else if (Object.keys(changes).length > 0) {
      const [reasonCode, detail] =
        account.fields.orphan === 'yes'
          ? (['pbx-back', ''] as const)
          : person.match === 'renumbered'
            ? (['pbx-renumbered', `${account.key} → ${dn}`] as const)
            : (['pbx-changed', ''] as const);
      plan.updates.push({ ...common, state: 'apply', reasonCode, detail });
    } else if (rekeyed) {
      const { accountId, fields } = account;
      plan.refreshes.push({ record, dn, accountId, login: fields.loginId, moved: true });
    } else {
      const reasonCode = kept.changeOf(account);
      if (reasonCode === null) unchanged += 1;
      else plan.updates.push({ ...common, state: 'apply', reasonCode, detail: '' });
    }
  }
  for (const gone of rules.gone) planGone(comparison, gone, byId.get(gone.accountId)!, kept);
  return { ...comparison, rules, accounts, unchanged, numbers };
}

const GONE: Record<GoneAccount['reason'], PbxGone> = {
  absent: 'pbx-absent',
  unassigned: 'pbx-unassigned',
  'out-of-scope': 'pbx-out-of-scope',
};

/** D2: an account that is gone is deleted, unless a person or a status holds one of its numbers. */
function planGone(
  { plan, entries }: PbxComparison,
  { reason, detail }: GoneAccount,
  account: PbxAccount,
  kept: NumbersKept,
): void {
  const gone = GONE[reason];
  if (!kept.anyAfter(account)) {
    plan.deletes.push({ account, gone, reasonCode: gone, looked: null, state: 'apply', detail });
    return;
  }
  const record = entries.orphan(account, account.key !== orphanKey(account.accountId));
  const changes = fieldChanges(account.fields, entries.fields(record, account.fields));
  const loginKey = foldLogin(account.fields.loginId);
  const row = { record, dn: account.dn, account, changes, loginKey, orphan: true, state: 'apply' } as const;
  if (Object.keys(changes).length > 0) plan.updates.push({ ...row, reasonCode: 'pbx-orphaned', detail });
  else {
    const reasonCode = kept.changeOf(account);
    if (reasonCode !== null) plan.updates.push({ ...row, reasonCode, detail: '' });
  }
}

/** What rule 6 would do to numbers of accounts that have some which the PBX has not. */
class NumbersKept {
  readonly #bulk: NumberBulk;
  readonly #numbers: ReadonlySet<string>;
  /** Accounts with a number row that is not simply the PBX's own, present one. */
  readonly #some: ReadonlySet<number>;

  constructor(bulk: NumberBulk, sourceId: number, numbers: ReadonlySet<string>) {
    this.#bulk = bulk;
    this.#numbers = numbers;
    this.#some = new Set(bulk.accountsWithKept(sourceId));
  }

  /** What would happen to a kept number while the PBX's own stay as they are: nothing points at it any more, say. */
  changeOf(account: PbxAccount): string | null {
    if (!this.#some.has(account.accountId)) return null;
    return this.#settle(account, account.fields.pbxNumbers).changes[0]?.reasonCode ?? null;
  }

  /** Whether an account that lost all its numbers on the PBX would still have one. */
  anyAfter(account: PbxAccount): boolean {
    return this.#settle(account, '').rows.length > 0;
  }

  #settle({ accountId, fields }: PbxAccount, present: string) {
    return settleNumbers({
      rows: this.#bulk.rows(accountId),
      before: numbersOf(fields.pbxNumbers),
      present: numbersOf(present),
      referenced: this.#bulk.references(accountId),
      isElsewhere: (number) => this.#numbers.has(number),
    });
  }
}

function nameOf(firstName: string, lastName: string): string {
  return [firstName, lastName].filter((part) => part !== '').join(' ') || 'without a name';
}
