import { Client } from 'ldapts';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import type { Step } from '../../../shared/contract/index.ts';
import { ACCOUNT_FIELDS } from '../../../shared/domain/account.ts';
import { errorInfo, RollcallError } from '../../../shared/domain/errors.ts';
import {
  displayKey,
  isBinaryAttribute,
  mappedAttributes,
  type SynchronizerSettings,
} from '../../../shared/domain/synchronizer.ts';
import { primaryName } from './attribute-names.ts';
import { LdapConnection, parseLdapUrl } from './connection.ts';
import { searchBases } from './dn.ts';
import { TextFilter } from './filter.ts';
import { PAGED_RESULTS } from './messages.ts';

/** How many entries a test shows. */
const SAMPLE_ENTRIES = 5;

/** An entry as the mapping would import it. */
export interface SampleEntry {
  dn: string;
  fields: Record<string, string>;
}

/** What a connection test found. */
export interface DirectoryTest {
  steps: Step[];
  samples: SampleEntry[];
}

/**
 * Connects to a directory and looks at it without changing anything: reach and sign in, what the server says of
 * itself, and up to five entries through the mapping. A failed step says why; the steps after it are skipped.
 */
export async function testDirectory(
  settings: SynchronizerSettings,
  password: string | null,
  signal: AbortSignal,
): Promise<DirectoryTest> {
  const test: DirectoryTest = { steps: [], samples: [] };
  let client: Client | null = null;
  const steps: [string, string, () => Promise<Omit<Step, 'id' | 'title'>>][] = [
    [
      'connect',
      'Connect and sign in',
      async () => {
        // The same way in as a synchronization, so that the test fails where the run would, in the same words.
        const connection = await LdapConnection.open(settings, password, signal);
        connection.destroy();
        client = await openClient(settings, password, connection.server);
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
    ['sample', 'Five entries through the mapping', () => readSample(client!, settings, test)],
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

function ok(evidence: string): Omit<Step, 'id' | 'title'> {
  return { result: 'ok', evidence, next: '' };
}

function warning(evidence: string, next: string): Omit<Step, 'id' | 'title'> {
  return { result: 'warning', evidence, next };
}

async function openClient(
  settings: SynchronizerSettings,
  password: string | null,
  server: string,
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
  try {
    if (!secure && settings.transport === 'starttls') await client.startTLS(tlsOptions);
    if (settings.bindDn !== '') await client.bind(settings.bindDn, password ?? '');
    return client;
  } catch (error) {
    await client.unbind().catch(() => undefined);
    throw error;
  }
}

async function readRootDse(client: Client): Promise<Omit<Step, 'id' | 'title'>> {
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

async function readSample(
  client: Client,
  settings: SynchronizerSettings,
  test: DirectoryTest,
): Promise<Omit<Step, 'id' | 'title'>> {
  const { mapping } = settings;
  const attributes = mappedAttributes(mapping);
  for (const base of searchBases(settings.baseDn, settings.searchContext)) {
    const found = await searchSample(client, base.dn, settings.query, attributes).catch(
      async (error: unknown) => {
        if (!isNoSuchObject(error) || base.reversed === null) throw explain(error, base.dn);
        return searchSample(client, base.reversed, settings.query, attributes).catch(() => {
          throw explain(error, base.dn);
        });
      },
    );
    for (const entry of found) {
      // ldapts adds what was asked for and not answered, without values: it must not hide the server's own name.
      const answered = Object.entries(entry).filter(([, value]) => value.length > 0);
      const values = new Map(answered.map(([name, value]) => [name.toLowerCase(), value]));
      const aliases = new Map(answered.map(([name, value]) => [primaryName(name), value]));
      const text = (attribute: string) => {
        const found = values.get(attribute.toLowerCase()) ?? aliases.get(primaryName(attribute)) ?? '';
        const value = [found].flat()[0] ?? '';
        if (!Buffer.isBuffer(value)) return String(value);
        return isBinaryAttribute(attribute) ? displayKey(attribute, value) : value.toString('utf8');
      };
      const fields: Record<string, string> = { directoryKey: text(mapping.directoryKey) };
      for (const field of ACCOUNT_FIELDS) if (mapping[field] !== '') fields[field] = text(mapping[field]);
      test.samples.push({ dn: entry.dn, fields });
    }
    if (test.samples.length >= SAMPLE_ENTRIES) break;
  }
  test.samples.splice(SAMPLE_ENTRIES);
  if (test.samples.length === 0) {
    return warning('No entry matches the query.', 'Check the search context and the user query.');
  }
  const empty = ['directoryKey', 'loginId', 'lastName'].filter((field) =>
    test.samples.every((sample) => !sample.fields[field]),
  );
  if (empty.length > 0) {
    return warning(
      `${test.samples.length} entries, and none has a value for ${empty.join(', ')}`,
      'Correct the field mapping.',
    );
  }
  return ok(test.samples.length === 1 ? '1 entry' : `${test.samples.length} entries`);
}

async function searchSample(client: Client, base: string, query: string, attributes: string[]) {
  const { searchEntries } = await client.search(base, {
    scope: 'sub',
    filter: new TextFilter(query),
    attributes,
    explicitBufferAttributes: attributes.filter(isBinaryAttribute),
    sizeLimit: SAMPLE_ENTRIES,
    timeLimit: 0,
  });
  return searchEntries;
}

function isNoSuchObject(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 32;
}

function explain(error: unknown, base: string): RollcallError {
  if (isNoSuchObject(error)) {
    return new RollcallError('ldap.base-not-found', `The server has no entry ${base}.`, { cause: error });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new RollcallError('ldap.refused-by-server', `The search of ${base} failed: ${message}`, {
    cause: error,
  });
}
