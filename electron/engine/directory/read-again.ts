import { RollcallError } from '../../../shared/domain/errors.ts';
import type { SynchronizerSettings } from '../../../shared/domain/synchronizer.ts';
import { EntryDecoder } from './entry-decoder.ts';
import { RESULT, searchError } from './errors.ts';
import { readInRanges } from './ranges.ts';
import { inParallel, SEARCHES_AT_ONCE, SmallSearches } from './small-search.ts';

/** Receives entries that are read again, in any order. Called synchronously; positions are void afterwards. */
export interface ReadAgainSink {
  entry(index: number, bytes: Buffer, decoder: EntryDecoder): void;
  /** The entry is not there any more, no longer matches the query, or could not be read; `reason` is a sentence. */
  missing(index: number, reason: string): void;
}

/**
 * Reads entries again by their DNs (engine.md E7), under the synchronizer's query. Each index comes to the sink once.
 * Throws a RollcallError when the connection broke or the answers make no sense, and what the sink throws.
 *
 * @param server the server that answered the scan: `ldap://host:port`
 * @param attributes as for the scan: the decoder's positions follow them
 */
export async function readAgain(
  settings: SynchronizerSettings,
  password: string | null,
  server: string,
  dns: readonly string[],
  attributes: readonly string[],
  sink: ReadAgainSink,
  signal: AbortSignal,
): Promise<void> {
  if (dns.length === 0) return;
  const decoder = new EntryDecoder(attributes);
  const searches = await SmallSearches.open(settings, password, server, signal);
  try {
    await inParallel(dns, SEARCHES_AT_ONCE, async (dn, index) => {
      if (dn === '') {
        sink.missing(index, 'It has no DN that could be looked up.');
        return;
      }
      let found = false;
      let ranged: Buffer | null = null;
      const result = await searches.ask(
        { base: dn, scope: 'base', filter: settings.query, attributes, most: 1 },
        (bytes, start, end) => {
          decoder.decode(bytes, start, end);
          found = true;
          if (decoder.partial) ranged = Buffer.from(bytes.subarray(decoder.dnStart, decoder.dnEnd));
          else sink.entry(index, bytes, decoder);
        },
      );
      if (!found) {
        sink.missing(
          index,
          result.code === RESULT.success
            ? `${dn} no longer matches the query, or is no longer visible.`
            : searchError(result, dn, searches.server).message,
        );
      } else if (result.code !== RESULT.success) {
        throw new RollcallError('ldap.incomplete', searchError(result, dn, searches.server).message);
      } else if (ranged !== null) {
        const entry = await readInRanges(searches.server, ranged, attributes, (each, wanted) =>
          searches.one(each, wanted),
        );
        if (entry instanceof RollcallError) sink.missing(index, entry.message);
        else {
          decoder.decode(entry, 0, entry.length);
          sink.entry(index, entry, decoder);
        }
      }
    });
  } finally {
    searches.close();
  }
}
