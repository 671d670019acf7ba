import { Client } from 'ldapts';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import type { Step } from '../../../shared/contract/index.ts';
import { errorInfo } from '../../../shared/domain/errors.ts';
import type { SynchronizerSettings } from '../../../shared/domain/synchronizer.ts';
import { LdapConnection, parseLdapUrl } from './connection.ts';
import { PAGED_RESULTS } from './messages.ts';
import { readSample, type Sample } from './sample.ts';

/** What a connection test found. */
export interface DirectoryTest extends Sample {
  steps: Step[];
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
  const test: DirectoryTest = { steps: [], samples: [], attributes: [], lookedAt: 0 };
  let client: Client | null = null;
  const steps: [string, string, () => Promise<StepEnd>][] = [
    [
      'connect',
      'Connect and sign in',
      async () => {
        // The same way in as a synchronization, so that the test fails where the run would, in the same words.
        const connection = await LdapConnection.open(settings, password, signal);
        connection.destroy();
        client = await openClient(settings, password, connection.server, signal);
        const who = settings.bindDn === '' ? 'anonymously' : `as ${settings.bindDn}`;
        return ok(`${connection.server}, signed in ${who}`);
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
    await (client as Client | null)?.unbind().catch(() => undefined);
  }
  return test;
}

function ok(evidence: string): StepEnd {
  return { result: 'ok', evidence, next: '' };
}

function warning(evidence: string, next: string): StepEnd {
  return { result: 'warning', evidence, next };
}

async function openClient(
  settings: SynchronizerSettings,
  password: string | null,
  server: string,
  signal: AbortSignal,
): Promise<Client> {
  const { host, secure } = parseLdapUrl(server, settings.transport);
  const tlsOptions = {
    host,
    ...(settings.caFile === null ? {} : { ca: readFileSync(settings.caFile, 'utf8') }),
    ...(net.isIP(host) ? {} : { servername: host }),
  };
  const client = new Client({
    url: server,
    timeout: settings.timeoutSeconds * 1000,
    connectTimeout: settings.timeoutSeconds * 1000,
    strictDN: false,
    ...(secure ? { tlsOptions } : {}),
  });
  const close = () => client.unbind().catch(() => undefined);
  signal.addEventListener('abort', () => void close(), { once: true });
  try {
    if (!secure && settings.transport === 'starttls') await client.startTLS(tlsOptions);
    if (settings.bindDn !== '') await client.bind(settings.bindDn, password ?? '');
    return client;
  } catch (error) {
    await close();
    throw error;
  }
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
