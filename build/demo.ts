/**
 * `npm run demo`: a directory of its own on loopback, an Enterprise with a synchronizer, the first synchronization,
 * and what it did. Everything goes through the `rollcall` command, as an administrator's script would.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { makePeople, personDn, type Person } from '../tests/servers/people.ts';
import { startScriptedLdap, type ScriptedEntry } from '../tests/servers/scripted-ldap.ts';

const PEOPLE = 250;
const SHOWN = 8;
const suffix = 'dc=example,dc=com';
const reader = { dn: `cn=reader,${suffix}`, password: 'demo-reader' };
const root = path.dirname(import.meta.dirname);
const dataFolder = path.join(root, 'demo-data');

const directory = await startScriptedLdap({
  entries: makePeople(PEOPLE).map(toEntry),
  credentials: { [reader.dn]: reader.password },
  // Slow enough for the progress bar to be seen.
  entryDelayMs: process.stderr.isTTY ? 4 : 0,
});
try {
  rmSync(dataFolder, { recursive: true, force: true });
  say(`A directory with ${PEOPLE} people listens on ${directory.url}.`);
  say('Setting up the Enterprise "acme" with one synchronizer:');
  await rollcall(['config', 'import', '-'], JSON.stringify(configuration()));
  say('\nThe first synchronization:');
  await rollcall(['sync', '--enterprise', 'acme']);
  say(`\nThe first ${SHOWN} accounts:`);
  const lines = (await output(['accounts', '--enterprise', 'acme'])).split('\n');
  say(lines.slice(0, SHOWN + 1).join('\n'));
  say(`\nThe data folder stays, so you can go on, also offline:
  npx rollcall --data demo-data runs
  npx rollcall --data demo-data runs show 1
  npx rollcall --data demo-data accounts export --format csv`);
} finally {
  await directory.stop();
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

function configuration() {
  return {
    rollcall: 1,
    enterprises: [
      {
        id: 'acme',
        description: 'Acme head office',
        domain: 'acme.example.com',
        synchronization: { type: 'directory', schedule: { enabled: false, every: '24h' } },
        synchronizers: [
          {
            description: 'HQ directory',
            domain: 'example.com',
            server: 'openldap',
            url: directory.url,
            baseDn: suffix,
            searchContext: 'ou=people',
            bindDn: reader.dn,
            password: { value: reader.password },
            pageSize: 50,
            mapping: { title: 'title', location: 'l', mobile: 'mobile' },
          },
        ],
      },
    ],
  };
}

/** Runs the command with the terminal as its own; stops the demo when it fails. */
async function rollcall(args: string[], input?: string): Promise<void> {
  const child = spawn(
    process.execPath,
    [path.join(root, 'build', 'rollcall.cjs'), '--data', dataFolder, ...args],
    {
      stdio: [input === undefined ? 'ignore' : 'pipe', 'inherit', 'inherit'],
    },
  );
  child.stdin?.end(input);
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (status !== 0) throw new Error(`rollcall ${args.join(' ')} ended with status ${status}`);
}

async function output(args: string[]): Promise<string> {
  const child = spawn(
    process.execPath,
    [path.join(root, 'build', 'rollcall.cjs'), '--data', dataFolder, ...args],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  await new Promise((resolve) => child.on('close', resolve));
  return text;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
