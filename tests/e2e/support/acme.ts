/** The Enterprise that stories begin with, where they do not make one in the window. */
import { personDn, type Person } from '../../servers/people.ts';
import type { ScriptedEntry } from '../../servers/scripted-ldap.ts';
import type { Slapd } from '../../servers/slapd.ts';
import { launchApp, temporaryFolder, type LaunchOptions, type RunningApp } from './app.ts';
import { importConfiguration, mustRollcall } from './command.ts';

/** Keys of a configuration file that a story sets or replaces. */
type Overrides = Record<string, unknown>;

export const suffix = 'dc=example,dc=com';
export const enterprise = 'Acme head office';
export const source = 'HQ directory';

/** A configuration file with the Enterprise `acme` and, where its settings are given, the synchronizer *HQ directory*. */
export function configuration(synchronizer: Overrides | null, overrides: Overrides = {}) {
  const synchronizers =
    synchronizer === null
      ? []
      : [
          {
            description: source,
            domain: 'acme.example.com',
            server: 'openldap',
            baseDn: suffix,
            searchContext: 'ou=people',
            ...synchronizer,
          },
        ];
  return {
    rollcall: 1,
    enterprises: [
      {
        id: 'acme',
        description: enterprise,
        domain: 'acme.example.com',
        synchronization: { type: 'directory' },
        synchronizers,
        ...overrides,
      },
    ],
  };
}

/** How a synchronizer gets into a slapd that a story started. */
export function readerOf(slapd: Slapd): Overrides {
  return { url: slapd.url, bindDn: slapd.readerDn, password: { value: slapd.readerPassword } };
}

/** People as entries of the scripted server. */
export function entriesOf(people: readonly Person[]): ScriptedEntry[] {
  return people.map((person) => ({
    dn: personDn(person, suffix),
    attributes: {
      objectClass: ['inetOrgPerson'],
      entryUUID: [person.entryUUID ?? ''],
      uid: [person.uid],
      sn: [person.sn],
      givenName: [person.givenName],
      mail: [person.mail],
      telephoneNumber: [person.telephoneNumber],
    },
  }));
}

/** Starts the app on a data folder with this configuration, synchronized once where that is asked for. */
export async function launchWith(
  file: unknown,
  { synchronized = false, ...options }: Partial<LaunchOptions> & { synchronized?: boolean } = {},
): Promise<RunningApp & { dataFolder: string }> {
  const dataFolder = options.dataFolder ?? (await temporaryFolder('data'));
  await importConfiguration(dataFolder, file);
  if (synchronized) await mustRollcall(dataFolder, ['sync']);
  const running = await launchApp({ ...options, dataFolder });
  return Object.assign(running, { dataFolder });
}
