import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { feed, IMPORT, scanResult, type TestEntry } from '../../../tests/support/entries.ts';
import { ranks, shuffle } from '../../../tests/support/shuffle.ts';
import type { PreflightEvent, PreflightReport } from '../../../shared/contract/index.ts';
import { findInvalidBytes } from '../../../shared/domain/characters.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { defaultSynchronizer, type SynchronizerSettings } from '../../../shared/domain/synchronizer.ts';
import type { scanDirectory } from '../directory/index.ts';
import { runPreflight } from './preflight.ts';

// Each case is a whole read.
const numRuns = Math.max(100, Math.ceil(Number(process.env['PROPERTY_RUNS'] ?? 100) / 4));

vi.setConfig({ testTimeout: 60_000 + 20 * numRuns });

const SETTINGS: SynchronizerSettings = {
  ...defaultSynchronizer('openldap'),
  domain: 'acme.example.com',
  urls: ['ldap://test'],
  baseDn: 'dc=x',
  ...IMPORT,
};

interface Look {
  settings?: Partial<SynchronizerSettings>;
  taken?: string[];
  scan?: Partial<ReturnType<typeof scanResult>>;
}

interface Looked {
  report: PreflightReport;
  events: PreflightEvent[];
  csv: string[];
}

async function lookAt(entries: readonly TestEntry[], look: Look = {}): Promise<Looked> {
  const events: PreflightEvent[] = [];
  const report = await runPreflight({
    settings: { ...SETTINGS, ...look.settings },
    password: null,
    spoolFolder: '/nowhere',
    isTaken: (loginKey) => look.taken?.includes(loginKey) === true,
    isCancelled: () => false,
    tell: (event) => events.push(event),
    scan: scanOf(entries, look.scan),
  });
  const csv = events.map((event) => (event.type === 'csv' ? event.text : '')).join('');
  return { report, events, csv: csv.split('\r\n') };
}

function scanOf(entries: readonly TestEntry[], more: Look['scan'] = {}): typeof scanDirectory {
  return (_settings, _password, attributes, sink) => {
    feed(sink, attributes, entries);
    sink.progress(entries.length, 0);
    return Promise.resolve({ ...scanResult(entries.length), ...more });
  };
}

const person = (name: string, attributes: TestEntry['attributes'] = {}): TestEntry => ({
  dn: `uid=${name},dc=x`,
  attributes: { entryUUID: [`key-${name}`], uid: [name], sn: ['Berg'], ...attributes },
});

const codesOf = ({ codes }: PreflightReport) =>
  Object.fromEntries(codes.map(({ code, count }) => [code, count]));

