import { ACCOUNT_FIELDS, type AccountField, type AccountFields } from '../../../shared/domain/account.ts';
import { numberFields } from '../../../shared/domain/number-rows.ts';
import { mustAct, usesWords } from '../../../shared/domain/number-uses.ts';
import { numbersOf, type NumberKind } from '../../../shared/domain/numbers.ts';
import type { Issue } from '../../../shared/domain/run.ts';
import {
  AccountBulk,
  fromJson,
  UndoWrites,
  type AccountRow,
  type JournalKind,
  type NumberRow,
  type RestoredImage,
  type RestoreImage,
  type RowKind,
  type StatusImage,
  type Store,
  type UndoRows,
  type UndoTarget,
} from '../store/index.ts';
import { creationGround, mergedGround, updateGround, type Values } from './ground.ts';
import { statusesDigest } from './pbx-numbers.ts';
import { issue } from './plan.ts';
import type { UndoChain } from './undo-chain.ts';
import type { Clash } from './undo-claims.ts';
import { imageOf, undoneMove, undoneUpdate, type UndoneUpdate, type VerdictContext } from './undo-verdict.ts';
import { clashText } from './undo-words.ts';

/** Why a row of an undo was written. */
const REASON = 'undone';

/** What a row is about: an account by its key in its source. */
interface Subject {
  sourceId: number | null;
  key: Uint8Array | null;
  keyAttribute: string | null;
  login: string;
  dn: string;
}

/** Puts single rows back, with a journal row for each, and remembers what was undone (E9). */
export class UndoActions {
  readonly #store: Store;
  readonly #rows: UndoRows;
  readonly #writes: UndoWrites;
  readonly #bulk: AccountBulk;
  readonly #runId: number;
  readonly #chain: UndoChain;
  readonly #context: VerdictContext;
  readonly #now: number;
  readonly #detail: string;
  readonly #parked = new Map<number, Pick<AccountRow, 'loginKey' | 'key' | 'keyAttribute'>>();
  #withoutProfile = 0;
  readonly #seated: number[] = [];

  constructor(of: {
    store: Store;
    rows: UndoRows;
    runId: number;
    chain: UndoChain;
    context: VerdictContext;
    now: number;
  }) {
    this.#store = of.store;
    this.#rows = of.rows;
    this.#writes = new UndoWrites(of.store.connection);
    this.#bulk = new AccountBulk(of.store.connection);
    this.#runId = of.runId;
    this.#chain = of.chain;
    this.#context = of.context;
    this.#now = of.now;
    this.#detail = `run ${of.chain.target.runId}`;
  }

  loginHolder(enterpriseId: number, loginKey: string): number | undefined {
    return this.#bulk.loginHolder(enterpriseId, loginKey);
  }

  /** Takes login and key of an account out of the way; whoever puts it back sets both again. */
  park(accountId: number): void {
    const { loginKey, key, keyAttribute } = this.#rows.account(accountId)!;
    this.#parked.set(accountId, { loginKey, key, keyAttribute });
    this.#writes.park(accountId);
  }

  /** Deletes an account that the run created. */
  deleteAgain({ accountId }: UndoTarget): void {
    const account = this.#rows.account(accountId)!;
    const subject = subjectOf(account);
    this.#answer('create', subject, () => creationGround(account.fields));
    const { login, dn } = subject;
    const before = this.#bulk.delete(accountId, account.version);
    this.#journal({ accountId, kind: 'delete', login, dn, before });
  }

  /** Gives an account back what the run changed. Returns an issue for each number that stays for a status. */
  putBack(target: UndoTarget): Issue[] {
    const { accountId } = target;
    // Its login and key may be parked by now; what is journalled and remembered is from before that.
    const now = this.#unparked(accountId);
    const { account, fields, dropped, added } = undoneUpdate(target, now, this.#rows);
    const numbers = this.#rows.numbers(accountId);
    const subject = subjectOf(now);
    const values: Values = Object.fromEntries(fields.map((field) => [field, now.fields[field]]));
    const left = updateGround(values, changesKept(now.fields, account.fields, numbers, { dropped, added }));
    this.#answer('update', subject, () => mergedGround(this.#groundOf('update', subject), left));
    if (this.#chain.again) this.#answer('update', subjectOf(account), () => undefined);
    const moved = this.#rows.change(target.changeId).restore?.statuses;
    const { statuses } = this.#store;
    const image = moved === undefined ? null : statuses.image(accountId);
    // First of all: what points at a number decides whether it may go (D5).
    if (moved !== undefined) statuses.restore(accountId, moved.image as StatusImage);
    for (const number of dropped) this.#writes.dropNumber(accountId, number);
    for (const number of added) this.#writes.addNumber(number);
    this.#writes.putBack(account);
    const held = this.#keepReferenced(now.fields, account);
    const touched = dropped.length + added.length + held.length > 0;
    this.#journal({
      accountId,
      kind: 'update',
      login: account.fields.loginId,
      dn: account.dn,
      before: Object.fromEntries(fields.map((field) => [field, now.fields[field]])),
      restore: {
        ...identityOf(now),
        ...(touched ? { numbers } : {}),
        ...(moved && { statuses: { image, left: statusesDigest(statuses.image(accountId)) } }),
      },
    });
    return held;
  }

