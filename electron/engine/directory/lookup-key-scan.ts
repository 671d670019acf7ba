import { escapedText } from '../../../shared/domain/characters.ts';
import { isBinaryAttribute, type SynchronizerSettings } from '../../../shared/domain/synchronizer.ts';
import type { EntryDecoder } from './entry-decoder.ts';
import { cancelled } from './connection.ts';
import type { Reply, SeenEntry } from './lookup-decision.ts';
import { dnMark } from './lookup-places.ts';
import { holdsNobody } from './lookup-questions.ts';
import { scanDirectory, type ScanResult, type ScanSink } from './scan.ts';

/** Entries that are remembered of one key; a second one is enough to make it unclear. */
const MOST_ENTRIES = 2;

/**
 * Answers for many accounts at once whether an entry somewhere below `places` has their key: reads the keys of all entries
 * (engine.md E6: past 50 misses). Only a read that is provably complete says that a key is nowhere (safety.md 1).
 * Throws `run.cancelled`.
 */
export async function scanForKeys(
  settings: SynchronizerSettings,
  password: string | null,
  server: string,
  places: readonly string[],
  keys: readonly Uint8Array[],
  signal: AbortSignal,
): Promise<(key: Uint8Array) => Reply<SeenEntry[]>> {
  const attribute = settings.mapping.directoryKey;
  const wanted = new WantedKeys(attribute, keys);
  const scan = await scanDirectory(
    {
      ...settings,
      urls: [server],
      baseDn: places.join(';'),
      searchContext: '',
      query: `(${attribute}=*)`,
    },
    password,
    [attribute],
    wanted,
    signal,
  );
  if (signal.aborted) throw cancelled();
  const why = wanted.doubt ?? whyIncomplete(scan, settings);
  return (key) => {
    const found = wanted.found(key);
    if (found.length > 0) return { kind: 'found', value: found };
    return why === null ? { kind: 'absent' } : { kind: 'failed', why };
  };
}

function whyIncomplete(
  { verdict, error, evidence }: ScanResult,
  settings: SynchronizerSettings,
): string | null {
  if (verdict === 'complete') {
    // A search right on the key attribute that is missing looks like a directory without entries.
    return evidence.entries > 0 ? null : `No entry shows its ${settings.mapping.directoryKey}.`;
  }
  const harmless =
    error?.code === 'ldap.referral' &&
    evidence.bases.every(
      ({ result, referrals }) =>
        result === 0 && referrals.length < 100 && referrals.every((url) => holdsNobody(url, settings.server)),
    );
  return harmless && evidence.entries > 0
    ? null
    : (error?.message ?? 'The keys could not be read to the end.');
}

/** Picks the entries with wanted keys out of a scan. */
class WantedKeys implements ScanSink {
  /** Why the scan cannot be complete, though it ended well. */
  doubt: string | null = null;
  /** Entries whose DN came before: a search that goes round in circles is given up. */
  repeated = 0;
  readonly #binary: boolean;
  readonly #entries = new Map<string, SeenEntry[]>();
  readonly #dns = new Set<string>();

  constructor(attribute: string, keys: readonly Uint8Array[]) {
    this.#binary = isBinaryAttribute(attribute);
    for (const key of keys) this.#entries.set(this.#mark(Buffer.from(key)), []);
  }

  entry(bytes: Buffer, decoder: EntryDecoder): void {
    const dn = escapedText(bytes, decoder.dnStart, decoder.dnEnd);
    const mark = dnMark(dn);
    // Pages that shifted under the read show an entry twice, and have left out another one (D19).
    if (this.#dns.has(mark)) {
      this.repeated += 1;
      this.doubt ??= `${dn} came twice, so the pages shifted under the read.`;
    }
    this.#dns.add(mark);
    const first = decoder.first[0]!;
    const keys: Uint8Array[] = [];
    for (let index = first; index < first + decoder.count[0]!; index += 1) {
      keys.push(bytes.subarray(decoder.valueStart[index], decoder.valueEnd[index]));
    }
    for (const key of keys) {
      const found = this.#entries.get(this.#mark(key));
      if (found === undefined || found.length >= MOST_ENTRIES || found.some((each) => each.dn === dn))
        continue;
      // The buffer is used again. Whether it is disabled is looked at later, with the query.
      found.push({ dn, keys: keys.map((each) => Buffer.from(each)), disabled: false });
    }
  }

  progress(): void {
    // The scan is one step of the look-ups, whose own progress counts answers.
  }

  /** Entries with the key, also when it is written in another case, as most servers compare text. */
  found(key: Uint8Array): SeenEntry[] {
    return this.#entries.get(this.#mark(key)) ?? [];
  }

  #mark(key: Uint8Array): string {
    const text = Buffer.from(key.buffer, key.byteOffset, key.length).toString('latin1');
    return this.#binary ? text : text.toLowerCase();
  }
}
