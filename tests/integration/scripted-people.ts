import { expect, onTestFinished } from 'vitest';
import type { Account } from '../../shared/contract/index.ts';
import { makePeople, personDn, type Person } from '../servers/people.ts';
import { startScriptedLdap, type ScriptedEntry, type ScriptedLdap } from '../servers/scripted-ldap.ts';
import { configuration, Workbench } from './workbench.ts';

export const suffix = 'dc=example,dc=com';

/** A person as an entry of the scripted server. */
export function entryOf(person: Person): ScriptedEntry {
  return {
    dn: personDn(person, suffix),
    attributes: {
      objectClass: ['inetOrgPerson'],
      entryUUID: [person.entryUUID ?? ''],
      uid: [person.uid],
      sn: [person.sn],
      givenName: [person.givenName],
      mail: [person.mail],
    },
  };
}

export const people: readonly Person[] = makePeople(30);
export const entries: readonly ScriptedEntry[] = people.map(entryOf);

/** The same entry with other values of some attributes. */
export function changed(entry: ScriptedEntry, attributes: ScriptedEntry['attributes']): ScriptedEntry {
  return { dn: entry.dn, attributes: { ...entry.attributes, ...attributes } };
}

/** A well-mannered server with everybody, and a workbench that has synchronized them; the server waits a second. */
export async function filledFromScript(
  pageSize = 10,
): Promise<{ bench: Workbench; server: ScriptedLdap; accounts: Account[] }> {
  const server = await startScriptedLdap({ entries });
  onTestFinished(() => server.stop());
  const bench = await Workbench.open();
  await bench.import(configuration({ url: server.url, pageSize, timeoutSeconds: 1 }));
  expect(await bench.synchronize()).toMatchObject({ outcome: 'success', complete: true });
  const accounts = await bench.accounts();
  expect(accounts).toHaveLength(entries.length);
  expect(server.problems).toEqual([]);
  return { bench, server, accounts };
}