  /** Says again where an entry was before it moved. No answer: the next run may find it where it is. */
  moveBack(target: UndoTarget): void {
    const now = this.#unparked(target.accountId);
    const account = undoneMove(target, now, this.#rows);
    this.#writes.setIdentity(account);
    const { accountId, dn } = account;
    const login = now.fields.loginId;
    this.#journal({ accountId, kind: 'moved', login, dn, restore: identityOf(now) });
  }

  /** Brings an account back that the run deleted, with all it owned. */
  restore(target: UndoTarget): void {
    const { accountId } = target;
    const image = imageOf(target, this.#context);
    let profileId = image.row['profile_id'] as number | null;
    if (profileId !== null && !this.#rows.hasProfile(profileId)) {
      profileId = null;
      this.#withoutProfile += 1;
    }
    this.#writes.restore(image, profileId);
    if (image.row['active'] !== 0) this.#seated.push(accountId);
    const subject = {
      sourceId: image.row['source_id'] as number | null,
      key: fromJson(image.row['source_key']) as Uint8Array | null,
      keyAttribute: image.row['key_attribute'] as string | null,
      login: image.loginId,
      dn: String(image.row['dn']),
    };
    this.#answer('delete', subject, () => this.#gone(accountId));
    const owned = this.#rows.owned(accountId);
    const { login, dn } = subject;
    this.#journal({ accountId, kind: 'create', login, dn, ...(owned === '' ? {} : { restore: { owned } }) });
  }

  /** Journals a row that was not put back, with what it would have done. */
  journalRefused(target: UndoTarget, why: string): void {
    const { accountId, kind, login, dn, changeId } = target;
    const today = this.#rows.account(accountId)?.fields ?? null;
    const before = this.#rows.change(changeId).before as Partial<AccountFields> | null;
    const kinds = { create: 'delete', update: 'update', delete: 'create', moved: 'moved' } as const;
    const wanted = kind === 'update' ? { ...today, ...before } : kind === 'delete' ? before : null;
    this.#writes.journal({
      runId: this.#runId,
      accountId,
      kind: kinds[kind],
      state: 'refused',
      reasonCode: 'row.moved',
      detail: why,
      login,
      dn,
      proposed: changesBetween(today, wanted),
    });
  }

  /** What keeps an account from getting its login, key or number back. */
  clashWords(clash: Clash, target: UndoTarget): string {
    const account = this.#rows.account(clash.holder);
    const source = account?.sourceId ? this.#store.sources.getEvenRemoved(account.sourceId) : undefined;
    const login = target.formerLogin ?? target.login;
    const isElsewhere = source !== undefined && source.sourceId !== this.#chain.target.sourceId;
    return clashText(clash, { login, account, source, isElsewhere });
  }

  /** Accounts that came back and had seats when they went, the oldest first: who has them now is not known yet. */
  seated(): number[] {
    return this.#seated.toSorted((left, right) => left - right);
  }

