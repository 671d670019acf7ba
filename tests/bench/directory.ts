/**
 * How long `rollcall sync` of a directory takes compared with the bare dump of the same attributes by ldapsearch, in the
 * same minute on the same machine.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { defaultOus, makePeople, toLdif } from '../servers/people.ts';
import { slapdAvailable, startSlapd, type Slapd } from '../servers/slapd.ts';
import { lastRun, median, peakMemory, rollcall, rounds, run, say } from './measure.ts';

const people = Number(process.env['BENCH_PEOPLE'] ?? 20_000);
const suffix = 'dc=example,dc=com';
const attributes = ['entryUUID', 'uid', 'givenName', 'sn', 'mail', 'departmentNumber', 'telephoneNumber'];

if (!slapdAvailable) {
  process.stderr.write('The bench needs slapd and ldapsearch: sudo apt-get install slapd ldap-utils\n');
  process.exit(1);
}
const slapd = await startSlapd({ ldif: toLdif(makePeople(people), suffix, { ous: defaultOus }) });
const scratch = mkdtempSync(path.join(os.tmpdir(), 'rollcall-bench-'));
try {
  await dump(slapd); // Warms the server's cache, so that the first figure is not about that.
  const rows: Record<string, number>[] = [];
  for (let round = 0; round < rounds; round += 1) rows.push(await measure(round));
  report(rows);
} finally {
  rmSync(scratch, { recursive: true, force: true });
  await slapd.stop();
}

async function measure(round: number): Promise<Record<string, number>> {
  const data = path.join(scratch, `data-${round}`);
  await run(rollcall(data, 'config', 'import', '-'), { input: JSON.stringify(configuration(slapd)) });
  const dumped = await dump(slapd);
  const first = await run(rollcall(data, 'sync', '--json'), {});
  const firstRun = lastRun(first.output, people, 'created').ms;
  const again = await dump(slapd);
  const unchanged = await run(rollcall(data, 'sync', '--json'), {});
  const unchangedRun = lastRun(unchanged.output, people, 'unchanged').ms;
  const peaks = peakMemory(data);
  return {
    dump: dumped.ms,
    first: first.ms / dumped.ms,
    firstRun: firstRun / dumped.ms,
    unchanged: unchanged.ms / again.ms,
    unchangedRun: unchangedRun / again.ms,
    firstPeak: peaks[0] ?? 0,
    unchangedPeak: peaks[1] ?? 0,
  };
}

function report(rows: Record<string, number>[]): void {
  const ratio = (name: string) => `${median(rows, name).toFixed(2)}×`;
  const megabytes = (name: string) => `${Math.round(median(rows, name) / 1e6)} MB`;
  say(
    `${people} people, ${attributes.length} attributes, ${rounds} rounds, medians; 1.00× = ldapsearch -E pr=1000/noprompt`,
  );
  say(
    `first synchronization      ${ratio('firstRun')} the run, ${ratio('first')} the whole command, peak ${megabytes('firstPeak')}`,
  );
  say(
    `unchanged synchronization  ${ratio('unchangedRun')} the run, ${ratio('unchanged')} the whole command, peak ${megabytes('unchangedPeak')}`,
  );
}

async function dump(server: Slapd): Promise<{ ms: number }> {
  const file = path.join(scratch, 'dump.ldif');
  const result = await run(
    [
      'ldapsearch',
      '-x',
      '-LLL',
      '-o',
      'ldif-wrap=no',
      '-H',
      server.url,
      '-D',
      server.readerDn,
      '-w',
      server.readerPassword,
    ].concat([
      '-b',
      `ou=people,${suffix}`,
      '-E',
      'pr=1000/noprompt',
      '(objectClass=inetOrgPerson)',
      ...attributes,
    ]),
    { file },
  );
  if (statSync(file).size < people * 100) throw new Error('ldapsearch did not dump everybody');
  return result;
}

function configuration(server: Slapd) {
  return {
    rollcall: 1,
    enterprises: [
      {
        id: 'bench',
        description: 'Bench',
        domain: 'bench.example.com',
        synchronization: { type: 'directory' },
        synchronizers: [
          {
            description: 'slapd',
            domain: 'example.com',
            server: 'openldap',
            url: server.url,
            baseDn: suffix,
            searchContext: 'ou=people',
            bindDn: server.readerDn,
            password: { value: server.readerPassword },
          },
        ],
      },
    ],
  };
}
