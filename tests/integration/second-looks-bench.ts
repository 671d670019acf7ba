import { onTestFinished } from 'vitest';
import { lookUpGone, type LookupAnswer, type LookupRequest } from '../../electron/engine/directory/index.ts';
import { defaultSynchronizer, type SynchronizerSettings } from '../../shared/domain/synchronizer.ts';
import {
  startScriptedLdap,
  type ScriptedEntry,
  type ScriptedLdap,
  type ScriptedLdapOptions,
} from '../servers/scripted-ldap.ts';

export const suffix = 'dc=example,dc=com';
export const people = `ou=people,${suffix}`;

/** Settings for people below `ou=people`, or as a test wants them. */
export function settingsFor(
  url: string,
  overrides: Partial<SynchronizerSettings> = {},
): SynchronizerSettings {
  const defaults = defaultSynchronizer('openldap');
  return {
    ...defaults,
    domain: 'example.com',
    urls: [url],
    baseDn: suffix,
    searchContext: 'ou=people',
    timeoutSeconds: 5,
    ...overrides,
    mapping: { ...defaults.mapping, ...overrides.mapping },
  };
}

/** Second looks at the server that the settings name first. */
export function lookUp(
  settings: SynchronizerSettings,
  requests: readonly LookupRequest[],
  options: { password?: string; signal?: AbortSignal; progress?: (done: number) => void } = {},
): Promise<LookupAnswer[]> {
  return lookUpGone(
    settings,
    options.password ?? null,
    settings.urls[0]!,
    requests,
    options.signal ?? new AbortController().signal,
    options.progress ?? (() => undefined),
  );
}

const ad = { server: 'active-directory' as const, baseDn: suffix, searchContext: '' };

/** Keys are bytes that are neither text nor valid in a filter as they are. */
export const guid = (number: number) =>
  Buffer.from([0x28, 0xc5, 0x5c, 0, 0x2a, 0xff, 0x80, number, ...Array<number>(8).fill(0x29)]);

/** A person of an Active Directory. */
export function adEntry(number: number, attributes: ScriptedEntry['attributes'] = {}): ScriptedEntry {
  return {
    dn: `CN=p${number},OU=Staff,${suffix}`,
    attributes: {
      objectClass: ['top', 'person', 'user'],
      objectCategory: ['person'],
      objectGUID: [guid(number)],
      userAccountControl: ['512'],
      ...attributes,
    },
  };
}
export const unitEntry: ScriptedEntry = {
  dn: `OU=Staff,${suffix}`,
  attributes: { objectClass: ['organizationalUnit'] },
};
/** The account of such a person. */
export const wanted = (number: number): LookupRequest => ({
  dn: `CN=p${number},OU=Staff,${suffix}`,
  key: guid(number),
});

/** p1 to p3 are there; p4 and up are gone. */
export async function scripted(options: Partial<ScriptedLdapOptions> = {}): Promise<{
  server: ScriptedLdap;
  settings: SynchronizerSettings;
}> {
  const server = await startScriptedLdap({
    entries: [unitEntry, adEntry(1), adEntry(2), adEntry(3)],
    ...options,
  });
  onTestFinished(() => server.stop());
  const { mapping } = defaultSynchronizer('active-directory');
  return {
    server,
    settings: settingsFor(server.url, {
      ...ad,
      query: '(&(objectCategory=person)(objectClass=user))',
      mapping,
      timeoutSeconds: 1,
    }),
  };
}
