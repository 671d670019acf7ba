import type { PasswordChoice, SynchronizerDetail } from '../../../shared/contract/index.ts';
import { errorInfo, RollcallError } from '../../../shared/domain/errors.ts';
import type { DirectorySettings, SecretReference } from '../../../shared/domain/synchronizer.ts';
import { parseLdapUrl } from '../directory/index.ts';
import { passwordName, type DirectorySource } from '../store/index.ts';
import { resolveSecret } from '../vault/index.ts';
import type { Services } from './context.ts';
import { passwordOf } from './passwords.ts';

/** Where a password goes, and how. */
type Reach = Pick<DirectorySettings, 'urls' | 'transport' | 'caFile' | 'pin'>;

const STRENGTH = { plain: 0, starttls: 1, ldaps: 2 } as const;

/**
 * Refuses to take a stored password along to where it was not entered for: to another server (host and port), over
 * a weaker transport, or to whoever another CA or another key vouches for. Whoever may edit a synchronizer may not learn
 * its password by pointing it at a machine of theirs.
 */
export function refuseNewReach(stored: Reach, draft: Reach): void {
  const known = new Map<string, number>();
  for (const { server, strength } of reachOf(stored)) {
    known.set(server, Math.min(strength, known.get(server) ?? strength));
  }
  const isSecure = draft.transport !== 'plain' || draft.urls.some((url) => /^ldaps:/i.test(url));
  const trusts = ({ caFile, pin }: Reach) => JSON.stringify(pin === null ? [caFile] : [pin]);
  if (isSecure && trusts(draft) !== trusts(stored) && !(draft.pin === null && draft.caFile === null)) {
    throw new RollcallError(
      'vault.missing-secret',
      'The stored password was entered for servers that another CA or key vouches for.',
    );
  }
  for (const { server, strength } of reachOf(draft)) {
    const before = known.get(server);
    if (before === undefined) {
      throw new RollcallError('vault.missing-secret', `The stored password was not entered for ${server}.`);
    }
    if (strength < before) {
      throw new RollcallError(
        'vault.missing-secret',
        `The stored password was entered for a connection to ${server} that is better protected.`,
      );
    }
  }
}

function reachOf({ urls, transport }: Reach) {
  return urls.map((url) => {
    const { host, port, secure } = parseLdapUrl(url, transport);
    const name = host.includes(':') ? `[${host}]` : host;
    return {
      server: `${name.toLowerCase()}:${port}`,
      strength: secure ? STRENGTH.ldaps : STRENGTH[transport],
    };
  });
}

/** The reference under which a synchronizer goes on, when its form was saved with this choice. */
export function referenceAfter(
  services: Services,
  found: DirectorySource,
  draft: Reach,
  choice: PasswordChoice,
): SecretReference | null {
  if (choice.kind !== 'keep') return null;
  const { passwordReference } = found.settings;
  // Also when nobody signs in at present: the next edit could fill in the bind DN.
  if (passwordReference !== null || hasStored(services, found.sourceId))
    refuseNewReach(found.settings, draft);
  return passwordReference;
}

/** Keeps or forgets a password as chosen. Call in the transaction that writes the source. */
export function putChosenPassword(services: Services, sourceId: number, choice: PasswordChoice): void {
  const { vault } = services;
  if (choice.kind === 'set') vault.put(passwordName(sourceId), choice.value);
  if (choice.kind === 'none') vault.delete(passwordName(sourceId));
}

/** The password to test a form with; null when there is none. */
export function passwordForTest(
  services: Services,
  found: DirectorySource | undefined,
  draft: Reach & { bindDn: string },
  choice: PasswordChoice,
): string | null {
  if (choice.kind === 'set') return choice.value;
  if (choice.kind === 'none' || found === undefined || draft.bindDn === '') return null;
  const password = passwordOf(services, found);
  if (password !== null) refuseNewReach(found.settings, draft);
  return password;
}

/** Where a synchronizer's password comes from, and why it cannot be had; never the password. */
export function passwordState(services: Services, source: DirectorySource): SynchronizerDetail['password'] {
  const { passwordReference: reference } = source.settings;
  if (reference === null) {
    if (!hasStored(services, source.sourceId)) return { kind: 'none', name: null, problem: null };
    return { kind: 'stored', name: null, problem: problemOf(services, source) };
  }
  const environment = 'env' in reference;
  const name = environment ? reference.env : reference.file;
  const state = { kind: environment ? ('environment' as const) : ('file' as const), name };
  if (resolveSecret(reference, services.env) !== null) return { ...state, problem: null };
  const what = environment ? `The environment variable ${name}` : `The file ${name}`;
  // The copy that was kept when the reference was made still does (E12).
  if (hasStored(services, source.sourceId)) return { ...state, problem: problemOf(services, source) };
  return { ...state, problem: `${what} is missing or empty at the moment.` };
}

function problemOf(services: Services, source: DirectorySource): string | null {
  try {
    passwordOf(services, source);
    return null;
  } catch (error) {
    return errorInfo(error).message;
  }
}

function hasStored({ store }: Services, sourceId: number): boolean {
  return store.secrets.get(passwordName(sourceId)) !== undefined;
}
