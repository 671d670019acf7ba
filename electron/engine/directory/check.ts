import { Client } from 'ldapts';
import type { Step } from '../../../shared/contract/index.ts';
import type { Code } from '../../../shared/domain/codes.ts';
import { errorInfo, RollcallError } from '../../../shared/domain/errors.ts';
import type { ServerCertificate, SynchronizerSettings } from '../../../shared/domain/synchronizer.ts';
import { LdapConnection } from './connection.ts';
import { PAGED_RESULTS } from './messages.ts';
import { readSample, type Sample } from './sample.ts';

/** What a connection test found. */
export interface DirectoryTest extends Sample {
  steps: Step[];
  /** What a server that is not trusted showed, its own certificate first; empty when it is trusted. */
  certificates: ServerCertificate[];
}

type StepEnd = Omit<Step, 'id' | 'title'>;

/**
 * Connects to a directory and looks at it without changing anything: reach and sign in, what the server says of
 * itself, and a few entries through the mapping. A failed step says why; the steps after it are skipped. The signal closes
 * the connection at once.
 */
export async function testDirectory(
  settings: SynchronizerSettings,
  password: string | null,
  signal: AbortSignal,
): Promise<DirectoryTest> {
  const test: DirectoryTest = { steps: [], certificates: [], samples: [], attributes: [], lookedAt: 0 };
  let connection: LdapConnection | null = null;
  let client: Client | null = null;
  const hangUp = () => connection?.destroy();
  signal.addEventListener('abort', hangUp, { once: true });
  const steps: [string, string, () => Promise<StepEnd>][] = [
    [
      'connect',
      'Connect and sign in',
      async () => {
        // The same way in as a synchronization, so that the test fails where the run would, in the same words.
        connection = await LdapConnection.open(settings, password, signal).catch(async (error: unknown) => {
          test.certificates = await certificatesBehind(error, settings, signal);
          throw error;
        });
        client = clientOver(connection, settings);
        return signedIn(connection, settings);
      },
    ],
    [
      'server',
      'What the server says of itself',
      // Not needed to synchronize: a server may keep it to itself.
      () =>
        readRootDse(client!).catch((error: unknown) =>
          warning(
            `It does not show its root entry: ${error instanceof Error ? error.message : String(error)}`,
            'Nothing needs to be done, as long as the sample below is right.',
          ),
        ),
    ],
    [
      'sample',
      'Five entries through the mapping',
      async () => {
        Object.assign(test, await readSample(client!, settings));
        return judgeSample(test);
      },
    ],
  ];
  let failed = false;
  try {
    for (const [id, title, run] of steps) {
      if (failed) {
        test.steps.push({ id, title, result: 'skipped', evidence: '', next: '' });
        continue;
      }
      try {
        test.steps.push({ id, title, ...(await run()) });
      } catch (error) {
        const { message, hint } = errorInfo(error);
        test.steps.push({ id, title, result: 'failed', evidence: message, next: hint });
        failed = true;
      }
    }
  } finally {
    signal.removeEventListener('abort', hangUp);
    await (client as Client | null)?.unbind().catch(() => undefined);
    hangUp();
  }
  return test;
}

function ok(evidence: string): StepEnd {
  return { result: 'ok', evidence, next: '' };
}

function warning(evidence: string, next: string): StepEnd {
  return { result: 'warning', evidence, next };
}

/**
 * A client for small searches over the connection that a run would have, secured, verified and bound already: one of
 * its own would have to be trusted anew. It cannot connect again, which would be anonymously (ldap.md L7).
 */
function clientOver(connection: LdapConnection, settings: SynchronizerSettings): Client {
  return new Client({
    // Only so that the client puts no TLS of its own round the socket.
    url: 'ldap://localhost',
    timeout: settings.timeoutSeconds * 1000,
    connectTimeout: settings.timeoutSeconds * 1000,
    strictDN: false,
    createConnection: () => connection.release(),
  });
}

/** What kept a server from being trusted: its certificates are worth showing then. */
const DISTRUST: readonly Code[] = ['tls.untrusted', 'tls.expired', 'tls.name-mismatch', 'tls.key-changed'];

/** The certificates of a server that could not be trusted, or none: there may be nothing to show any more. */
async function certificatesBehind(
  error: unknown,
  settings: SynchronizerSettings,
  signal: AbortSignal,
): Promise<ServerCertificate[]> {
  if (!(error instanceof RollcallError) || !DISTRUST.includes(error.code)) return [];
  return LdapConnection.certificates(settings, signal).catch(() => []);
}

/** A key that is trusted by itself is so whatever the dates say; a person should hear of them all the same. */
function signedIn(connection: LdapConnection, { bindDn, pin }: SynchronizerSettings): StepEnd {
  const who = bindDn === '' ? 'anonymously' : `as ${bindDn}`;
  const [leaf] = connection.certificates;
  if (pin === null || leaf === undefined) return ok(`${connection.server}, signed in ${who}`);
  const evidence = `${connection.server}, trusted by its key, signed in ${who}`;
  if (Date.parse(leaf.validTo) > Date.now()) return ok(evidence);
  return warning(
    `${evidence}; its certificate expired on ${leaf.validTo.slice(0, 10)}`,
    "Nothing needs to be done for Rollcall, but other clients will refuse it: renew the server's certificate, with the same key if you can.",
  );
}

async function readRootDse(client: Client): Promise<StepEnd> {
  const { searchEntries } = await client.search('', {
    scope: 'base',
    filter: '(objectClass=*)',
    attributes: ['vendorName', 'vendorVersion', 'namingContexts', 'supportedControl', 'defaultNamingContext'],
    timeLimit: 0,
  });
  const entry = searchEntries[0];
  if (entry === undefined)
    return warning('It says nothing.', 'The bind account may not read the root entry.');
  const texts = (name: string) =>
    [entry[name] ?? []]
      .flat()
      .map(String)
      .filter((text) => text !== '');
  const about = [...texts('vendorName'), ...texts('vendorVersion')].join(' ') || 'It does not name its maker';
  const evidence = `${about}; naming contexts: ${texts('namingContexts').join(' · ') || 'none shown'}`;
  if (texts('supportedControl').length > 0 && !texts('supportedControl').includes(PAGED_RESULTS)) {
    return warning(`${evidence}; it does not offer paging`, 'Clear "Server supports paging results".');
  }
  return ok(evidence);
}

function judgeSample({ samples }: Sample): StepEnd {
  if (samples.length === 0) {
    return warning('No entry matches the query.', 'Check the search context and the user query.');
  }
  const empty = ['directoryKey', 'loginId', 'lastName'].filter((field) =>
    samples.every((sample) => !sample.fields[field]),
  );
  if (empty.length > 0) {
    return warning(
      `${samples.length} entries, and none has a value for ${empty.join(', ')}`,
      'Correct the field mapping.',
    );
  }
  return ok(samples.length === 1 ? '1 entry' : `${samples.length} entries`);
}
