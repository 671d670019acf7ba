import type { PreflightEvent, PreflightReport } from '../../../shared/contract/index.ts';
import {
  DIRECTORY_FIELDS,
  foldLogin,
  REQUIRED_FIELDS,
  type DirectoryField,
} from '../../../shared/domain/account.ts';
import { escapedText } from '../../../shared/domain/characters.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import type { SynchronizerSettings } from '../../../shared/domain/synchronizer.ts';
import { scanDirectory, type EntryDecoder, type ScanSink } from '../directory/index.ts';
import { AccountBulk, type Store } from '../store/index.ts';
import { Collector } from './collector.ts';
import { invalidIssue, issue, missingIssue, replacedIssue, unusualLoginIssue } from './plan.ts';
import { PreflightList } from './preflight-list.ts';
import { incompleteness, issuesOfRead } from './read-report.ts';
import { RecordFormat } from './records.ts';
import { Spool } from './spool.ts';
import { watched } from './watched.ts';

/** Files of looks are named as those of runs are, with the number of none. */
export const NO_RUN = 0;

/** What is looked at. */
export interface PreflightRequest {
  settings: SynchronizerSettings;
  password: string | null;
  /** The stored source that the settings are of; null when they are of a new one. */
  sourceId: number | null;
}

/** Progress is told once in so many records. */
const EVERY = 5000;

/** A look at a whole directory through a synchronizer's settings. */
export interface PreflightJob {
  settings: SynchronizerSettings;
  password: string | null;
  /** Where what was read goes while it is looked at. */
  spoolFolder: string;
  /** Whether a login, in its folded form, belongs to an account that does not come from this source. */
  isTaken(loginKey: string): boolean;
  isCancelled(): boolean;
  /** Progress, and the list as CSV, in pieces. */
  tell(event: PreflightEvent): void;
  /** How the directory is read; tests put entries of their own here. */
  scan?: typeof scanDirectory;
}

/**
 * Reads a whole directory and reports what would keep its entries from being imported, by the rules and in the words of
 * a synchronization, but all of it: a run stops at the first fault of an entry. Writes nothing to the store. Throws
 * `run.cancelled` when it was stopped.
 */
export async function runPreflight(job: PreflightJob): Promise<PreflightReport> {
  const preflight = new Preflight(job);
  try {
    return await watched(job, (signal) => preflight.execute(signal));
  } finally {
    preflight.close();
  }
}

/**
 * Whether a login, in its folded form, belongs to an account of the source's Enterprise that does not come from the
 * source. Of a source that is not stored yet nobody knows the Enterprise: then no login does.
 */
export function loginsElsewhere(store: Store, sourceId: number | null): (loginKey: string) => boolean {
  const source = sourceId === null ? undefined : store.sources.get(sourceId);
  if (source === undefined) return () => false;
  const bulk = new AccountBulk(store.connection);
  const own = new Set(bulk.ofSource(source.sourceId).map(({ accountId }) => accountId));
  const holders = bulk.loginHolders(source.enterpriseId);
  return (loginKey) => {
    const holder = holders.get(loginKey);
    return holder !== undefined && !own.has(holder);
  };
}

class Preflight implements ScanSink {
  readonly #job: PreflightJob;
  readonly #format: RecordFormat;
  readonly #collector: Collector;
  readonly #list: PreflightList;
  /** Of each mapped attribute: entries that have a value for it. */
  readonly #filled: Int32Array;
  #lookedAt = 0;

