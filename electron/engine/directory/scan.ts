import { RollcallError, type ErrorInfo } from '../../../shared/domain/errors.ts';
import type { DirectorySettings } from '../../../shared/domain/synchronizer.ts';
import { failpoint } from '../failpoint.ts';
import { BaseSearch, type ScanSink } from './base-search.ts';
import { LdapConnection } from './connection.ts';
import { searchBases, type SearchBase } from './dn.ts';
import { naming, referralWords } from './errors.ts';
import { noEvidence, type BaseEvidence, type ReadEvidence } from './evidence.ts';
import { LIMITS } from './limits.ts';

export type { ScanSink } from './base-search.ts';

/** How a scan ended (E6): `failed` read nothing, `partial` not everything, `complete` provably all. */
export interface ScanResult {
  verdict: 'complete' | 'partial' | 'failed';
  /** Why it is not complete. */
  error: ErrorInfo | null;
  evidence: ReadEvidence;
  /** The search context in the order that the directory uses, when it was typed the other way round. */
  workingContext: string | null;
}

/**
 * Reads all entries below the bases that match the query, over a connection of its own. Pages are asked for ahead:
 * the request for the next page leaves before this one is worked on. Never throws for what the server does: the
 * verdict says how far the answer can be trusted.
 */
export async function scanDirectory(
  settings: DirectorySettings,
  password: string | null,
  attributes: readonly string[],
  sink: ScanSink,
  signal: AbortSignal,
): Promise<ScanResult> {
  const evidence = noEvidence(settings);
  const found: { base: SearchBase; reversed: boolean }[] = [];
  let error: RollcallError | null = null;
  let connection: LdapConnection | null = null;
  try {
    const bases = searchBases(settings.baseDn, settings.searchContext);
    connection = await LdapConnection.open(settings, password, signal);
    evidence.server = connection.server;
    failpoint('scan.connected');
    const deadline = performance.now() + LIMITS.readMs;
    const patience = { timeoutSeconds: settings.timeoutSeconds, deadline, signal };
    for (const base of bases) {
      const search = new BaseSearch(connection, { settings, attributes, sink, evidence, patience });
      const result = await search.run(base);
      found.push({ base, reversed: result.reversed });
      error ??= completeness(result, connection.server) ?? search.problem;
    }
  } catch (cause) {
    // A full disk is not the directory's doing: nothing is to be concluded from such a read, not even in part.
    if (!(cause instanceof RollcallError) || cause.code.startsWith('store.')) throw cause;
    error = naming(cause, evidence.server);
  } finally {
    connection?.destroy();
  }
  const verdict = error === null ? 'complete' : evidence.entries === 0 ? 'failed' : 'partial';
  return {
    verdict,
    error: error?.toInfo() ?? null,
    evidence,
    workingContext: verdict === 'complete' ? workingContextOf(found) : null,
  };
}

/**
 * The search context as the directory has it, when a part of it was typed the other way round (domain.md 2.4). Null
 * when it works as typed, and when a part works in one order below one base and in the other below another.
 */
function workingContextOf(found: readonly { base: SearchBase; reversed: boolean }[]): string | null {
  const working = new Map<string, string>();
  for (const { base, reversed } of found) {
    const context = (reversed ? base.reversedContext : base.context) ?? '';
    if (working.has(base.context) && working.get(base.context) !== context) return null;
    working.set(base.context, context);
  }
  return found.some(({ reversed }) => reversed) ? [...working.values()].join('; ') : null;
}

/** What keeps one base's answer from being the whole truth, or null. */
function completeness(base: BaseEvidence, server: string): RollcallError | null {
  if (base.referrals.length === 0) return null;
  return new RollcallError(
    'ldap.referral',
    `${server} refers to other servers for a part of ${base.base}: ${referralWords(base.referrals)}.`,
  );
}