describe('a look at a whole directory', () => {
  test('of a good one says so, and how many entries fill each field', async () => {
    const { report, csv } = await lookAt([
      person('anna', { mail: ['a@x'], telephoneNumber: ['1', '2'] }),
      person('bert', { mail: [''] }),
      person('carl', { mail: ['c@x'] }),
    ]);
    expect(report).toMatchObject({
      complete: true,
      error: null,
      entries: 3,
      importable: 3,
      lookedAt: 3,
      codes: [],
    });
    expect(report.server).toBe('ldap://test:389');
    expect(report.fields).toEqual([
      { field: 'directoryKey', attribute: 'entryUUID', filled: 3 },
      { field: 'loginId', attribute: 'uid', filled: 3 },
      { field: 'firstName', attribute: 'givenName', filled: 0 },
      { field: 'lastName', attribute: 'sn', filled: 3 },
      { field: 'email', attribute: 'mail', filled: 2 },
      { field: 'department', attribute: 'departmentNumber', filled: 0 },
      { field: 'deskPhone', attribute: 'telephoneNumber', filled: 1 },
      { field: 'softPhone', attribute: 'ipPhone', filled: 0 },
      { field: 'title', attribute: 'title', filled: 0 },
    ]);
    expect(csv).toEqual(['\uFEFFDN,Attribute,Code,Position,Code point,Message', '']);
  });

  test('2.6: names each value that may not be imported, with its place, where a run stops at the first', async () => {
    const { report, csv } = await lookAt([
      person('anna', { sn: ['ok', 'a\u0001'], title: ['\ufffe'] }),
      person('bert', { sn: [Uint8Array.of(0x61, 0xff)] }),
      person('carl', { title: ['\u007f\u0085\ufffd\uFEFF'] }),
    ]);
    expect([report.entries, report.importable]).toEqual([3, 1]);
    expect(codesOf(report)).toEqual({ 'entry.invalid-character': 2, 'entry.invalid-utf8': 1 });
    expect(report.codes[0]).toMatchObject({
      severity: 'warning',
      issues: [
        { dn: 'uid=anna,dc=x', attribute: 'sn', position: 2, codePoint: 'U+0001' },
        { dn: 'uid=anna,dc=x', attribute: 'title', position: 1, codePoint: 'U+FFFE' },
      ],
    });
    expect(report.codes[1]!.issues).toEqual([
      {
        dn: 'uid=bert,dc=x',
        attribute: 'sn',
        position: 2,
        codePoint: '0xFF',
        message: 'sn of uid=bert,dc=x is not UTF-8 text: byte 0xFF after 1 characters.',
      },
    ]);
    expect(csv).toContain(
      '"uid=bert,dc=x",sn,entry.invalid-utf8,2,0xFF,"sn of uid=bert,dc=x is not UTF-8 text: byte 0xFF after 1 characters."',
    );
    expect([report.listed, report.listable]).toEqual([3, 3]);
  });

  test('2.6: with "replace" the same values are told as replaced, and keep nobody out', async () => {
    const { report } = await lookAt(
      [person('anna', { sn: ['\u0001'] }), person('bert', { uid: [Uint8Array.of(0x62, 0xff)] })],
      { settings: { invalidCharacters: 'replace' } },
    );
    expect(codesOf(report)).toEqual({
      'entry.replaced-character': 2,
      'entry.unusual-login': 1,
    });
    expect([report.importable, report.codes.map(({ severity }) => severity)]).toEqual([2, ['info', 'info']]);
  });

  test('names missing fields, shared keys, shared and taken logins, and counts disabled entries', async () => {
    const { report } = await lookAt(
      [
        person('anna', { uid: [''], sn: [] }),
        person('nokey', { entryUUID: [] }),
        person('bert'),
        { ...person('bert'), dn: 'uid=bert,ou=other,dc=x' },
        person('carl', { uid: ['Dora'] }),
        person('dora'),
        person('emil'),
        person('off', { userAccountControl: ['514'] }),
        person('x'),
        person('gina'),
      ],
      { taken: ['emil'] },
    );
    expect(codesOf(report)).toEqual({
      'entry.missing-field': 3,
      'entry.duplicate-key': 2,
      'entry.duplicate-login': 3,
      'entry.disabled': 1,
      'entry.unusual-login': 1,
    });
    const named = Object.fromEntries(
      report.codes.map(({ code, issues }) => [code, issues.map(({ message }) => message)]),
    );
    expect(named['entry.missing-field']).toEqual([
      'uid=nokey,dc=x has no readable entryUUID.',
      'uid=anna,dc=x has no uid, which every account needs.',
      'uid=anna,dc=x has no sn, which every account needs.',
    ]);
    expect(named['entry.duplicate-login']).toEqual([
      'The login ID Dora of uid=carl,dc=x is also that of uid=dora,dc=x.',
      'The login ID dora of uid=dora,dc=x is also that of uid=carl,dc=x.',
      'The login ID emil of uid=emil,dc=x belongs to an account of the Enterprise that does not come from this source.',
    ]);
    // gina, and x with its unusual login.
    expect(report.importable).toBe(2);
    // Without its key, nobody can be told to be absent (safety.md 1).
    expect(report).toMatchObject({ complete: false, error: { code: 'entry.missing-field' } });
    // The disabled one is passed over.
    expect([report.entries, report.lookedAt]).toEqual([10, 9]);
  });

  test('says why the read is not complete, and looks at what arrived all the same', async () => {
    const error = new RollcallError('ldap.size-limit', 'The server stopped at 500.').toInfo();
    const { report } = await lookAt([person('anna', { sn: [] })], { scan: { verdict: 'partial', error } });
    expect(report).toMatchObject({ complete: false, error: { code: 'ldap.size-limit' }, entries: 1 });
    expect(codesOf(report)).toEqual({ 'entry.missing-field': 1 });
  });

  test('of an entry that came twice counts it once, and the read is not complete', async () => {
    const { report } = await lookAt([person('anna'), person('anna')]);
    expect(report).toMatchObject({ complete: false, error: { code: 'ldap.incomplete' } });
    expect([report.entries, report.lookedAt, report.importable]).toEqual([2, 1, 1]);
  });

  test('names the first twenty of each code, and lists all of them', async () => {
    const entries = Array.from({ length: 3000 }, (_, index) => person(`u${index}`, { sn: [] }));
    const { report, csv, events } = await lookAt(entries);
    expect([report.codes[0]!.count, report.codes[0]!.issues.length]).toEqual([3000, 20]);
    expect([report.listed, csv.length]).toEqual([3000, 3002]);
    expect(events.filter(({ type }) => type === 'csv').length).toBeGreaterThan(2);
    expect(events.filter(({ type }) => type === 'progress')).toContainEqual({
      type: 'progress',
      phase: 'looking',
      done: 0,
      total: 3000,
    });
  });

  test('can be stopped while it reads', async () => {
    let isCancelled = false;
    const scan: typeof scanDirectory = (_settings, _password, attributes, sink) => {
      feed(sink, attributes, [person('anna')]);
      isCancelled = true;
      return Promise.resolve(scanResult(1));
    };
    const told: string[] = [];
    const looking = runPreflight({
      settings: SETTINGS,
      password: null,
      spoolFolder: '/nowhere',
      isTaken: () => false,
      isCancelled: () => isCancelled,
      tell: ({ type }) => told.push(type),
      scan,
    });
    await expect(looking).rejects.toMatchObject({ code: 'run.cancelled' });
    expect(told).not.toContain('csv');
  });
});