  constructor(job: PreflightJob) {
    this.#job = job;
    this.#format = new RecordFormat(job.settings);
    this.#filled = new Int32Array(this.#format.mapped);
    this.#list = new PreflightList((text) => job.tell({ type: 'csv', text }));
    this.#collector = new Collector(this.#format, [], 0, new Spool(job.spoolFolder, NO_RUN), (done, total) =>
      job.tell({ type: 'progress', phase: 'reading', done, total }),
    );
  }

  async execute(signal: AbortSignal): Promise<PreflightReport> {
    const { settings, password, scan = scanDirectory } = this.#job;
    this.#job.tell({ type: 'progress', phase: 'connecting', done: 0, total: 0 });
    const { attributes } = this.#format;
    const { evidence, error: readError } = await scan(settings, password, attributes, this, signal);
    this.#stopIfCancelled();
    const error = readError ?? incompleteness(this.#collector, settings.mapping.directoryKey);
    this.#addReadIssues();
    const importable = this.#addRecordIssues();
    this.#list.flush();
    return {
      server: evidence.server,
      complete: error === null,
      error,
      entries: this.#collector.entries,
      importable,
      lookedAt: this.#lookedAt,
      fields: this.#fields(),
      codes: this.#list.codes(),
      listed: this.#list.listed,
      listable: this.#list.listable,
    };
  }

  entry(bytes: Buffer, decoder: EntryDecoder): void {
    const collector = this.#collector;
    const { disabled, repeated, keylessCount } = collector;
    collector.entry(bytes, decoder);
    if (collector.disabled > disabled || collector.repeated > repeated) return;
    this.#lookedAt += 1;
    for (let attribute = 0; attribute < this.#filled.length; attribute += 1) {
      if (decoder.count[attribute] === 0) continue;
      const first = decoder.first[attribute]!;
      if (decoder.valueEnd[first]! > decoder.valueStart[first]!) this.#filled[attribute]! += 1;
    }
    // The collector names the first of them only.
    if (collector.keylessCount > keylessCount) this.#addKeyless(bytes, decoder);
  }

  progress(entries: number, estimate: number): void {
    this.#collector.progress(entries, estimate);
  }

  close(): void {
    this.#collector.close();
  }

  #addKeyless(bytes: Buffer, decoder: EntryDecoder): void {
    const dn = escapedText(bytes, decoder.dnStart, decoder.dnEnd);
    const key = this.#job.settings.mapping.directoryKey;
    this.#list.add(issue('warning', 'entry.missing-field', dn, key, `${dn} has no readable ${key}.`));
  }

  /** Entries that share a key, and those that are disabled. Those without a key were told as they came. */
  #addReadIssues(): void {
    const issues = issuesOfRead({
      collector: this.#collector,
      keyAttribute: this.#job.settings.mapping.directoryKey,
      error: null,
      settingsChanged: false,
      dnOf: () => undefined,
    });
    for (const each of issues) if (each.code !== 'entry.missing-field') this.#list.add(each);
  }

  /** Looks at every entry that was kept; answers how many nothing keeps from being imported. */
  #addRecordIssues(): number {
    const { spool, voided } = this.#collector;
    /** Records that claim a login, by its folded form. */
    const claims = new Map<string, number[]>();
    for (let record = 0; record < spool.count; record += 1) {
      if (record % EVERY === 0) {
        this.#stopIfCancelled();
        this.#job.tell({ type: 'progress', phase: 'looking', done: record, total: spool.count });
      }
      // Of entries that share their key only the first came this far: that says enough of all of them.
      const loginKey = voided.has(record) ? null : this.#addIssuesOf(record);
      if (loginKey === null) continue;
      const others = claims.get(loginKey);
      if (others === undefined) claims.set(loginKey, [record]);
      else others.push(record);
    }
    return this.#addLoginIssues(claims);
  }

  /** The folded login of a record; null when the record cannot be imported. */
  #addIssuesOf(record: number): string | null {
    const { mapping, invalidCharacters } = this.#job.settings;
    const decoded = this.#format.decode(this.#collector.spool.read(record));
    const dn = this.#format.dn(decoded);
    const replaces = invalidCharacters === 'replace';
    let isInvalid = false;
    for (const { attribute, at } of this.#format.invalidValues(decoded)) {
      isInvalid = true;
      const value = { attribute, ...at };
      this.#list.add(replaces ? replacedIssue(dn, value) : invalidIssue(dn, value), at);
    }
    const fields = this.#format.fields(decoded);
    const missing = REQUIRED_FIELDS.filter((field) => fields[field] === '');
    for (const field of missing) this.#list.add(missingIssue(dn, field, mapping));
    if (missing.length > 0 || (isInvalid && !replaces)) return null;
    const unusual = unusualLoginIssue(dn, fields.loginId, mapping);
    if (unusual !== null) this.#list.add(unusual);
    return foldLogin(fields.loginId);
  }

  #addLoginIssues(claims: ReadonlyMap<string, readonly number[]>): number {
    let importable = 0;
    for (const [loginKey, records] of claims) {
      if (records.length > 1) {
        for (const record of records) this.#addClash(record, records);
      } else if (this.#job.isTaken(loginKey)) {
        this.#addClash(records[0]!, records);
      } else importable += 1;
    }
    return importable;
  }

  /** A record whose login somebody else claims too: other records, or an account that is there already. */
  #addClash(record: number, records: readonly number[]): void {
    const [other, ...more] = records.filter((each) => each !== record);
    const entryOf = (each: number) => this.#format.decode(this.#collector.spool.read(each));
    const otherDn = other === undefined ? null : this.#format.dn(entryOf(other));
    const decoded = entryOf(record);
    const dn = this.#format.dn(decoded);
    const { loginId } = this.#format.fields(decoded);
    const rest = more.length === 0 ? '' : ` and ${more.length} more`;
    const whose =
      otherDn === null
        ? 'belongs to an account of the Enterprise that does not come from this source'
        : `is also that of ${otherDn}${rest}`;
    const message = `The login ID ${loginId} of ${dn} ${whose}.`;
    const attribute = this.#job.settings.mapping.loginId;
    this.#list.add(issue('warning', 'entry.duplicate-login', dn, attribute, message));
  }

  #fields(): PreflightReport['fields'] {
    const { mapping } = this.#job.settings;
    const names = this.#format.attributes.map((name) => name.toLowerCase());
    return (['directoryKey', ...DIRECTORY_FIELDS] as const).flatMap(
      (field: DirectoryField | 'directoryKey') => {
        const attribute = mapping[field];
        if (attribute === '') return [];
        return [{ field, attribute, filled: this.#filled[names.indexOf(attribute.toLowerCase())]! }];
      },
    );
  }

  #stopIfCancelled(): void {
    if (this.#job.isCancelled()) throw new RollcallError('run.cancelled', 'The check was cancelled.');
  }
}
