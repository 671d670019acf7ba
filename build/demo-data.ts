/**
 * The demo's world: a directory of its own on loopback, an Enterprise with a synchronizer, and what happens to them.
 * Everything is done through the `rollcall` command, as an administrator's script would.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { makePeople, personDn, type Person } from '../tests/servers/people.ts';
import { startScriptedLdap, type ScriptedEntry, type ScriptedLdap } from '../tests/servers/scripted-ldap.ts';
import { projectFolder } from './output.ts';

/** How many people the directory has at first. */
export const DEMO_PEOPLE = 250;
const suffix = 'dc=example,dc=com';
/** Who reads the directory. */
export const demoReader = { dn: `cn=reader,${suffix}`, password: 'demo-reader' };

/** A directory for the demo. `entryDelayMs` is slow enough for progress to be seen. */
export function startDemoDirectory(entryDelayMs: number): Promise<ScriptedLdap> {
  return startScriptedLdap({
    entries: demoEntries(),
    credentials: { [demoReader.dn]: demoReader.password },
    entryDelayMs,
  });
}

/** Everybody in the directory, as it is at first. */
export function demoEntries(): ScriptedEntry[] {
  return makePeople(DEMO_PEOPLE).map(toEntry);
}

/**
 * The same directory some weeks later: 12 people are new, 30 moved to another department, 3 left, and one entry has
 * a character that no account may have.
 */
export function demoEntriesLater(): ScriptedEntry[] {
  return makePeople(DEMO_PEOPLE + 12)
    .slice(3)
    .map(toEntry)
    .map((entry, index) => {
      if (index < 30) return changed(entry, 'departmentNumber', 'Field Service');
      return index === 40 ? changed(entry, 'sn', 'Bell\u0007') : entry;
    });
}

/** And the day on which a whole branch went missing from it: 80 people. */
export function demoEntriesAmiss(): ScriptedEntry[] {
  return demoEntriesLater().slice(80);
}

function changed(entry: ScriptedEntry, attribute: string, value: string): ScriptedEntry {
  return { ...entry, attributes: { ...entry.attributes, [attribute]: [value] } };
}

function toEntry(person: Person): ScriptedEntry {
  const { ou: _, entryUUID = '', ...attributes } = person;
  return {
    dn: personDn(person, suffix),
    attributes: {
      objectClass: ['top', 'person', 'organizationalPerson', 'inetOrgPerson'],
      entryUUID: [entryUUID],
      ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, [value]])),
    },
  };
}

/** The configuration file of the demo. */
export function demoConfiguration(url: string) {
  return {
    rollcall: 1,
    enterprises: [
      {
        id: 'acme',
        description: 'Acme head office',
        domain: 'acme.example.com',
        synchronization: { type: 'directory', schedule: { enabled: true, daily: '02:00' } },
        synchronizers: [
          {
            description: 'HQ directory',
            domain: 'example.com',
            server: 'openldap',
            url,
            baseDn: suffix,
            searchContext: 'ou=people',
            bindDn: demoReader.dn,
            password: { value: demoReader.password },
            pageSize: 50,
            mapping: { title: 'title', location: 'l', mobile: 'mobile' },
          },
        ],
        accounts: [
          {
            loginId: 'lobby',
            lastName: 'Lobby',
            department: 'Reception',
            numbers: [{ number: '1999', kind: 'desk' }],
          },
        ],
      },
    ],
  };
}

/** How a command went. */
interface Ended {
  status: number | null;
  /** Standard output, when it was asked for. */
  output: string;
}

/** Runs the `rollcall` command on a data folder. `show` gives it this terminal; otherwise its words are returned. */
export async function rollcall(
  dataFolder: string,
  args: string[],
  { input, show = true }: { input?: string; show?: boolean } = {},
): Promise<Ended> {
  const command = path.join(projectFolder, 'build', 'rollcall.cjs');
  const child = spawn(process.execPath, [command, '--data', dataFolder, ...args], {
    stdio: [input === undefined ? 'ignore' : 'pipe', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
  });
  child.stdin?.end(input);
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (piece: string) => (output += piece));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, output };
}
