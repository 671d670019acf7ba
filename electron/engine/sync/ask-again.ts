import type { GoneReason } from '../../../shared/domain/reasons.ts';
import { reasonOf } from '../../../shared/domain/reasons.ts';
import type { SynchronizerSettings } from '../../../shared/domain/synchronizer.ts';
import type { EntryDecoder, lookUpGone, readAgain, ReadAgainSink } from '../directory/index.ts';
import type { PlannedRow } from '../store/index.ts';
import { isDisabled, RecordEncoder } from './record-encoder.ts';
import { RecordFormat } from './records.ts';

/** How rows stand today, by their place. */
export interface Recheck {
  /** Rows that must not be applied any more, each with why. */
  refused: ReadonlyMap<number, string>;
  /** Deletions with the reason that was found today in place of why they were held. */
  proven: ReadonlyMap<number, PlannedRow>;
}

/** What a second look says when it proves nothing. */
const UNSEEN: readonly (string | null)[] = ['not-visible', 'unknown', null];

/** How rows are held against the directory of today. */
export interface AskAgain {
  settings: SynchronizerSettings;
  password: string | null;
  server: string;
  /** Whether creations and updates are looked at too: is the entry still what it was? */
  recheckEntries: boolean;
  /** Whether a person approved these very rows, and so may have approved what nobody can see. */
  approved: boolean;
  lookUp: typeof lookUpGone;
  readAgain: typeof readAgain;
  signal: AbortSignal;
  progress(done: number, total: number): void;
}

/**
 * Looks every deletion up again and, if asked, every other row (E7). Held rows are not looked at: they are not applied.
 * Throws a RollcallError when the directory cannot be asked for the entries.
 */
export async function askAgain(rows: readonly PlannedRow[], ask: AskAgain): Promise<Recheck> {
  const refused = new Map<number, string>();
  const proven = new Map<number, PlannedRow>();
  const places = (of: (row: PlannedRow) => boolean) =>
    [...rows.keys()].filter((place) => rows[place]!.state === 'apply' && of(rows[place]!));
  const keyAttribute = ask.settings.mapping.directoryKey.toLowerCase();
  const keyed = places((row) => row.kind === 'delete' && row.keyAttribute === keyAttribute);
  /** Deletions that the key cannot settle: a person approved them as such, and only the DN is left to ask for. */
  const byDn = places((row) => row.kind === 'delete' && row.keyAttribute !== keyAttribute);
  const entries = ask.recheckEntries ? places(({ kind }) => kind !== 'delete') : [];
  const total = keyed.length + byDn.length + entries.length;
  if (keyed.length > 0) {
    const requests = keyed.map((place) => rows[place]!);
    const { settings, password, server, signal } = ask;
    const answers = await ask.lookUp(settings, password, server, requests, signal, (done) =>
      ask.progress(done, total),
    );
    for (const [at, place] of keyed.entries()) {
      const row = rows[place]!;
      const { reason, detail } = answers[at] ?? { reason: 'unknown' as const, detail: '' };
      const why = refusal(row, reason, detail, ask.approved);
      if (why !== null) refused.set(place, why);
      else if (reason === 'unknown') byDn.push(place);
      else proven.set(place, { ...row, reasonCode: reason, detail, looked: reason as GoneReason });
    }
  }
  for (const place of byDn) {
    const { keyAttribute: known, looked } = rows[place]!;
    // Approved was that the entry is gone; by another key nobody can say so any more.
    if (known !== keyAttribute && !UNSEEN.includes(looked)) {
      refused.set(place, `it is known by its ${known}, which is no longer read`);
    }
  }
  if (byDn.length > 0) await expectNobody(rows, byDn, refused, ask);
  if (entries.length > 0) await compareEntries(rows, entries, refused, ask);
  return { refused, proven };
}

/** Why a deletion must not be applied any more; null when it may. */
function refusal(row: PlannedRow, reason: string, detail: string, approved: boolean): string | null {
  if (reason === 'present') return 'its entry is there again';
  // What a person approved is what they saw. Of a preview, they have only seen that it was gone for good.
  const isAsSeen = approved && UNSEEN.includes(row.looked);
  if ((reason === 'not-visible' || reason === 'unknown') && !isAsSeen) return reasonOf(reason, detail);
  return null;
}

/** Deletions of accounts whose key says nothing: at least no entry of the query may stand under their DN. */
async function expectNobody(
  rows: readonly PlannedRow[],
  places: readonly number[],
  refused: Map<number, string>,
  { settings, password, server, signal, ...ask }: AskAgain,
): Promise<void> {
  const dns = places.map((place) => rows[place]!.dn);
  const { attributes } = new RecordFormat(settings);
  const keyAttribute = attributes[0]!.toLowerCase();
  const sink: ReadAgainSink = {
    entry(index, bytes, decoder) {
      const row = rows[places[index]!]!;
      // An entry of another key is somebody else, as the person saw who approved.
      const isOther = row.keyAttribute === keyAttribute && !hasKey(bytes, decoder, row.key);
      if (!isOther) refused.set(places[index]!, 'an entry is there under its DN');
    },
    missing: () => undefined,
  };
  await ask.readAgain(settings, password, server, dns, attributes, sink, signal);
}

/** Whether an entry has this value of its key, the first attribute that was asked for; also when it shows none. */
function hasKey(bytes: Buffer, decoder: EntryDecoder, key: Buffer): boolean {
  const [first, count] = [decoder.first[0]!, decoder.count[0]!];
  if (count === 0) return true;
  for (let index = first; index < first + count; index += 1) {
    if (bytes.subarray(decoder.valueStart[index], decoder.valueEnd[index]).equals(key)) return true;
  }
  return false;
}

async function compareEntries(
  rows: readonly PlannedRow[],
  places: readonly number[],
  refused: Map<number, string>,
  ask: AskAgain,
): Promise<void> {
  const { settings, password, server, signal } = ask;
  const format = new RecordFormat(settings);
  const encoder = new RecordEncoder(format);
  const dns = places.map((place) => rows[place]!.dn);
  await ask.readAgain(
    settings,
    password,
    server,
    dns,
    format.attributes,
    {
      entry(index, bytes, decoder) {
        encoder.encode(bytes, decoder);
        const row = rows[places[index]!]!;
        if (isDisabled(format, bytes, decoder)) refused.set(places[index]!, 'its entry is disabled now');
        else if (row.hash === null || !encoder.hash().equals(row.hash)) {
          refused.set(places[index]!, 'its entry was changed since');
        }
      },
      missing(index, reason) {
        refused.set(places[index]!, reason.replace(/\.$/, ''));
      },
    },
    signal,
  );
}
