import {
  ACCOUNT_FIELDS,
  emptyFields,
  foldLogin,
  REQUIRED_FIELDS,
  type AccountField,
  type AccountFields,
} from '../../../shared/domain/account.ts';
import type { SynchronizerSettings } from '../../../shared/domain/synchronizer.ts';
import type { AccountBulk, Remembered } from '../store/index.ts';
import { cancelled } from './cancelled.ts';
import { SEEN, type Collector } from './collector.ts';
import { creationGround, groundOf, valuesOf, type Values } from './ground.ts';
import { answeredPart, type Memories, type RowIdentity } from './memory.ts';
import {
  ownFields,
  type CreateRow,
  type DeleteRow,
  type Plan,
  type PlanAccount,
  type PlanOptions,
  type PlanRecord,
  type UpdateRow,
} from './plan.ts';
import type { RecordFormat } from './records.ts';
import { pairRekeyed, type UnpairedAccount, type UnpairedRecord } from './rekey.ts';

/** What was read, held against the accounts of its source: entries that differ, and accounts whose entry is gone. */
export class ReadRows {
  readonly #collector: Collector;
  readonly #format: RecordFormat;
  readonly #bulk: AccountBulk;
  readonly #keyAttribute: string;
  readonly #options: PlanOptions;
  readonly #isCancelled: () => boolean;
  /** Accounts whose key came from another attribute, and the records that were paired with some of them. */
  readonly #otherwiseKeyed: UnpairedAccount[];
  #rekeyed: ReadonlyMap<number, number> = new Map();

  constructor(read: {
    collector: Collector;
    format: RecordFormat;
    bulk: AccountBulk;
    settings: SynchronizerSettings;
    sourceId: number;
    isCancelled(): boolean;
  }) {
    this.#collector = read.collector;
    this.#format = read.format;
    this.#bulk = read.bulk;
    this.#keyAttribute = read.settings.mapping.directoryKey.toLowerCase();
    this.#options = read.settings;
    this.#isCancelled = () => read.isCancelled();
    this.#otherwiseKeyed = read.bulk.otherwiseKeyed(read.sourceId, this.#keyAttribute);
  }

  /** Accounts that the source has, whatever attribute their key came from. */
  get accounts(): number {
    return this.#collector.accountIds.length + this.#otherwiseKeyed.length;
  }

  /** Accounts whose key attribute changed, by the record that was paired with each (E6). */
  get rekeyed(): ReadonlyMap<number, number> {
    return this.#rekeyed;
  }

