import type { GoneReason } from '../../../shared/domain/reasons.ts';
import type { SynchronizerSettings } from '../../../shared/domain/synchronizer.ts';
import type { lookUpGone } from '../directory/index.ts';
import type { AccountIdentity } from '../store/index.ts';
import type { DeleteRow } from './plan.ts';

/** What asking the directory again came to (safety.md 2). */
export interface LooksEvidence {
  /** How many deletions were looked up again. */
  looked: number;
  /** How many of each reason. */
  reasons: Partial<Record<GoneReason, number>>;
  /** DN of an entry that is there all the same; null when none is. */
  missed: string | null;
}

/** How the directory is asked again. */
export interface Looks {
  settings: SynchronizerSettings;
  password: string | null;
  /** The server that answered the read: another one need not agree with it. */
  server: string;
  identityOf(accountId: number): AccountIdentity | undefined;
  lookUp: typeof lookUpGone;
  signal: AbortSignal;
  progress(done: number): void;
}

/**
 * Asks the directory again for each account that would go, and writes down why: a reason for each deletion
 * (safety.md 2). An account whose key came from another attribute cannot be looked up by it: that is `unknown`.
 */
export async function lookAgain(rows: readonly DeleteRow[], looks: Looks): Promise<LooksEvidence> {
  const keyAttribute = looks.settings.mapping.directoryKey.toLowerCase();
  const asked: { row: DeleteRow; dn: string; key: Uint8Array }[] = [];
  for (const row of rows) {
    const identity = looks.identityOf(row.account.accountId);
    if (identity?.keyAttribute === keyAttribute) asked.push({ row, dn: row.account.dn, key: identity.key });
    else {
      row.looked = row.reasonCode = 'unknown';
      row.detail = `it is known by its ${identity?.keyAttribute ?? 'key'}, which is no longer read`;
    }
  }
  const { settings, password, server, signal } = looks;
  const evidence: LooksEvidence = { looked: asked.length, reasons: {}, missed: null };
  if (asked.length === 0) return evidence;
  const answers = await looks.lookUp(settings, password, server, asked, signal, (done) =>
    looks.progress(done),
  );
  for (const [at, { row, dn }] of asked.entries()) {
    const { reason, detail } = answers[at] ?? { reason: 'unknown', detail: '' };
    if (reason === 'present') {
      evidence.missed ??= detail || dn;
      continue;
    }
    row.looked = row.reasonCode = reason;
    row.detail = detail;
    evidence.reasons[reason] = (evidence.reasons[reason] ?? 0) + 1;
  }
  return evidence;
}
