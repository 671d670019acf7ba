import { RollcallError, type ErrorInfo } from '../../../shared/domain/errors.ts';
import { displayKey } from '../../../shared/domain/synchronizer.ts';
import type { Issue } from '../../../shared/domain/run.ts';
import type { Collector } from './collector.ts';
import { issue } from './plan.ts';

/** Reasons of our own not to trust a read that the server called complete (safety.md 1). */
export function incompleteness(collector: Collector, key: string): ErrorInfo | null {
  const { keylessCount, keyless, repeatedDn, repeated } = collector;
  if (keylessCount > 0) {
    return new RollcallError(
      'entry.missing-field',
      `${keylessCount} entries have no readable ${key}, so nobody can be told to be absent; the first is ${keyless[0]}.`,
    ).toInfo();
  }
  if (repeatedDn !== null) {
    return new RollcallError(
      'ldap.incomplete',
      `${repeated} entries came twice, such as ${repeatedDn}: the pages shifted while they were read.`,
    ).toInfo();
  }
  return null;
}

/** What the report of a run rests on, as far as the read goes. */
export interface ReadReport {
  collector: Collector;
  keyAttribute: string;
  /** Why the read is not complete; null when it is. */
  error: ErrorInfo | null;
  /** Whether the settings are others than those of the last complete run. */
  settingsChanged: boolean;
  /** The DN of an account, as it is stored. */
  dnOf: (accountId: number) => string | undefined;
}

/** The issues of a read, apart from those of its plan: each entry that is left out is named (safety.md 6). */
export function issuesOfRead({
  collector,
  keyAttribute: key,
  error,
  settingsChanged,
  dnOf,
}: ReadReport): Issue[] {
  const issues: Issue[] = [];
  if (error !== null) {
    issues.push(issue('error', error.code, '', '', error.message));
  }
  for (const dn of collector.keyless) {
    issues.push(issue('warning', 'entry.missing-field', dn, key, `${dn} has no readable ${key}.`));
  }
  const unnamed = collector.keylessCount - collector.keyless.length;
  if (unnamed > 0) {
    const message = `${unnamed} more entries have no readable ${key}.`;
    issues.push({ ...issue('warning', 'entry.missing-field', '', key, message), count: unnamed });
  }
  if (collector.disabled > 0) {
    issues.push({
      ...issue(
        'info',
        'entry.disabled',
        '',
        'userAccountControl',
        `${collector.disabled} disabled entries were passed over.`,
      ),
      count: collector.disabled,
    });
  }
  for (const { key: bytes, dns, accountId } of collector.duplicates.values()) {
    const known = accountId === null ? undefined : dnOf(accountId);
    for (const dn of dns.map((each) => each ?? known ?? 'an entry')) {
      const shared = `${key} ${displayKey(key, bytes)}`;
      const message =
        dns.length === 1
          ? `${dn} carries ${shared}, and the key of another account too, so it was not imported.`
          : `${dn} shares its ${shared} with ${dns.length - 1} other entries, so none of them was imported.`;
      issues.push(issue('warning', 'entry.duplicate-key', dn, key, message));
    }
  }
  if (settingsChanged) {
    issues.push(
      issue(
        'info',
        'source.changed',
        '',
        '',
        'The settings of the source changed since the last complete run.',
      ),
    );
  }
  return issues;
}