  /** What is to be said of the accounts that came back. */
  notes(): Issue[] {
    if (this.#withoutProfile === 0) return [];
    const message = 'The feature profile of accounts that came back is gone, so they have none.';
    return [
      { ...issue('info', 'profile.not-found', '', 'featureProfile', message), count: this.#withoutProfile },
    ];
  }

  /** An account as it was before its login and key were parked. */
  #unparked(accountId: number): AccountRow {
    const parked = this.#parked.get(accountId);
    this.#parked.delete(accountId);
    return { ...this.#rows.account(accountId)!, ...parked };
  }

  /**
   * What a person undid waits from now on, until they say otherwise or the source's value is another one; what they do
   * again is no longer waited with (E9). No synchronization planned the removal of a source, so nothing is remembered.
   */
  #answer(kind: RowKind, subject: Subject, groundOf: () => string | undefined): void {
    const { sourceId, key, keyAttribute, login, dn } = subject;
    const { root, again } = this.#chain;
    if (root.kind === 'removal' || sourceId === null || key === null || keyAttribute === null) return;
    if (again) {
      const undone = { create: 'delete', update: 'update', delete: 'create' } as const;
      this.#store.held.forget(sourceId, undone[kind], keyAttribute, key);
      return;
    }
    const ground = groundOf();
    if (ground === undefined) return;
    this.#store.held.remember({
      sourceId,
      kind,
      keyAttribute,
      key,
      answer: 'undone',
      ground,
      runId: this.#chain.target.runId,
      login,
      dn,
      at: this.#now,
    });
  }

  /** What an earlier undo of the same account rests on: both count from now on. */
  #groundOf(kind: RowKind, { sourceId, keyAttribute, key }: Subject): string | undefined {
    if (sourceId === null || keyAttribute === null || key === null) return undefined;
    return this.#rows.groundOf(sourceId, kind, keyAttribute, key);
  }

  /** Why a source let an account go, in a word: who undoes a deletion is asked again when that changes. */
  #gone(accountId: number): string {
    const reason = this.#rows.reasonOfDeletion(this.#chain.root.runId, accountId) ?? '';
    return reason === 'disabled' || reason.startsWith('pbx-') ? reason : 'absent';
  }

  /** R6: a number that the account loses stays while a status points at it, whoever takes it away. */
  #keepReferenced(old: AccountFields, { accountId, fields }: AccountRow): Issue[] {
    const own = [
      fields.deskPhone,
      fields.softPhone,
      ...this.#rows.numbers(accountId).map(({ number }) => number),
    ];
    const kept: Issue[] = [];
    const onPbx = numbersOf(old.pbxNumbers);
    const lost: [field: AccountField, number: string, kind: NumberKind][] = [
      ['deskPhone', old.deskPhone, 'desk'],
      ['softPhone', old.softPhone, 'soft'],
      ...onPbx.map(({ number, kind }): (typeof lost)[number] => ['pbxNumbers', number, kind]),
    ];
    for (const [field, number, kind] of lost) {
      if (number === '' || own.includes(number)) continue;
      const uses = this.#bulk.uses(accountId, number);
      if (uses.length === 0) continue;
      own.push(number);
      const origin = onPbx.length > 0 ? 'pbx' : 'directory';
      this.#bulk.holdNumber(accountId, number, { kind, origin }, this.#now);
      this.#writes.journal({
        runId: this.#runId,
        accountId,
        kind: 'number-held',
        state: 'applied',
        reasonCode: 'number.held',
        detail: usesWords(uses),
        login: fields.loginId,
        dn: '',
        proposed: numberFields({
          ...{ kind: 'number-held', number, numberKind: kind },
          mustAct: mustAct({ origin, uses }),
        }),
      });
      const message = `${number} is kept for ${fields.loginId}: used by ${usesWords(uses)}.`;
      kept.push(issue('info', 'number.held', number, field, message));
    }
    return kept;
  }

  #journal(row: {
    accountId: number;
    kind: JournalKind;
    login: string;
    dn: string;
    before?: unknown;
    restore?: RestoreImage | RestoredImage;
  }): void {
    this.#writes.journal({
      ...row,
      runId: this.#runId,
      state: 'applied',
      reasonCode: REASON,
      detail: this.#detail,
    });
  }
}

/** Whether numbers that only a status keeps come back or change: no field tells of those (R6). */
function changesKept(
  now: AccountFields,
  then: AccountFields,
  numbers: readonly NumberRow[],
  { dropped, added }: Pick<UndoneUpdate, 'dropped' | 'added'>,
): boolean {
  const told = [now, then].flatMap(({ pbxNumbers }) => numbersOf(pbxNumbers).map(({ number }) => number));
  const touched = [...added, ...numbers.filter(({ number }) => dropped.includes(number))];
  return touched.some(({ number, origin }) => origin !== 'directory' && !told.includes(number));
}

function subjectOf({ sourceId, key, keyAttribute, fields, dn }: AccountRow): Subject {
  return { sourceId, key, keyAttribute, login: fields.loginId, dn };
}

/** By what an account is tied to its entry, as the journal of an update keeps it. */
function identityOf({ dn, hash, key, keyAttribute }: AccountRow): RestoreImage {
  return {
    dn,
    hash: hash?.toString('hex') ?? null,
    key: key?.toString('hex') ?? '',
    keyAttribute: keyAttribute ?? '',
  };
}

/** Old and new value of each field that differs; null for nothing. */
function changesBetween(
  old: Partial<AccountFields> | null,
  now: Partial<AccountFields> | null,
): Record<string, [string | null, string | null]> {
  const changes: Record<string, [string | null, string | null]> = {};
  for (const field of ACCOUNT_FIELDS) {
    const [before, after] = [old?.[field] || null, now?.[field] || null];
    if (before !== after) changes[field] = [before, after];
  }
  return changes;
}