describe('properties', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 3 }).map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 3 }).map((bytes) => Buffer.from(bytes)),
    fc.constantFrom('anna', 'Anna', 'bert', '').map((text) => Buffer.from(text)),
  );
  const entries = fc
    .array(
      fc.record({
        key: fc.nat(30),
        uid: fc.array(value, { maxLength: 2 }),
        sn: fc.array(value, { maxLength: 2 }),
      }),
      {
        maxLength: 12,
      },
    )
    .map((people) =>
      people.map(({ key, uid, sn }, index): TestEntry => ({
        dn: `cn=${index}`,
        attributes: { entryUUID: [`k${key}`], uid, sn },
      })),
    );

  test('2.6: an entry is told of exactly those values that are outside the ranges, with place and code point', async () => {
    await fc.assert(
      fc.asyncProperty(entries, async (given) => {
        const unique = given.filter(({ attributes }, index) =>
          given.every(
            (other, at) =>
              at >= index || String(other.attributes['entryUUID']) !== String(attributes['entryUUID']),
          ),
        );
        const { report } = await lookAt(unique);
        const told = report.codes
          .filter(({ code }) => code.startsWith('entry.invalid-'))
          .flatMap(({ issues }) =>
            issues.map(({ dn, attribute, position }) => `${dn} ${attribute} ${position}`),
          );
        const expected = unique.flatMap(({ dn, attributes }) =>
          ['uid', 'sn'].flatMap((attribute) =>
            attributes[attribute]!.flatMap((bytes) => {
              const at = findInvalidBytes(bytes as Buffer);
              return at === null ? [] : [`${dn} ${attribute} ${at.position + 1}`];
            }),
          ),
        );
        // Twenty of each code are named.
        if (expected.length <= 20) expect(told.sort()).toEqual(expected.sort());
      }),
      { numRuns },
    );
  });

  test('nothing depends on the order of the entries', async () => {
    await fc.assert(
      fc.asyncProperty(entries, ranks, async (given, order) => {
        const [there, back] = [await lookAt(given), await lookAt(shuffle(given, order))];
        expect(codesOf(back.report)).toEqual(codesOf(there.report));
        expect(back.report.importable).toBe(there.report.importable);
        expect(back.report.fields).toEqual(there.report.fields);
      }),
      { numRuns },
    );
  });
});