  /** The entries that differ from what was applied last, and new ones. */
  *records(): Generator<PlanRecord> {
    const collector = this.#collector;
    for (let record = 0; record < collector.spool.count; record += 1) {
      if (record % 1000 === 0 && this.#isCancelled()) throw cancelled();
      if (collector.voided.has(record)) continue;
      const place = collector.recordAccount[record]!;
      const accountId = place < 0 ? this.#rekeyed.get(record) : collector.accountIds[place]!;
      const account = accountId === undefined ? null : this.account(accountId);
      const decoded = this.#format.decode(collector.spool.read(record));
      const found = this.#format.invalid(decoded);
      const replaced = this.#format.replaced(decoded);
      yield {
        record,
        dn: this.#format.dn(decoded),
        account,
        fields: this.#format.fields(decoded, account?.fields),
        invalid: found && { attribute: found.attribute, ...found.at },
        replaced: replaced && { attribute: replaced.attribute, ...replaced.at },
      };
    }
  }

  /** Accounts whose entry was not read, or is disabled. Of a complete read only. */
  *gone(): Generator<{ account: PlanAccount; reasonCode: 'absent' | 'disabled' }> {
    const collector = this.#collector;
    // An entry that shares its key with another one is there all the same, whatever its key was before (D19).
    const quarantined = new Set([...collector.duplicates.values()].flatMap(({ dns }) => dns));
    for (const [place, accountId] of collector.accountIds.entries()) {
      const seen = collector.seen[place];
      if (seen !== SEEN.absent && seen !== SEEN.disabled) continue;
      const account = this.account(accountId);
      if (account === null || quarantined.has(account.dn)) continue;
      yield { account, reasonCode: seen === SEEN.absent ? 'absent' : 'disabled' };
    }
    if (this.#otherwiseKeyed.length === 0) return;
    const paired = new Set(this.#rekeyed.values());
    const there = this.#dnsRead();
    for (const { accountId, dn } of this.#otherwiseKeyed) {
      // Whatever is wrong with the entry, it is there (D19).
      const account = paired.has(accountId) || there.has(dn) ? null : this.account(accountId);
      if (account !== null) yield { account, reasonCode: 'absent' };
    }
  }

  /** Whether accounts of the source are known by a key that is no longer read: then nobody new can be told (E6). */
  get hasOtherwiseKeyed(): boolean {
    return this.#otherwiseKeyed.length > 0;
  }

  /** Finds the entries of accounts whose key came from another attribute (E6). */
  pairRekeyed(): void {
    if (this.#otherwiseKeyed.length === 0) return;
    const records: UnpairedRecord[] = [];
    for (const { record, account, dn, fields, invalid } of this.records()) {
      if (account === null && invalid === null)
        records.push({ record, dn, loginKey: foldLogin(fields.loginId) });
    }
    this.#rekeyed = pairRekeyed(records, this.#otherwiseKeyed);
  }

  account(accountId: number): PlanAccount | null {
    return this.#bulk.load(accountId) ?? null;
  }

  /** By what a row is told to be the same one in another run (E8), in view of what was answered about it. */
  identityOf(row: CreateRow | UpdateRow | DeleteRow, memories: Memories): RowIdentity {
    if ('gone' in row) return { ...this.#keyOfAccount(row.account.accountId), ground: row.gone };
    if ('account' in row) {
      const values = Object.entries(row.changes).map(([field, [, now]]) => [field, now]);
      const { record, account } = row;
      return this.#identity(
        'update',
        record,
        account.dn,
        account,
        Object.fromEntries(values) as Values,
        memories,
      );
    }
    const fields = this.#format.fields(this.#format.decode(this.#collector.spool.read(row.record)));
    return this.#identity('create', row.record, row.dn, null, fields, memories);
  }

  /**
   * Of several values of an attribute, the one that was answered counts, if the entry still has it: servers need not
   * keep an order.
   */
  #identity(
    kind: 'create' | 'update',
    record: number,
    dn: string,
    account: PlanAccount | null,
    asked: Values,
    memories: Memories,
  ): RowIdentity {
    const key = this.#keyOfRecord(record, account?.accountId);
    const ground = kind === 'create' ? creationGround : groundOf;
    const memory = memories.find(kind, dn, { ...key, ground: '' });
    if (memory === undefined) return { ...key, ground: ground(asked) };
    const answered = valuesOf(memory.ground);
    const wanted = Object.fromEntries(Object.entries(answered).filter(([field]) => field in asked));
    const decoded = this.#format.decode(this.#collector.spool.read(record));
    const fields = this.#format.fields(decoded, { ...(account?.fields ?? emptyFields()), ...wanted });
    const kept = Object.entries(wanted).filter(([field, value]) => fields[field as AccountField] === value);
    return { ...key, ground: ground({ ...asked, ...Object.fromEntries(kept) }) };
  }

  /** Accounts with a held update whose entry is there and could not be looked at again (E8, D19). */
  unseenUpdates(plan: Plan, heldUpdates: readonly number[]): number[] {
    const waiting = new Set(heldUpdates);
    if (waiting.size === 0) return [];
    for (const row of [...plan.updates, ...plan.deletes]) waiting.delete(row.account.accountId);
    for (const row of plan.refreshes) waiting.delete(row.accountId);
    for (const [place, accountId] of this.#collector.accountIds.entries()) {
      const seen = this.#collector.seen[place];
      if (seen !== SEEN.changed && seen !== SEEN.duplicated) waiting.delete(accountId);
    }
    return [...waiting];
  }

  /** Answers that no longer count after a complete read, since the source says something else now (E8, E9). */
  lapsedMemories(memories: Memories): Remembered[] {
    if (memories.isEmpty) return [];
    const counting = new Set<Remembered>();
    const met = new Set<string>();
    const meet = (kind: Remembered['kind'], dn: string, identity: RowIdentity) => {
      if (kind === 'create') met.add(identity.key).add(dn);
      const memory = memories.find(kind, dn, identity);
      if (memory !== undefined && answeredPart(memory, identity) !== 'none') counting.add(memory);
    };
    for (const read of this.records()) {
      const { record, account, invalid } = read;
      const kind = account === null ? 'create' : 'update';
      const dn = account?.dn ?? read.dn;
      const fields = account === null ? read.fields : ownFields(read.fields, account.fields, this.#options);
      const asked = account === null ? fields : difference(account.fields, fields);
      const identity = this.#identity(kind, record, dn, account, asked, memories);
      const memory = memories.find(kind, dn, identity);
      // An entry that cannot be imported says nothing new.
      const isUnreadable = invalid !== null || REQUIRED_FIELDS.some((field) => fields[field] === '');
      if (memory !== undefined && isUnreadable) counting.add(memory);
      meet(kind, dn, identity);
    }
    for (const { account, reasonCode } of this.gone()) {
      meet('delete', account.dn, { ...this.#keyOfAccount(account.accountId), ground: reasonCode });
    }
    return [...memories.all()].filter((memory) => {
      const key = Buffer.from(memory.key);
      // Nobody could look at the entry; and a creation that was undone may come back as it was.
      const isUnseen = this.#collector.duplicates.has(key.toString('latin1'));
      const isAway = memory.kind === 'create' && !met.has(key.toString('hex')) && !met.has(memory.dn);
      return !counting.has(memory) && !isUnseen && !isAway;
    });
  }

  /** DNs of all entries that came and were kept or set aside. */
  #dnsRead(): Set<string> {
    const dns = new Set<string>(this.#collector.keyless);
    for (const { dns: shared } of this.#collector.duplicates.values()) {
      for (const dn of shared) if (dn !== null) dns.add(dn);
    }
    for (let record = 0; record < this.#collector.spool.count; record += 1) {
      dns.add(this.#format.dn(this.#format.decode(this.#collector.spool.read(record))));
    }
    return dns;
  }

  #keyOfAccount(accountId: number) {
    const { key, keyAttribute } = this.#bulk.identity(accountId)!;
    return { key: key.toString('hex'), keyAttribute };
  }

  #keyOfRecord(record: number, accountId?: number) {
    // A record with several keys is known by the one that its account has.
    const known = accountId === undefined ? undefined : this.#bulk.identity(accountId);
    const keyAttribute = this.#keyAttribute;
    const isKnown = known?.keyAttribute === keyAttribute;
    const key = isKnown
      ? known.key
      : this.#format.key(this.#format.decode(this.#collector.spool.read(record)));
    return { key: key.toString('hex'), keyAttribute };
  }
}

/** The values of the fields that differ, as they would be. */
function difference(stored: AccountFields, now: AccountFields): Values {
  const differing = ACCOUNT_FIELDS.filter((field) => stored[field] !== now[field]);
  return Object.fromEntries(differing.map((field) => [field, now[field]]));
}
