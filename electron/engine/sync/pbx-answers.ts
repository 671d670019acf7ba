import { emptyFields, type AccountField, type AccountFields } from '../../../shared/domain/account.ts';
import { numbersOf } from '../../../shared/domain/numbers.ts';
import type { AccountBulk, PbxSource, PlannedRow, Remembered, Store } from '../store/index.ts';
import {
  answerGround,
  creationGround,
  isOfKeptNumbers,
  updateGround,
  valuesOf,
  type Values,
} from './ground.ts';
import { answeredPart, type GoneQuestion, type Memories, type RowIdentity } from './memory.ts';
import { NUMBER_KEY } from './pbx-baseline.ts';
import type { PbxComparison } from './pbx-compare.ts';
import { orphanKey } from './pbx-entries.ts';
import { PbxNumbers } from './pbx-numbers.ts';
import type { CreateRow, DeleteRow, UpdateRow } from './plan.ts';

type Row = CreateRow | UpdateRow | DeleteRow;

/** By what rows of a node's plan are told to be the same ones in another run (E8). */
export class PbxAnswers {
  readonly #comparison: PbxComparison;
  readonly #keys: ReadonlyMap<number, string>;
  /** Why accounts are gone from the PBX. */
  readonly #gone: ReadonlyMap<number, string>;
  readonly #numbers: PbxNumbers;

  constructor(comparison: PbxComparison, of: { store: Store; source: PbxSource; now: number }) {
    const { accounts, rules, numbers } = comparison;
    const { store, source, now } = of;
    const { sourceId, enterpriseId } = source;
    this.#comparison = comparison;
    this.#keys = new Map(accounts.map(({ accountId, key }) => [accountId, key]));
    this.#gone = new Map(rules?.gone.map(({ accountId, reason }) => [accountId, `pbx-${reason}`]));
    this.#numbers = new PbxNumbers({ store, sourceId, enterpriseId, now, numbers });
  }

  /** A renumbered account is known by either number; of what is gone see `goneQuestion`. */
  identityOf(row: Row, memories: Memories): RowIdentity {
    if ('gone' in row) return this.#goneIdentity(row.account.accountId, row.gone);
    const { entries } = this.#comparison;
    if (!('account' in row)) return creationIdentity(row.dn, entries.fields(row.record), memories);
    const { accountId } = row.account;
    if (row.changes.orphan?.[1] === 'yes') {
      return this.#goneIdentity(accountId, this.#gone.get(accountId) ?? null);
    }
    const values = saidValues(row.changes);
    const stored = identity(this.#keyOf(accountId), updateGround(values));
    for (const each of [{ ...stored, ...keyed(entries.keyOf(row.record)) }, stored]) {
      const memory = memories.find('update', row.dn, each);
      if (memory === undefined) continue;
      // Numbers that nothing points at any more go with whatever is changed: not unasked, when that was answered.
      const changesKept = isOfKeptNumbers(memory.ground) && this.#changesKept(row);
      return { ...each, ground: updateGround(values, changesKept) };
    }
    return stored;
  }

  /** Keys of accounts of which nothing is known now: what was answered about them counts on (D19). */
  unseenKeys(): Set<string> {
    const left = this.#comparison.rules?.left ?? [];
    return new Set(left.flatMap((accountId) => [this.#keyOf(accountId), orphanKey(accountId)]));
  }

  #goneIdentity(accountId: number, reason: string | null): RowIdentity {
    const key = Buffer.from(this.#keyOf(accountId));
    return { ...identity(key, reason ?? ''), gone: goneQuestion(accountId, key, reason) };
  }

  #keyOf(accountId: number): string {
    return this.#keys.get(accountId) ?? '';
  }

  /** Whether a changed account lets numbers go that only a status kept, or keeps them for another reason (R6). */
  #changesKept({ account, record }: UpdateRow): boolean {
    const { accountId, fields } = account;
    const write = this.#comparison.entries.write(record, fields);
    const told = [fields, write.fields].flatMap(({ pbxNumbers }) => numbersOf(pbxNumbers));
    const { changes } = this.#numbers.forecast(accountId, this.#keyOf(accountId), fields, write);
    return changes.some((change) => !told.some(({ number }) => number === change.number));
  }
}

/**
 * That an account is gone from its PBX is one question: a number that somebody adds to it or takes away makes a deletion
 * of a change or the other way round, and no other question of what was answered.
 *
 * @param key by which the account is known
 */
function goneQuestion(accountId: number, key: Uint8Array, reason: string | null): GoneQuestion {
  const keys = [key, Buffer.from(orphanKey(accountId))].map((each) => Buffer.from(each).toString('hex'));
  return { keys, reason };
}

/** By what a stored row of a node is told. */
export function storedIdentity(row: PlannedRow, bulk: AccountBulk, memories: Memories): RowIdentity {
  const { kind, accountId, changes, dn, key, gone, fields } = row;
  if (accountId === null) return creationIdentity(dn, { ...emptyFields(), ...fields }, memories);
  if (kind === 'delete' || changes.orphan?.[1] === 'yes') {
    const known = bulk.identity(accountId)?.key ?? key;
    return { ...identity(key, answerGround(row)), gone: goneQuestion(accountId, known, gone) };
  }
  return identity(key, updateGround(saidValues(changes)));
}

/**
 * What a change says beside the name of the node, which is no value of the PBX (E5): a node that is called otherwise makes
 * no other question of what was answered. A change of that name alone is told by it.
 */
function saidValues(changes: Partial<Record<AccountField, readonly [unknown, string | null]>>): Values {
  const values = Object.entries(changes).map(([field, [, now]]) => [field, now ?? ''] as const);
  const said = values.filter(([field]) => field !== 'pbxNode');
  return Object.fromEntries(said.length === 0 ? values : said);
}

/**
 * A creation that was undone is told by its values. An account may have been known by another of its numbers than the
 * one that a new account of the same person would be known by.
 */
function creationIdentity(dn: string, fields: AccountFields, memories: Memories): RowIdentity {
  for (const key of new Set([dn, ...numbersOf(fields.pbxNumbers).map(({ number }) => number)])) {
    const memory = memories.find('create', dn, identity(key, ''));
    if (memory === undefined) continue;
    // The login is ours to give, and the node is called as we like: neither makes another person (D7, E5).
    const { loginId = '', pbxNode = '' } = valuesOf(memory.ground);
    const each = identity(key, creationGround({ ...fields, loginId, pbxNode }));
    if (answeredPart(memory, each) !== 'none') return each;
  }
  return identity(dn, creationGround(fields));
}

/** What kind of row an answer is asked for with. */
export function kindOf(row: Row): Remembered['kind'] {
  return 'gone' in row ? 'delete' : 'account' in row ? 'update' : 'create';
}

function identity(key: string | Uint8Array, ground: string): RowIdentity {
  return { ...keyed(key), ground };
}

function keyed(key: string | Uint8Array): Pick<RowIdentity, 'key' | 'keyAttribute'> {
  return { key: Buffer.from(key).toString('hex'), keyAttribute: NUMBER_KEY };
}
