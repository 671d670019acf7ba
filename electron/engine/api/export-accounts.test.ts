import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { emptyFields, type AccountFields } from '../../../shared/domain/account.ts';
import { DEFAULT_PBX_OPTIONS } from '../../../shared/domain/enterprise.ts';
import { DEFAULT_SCHEDULE } from '../../../shared/domain/schedule.ts';
import { openStore, type Store } from '../store/index.ts';
import { exportAccounts } from './export-accounts.ts';

let root: string;
let store: Store;
let enterpriseId: number;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'rollcall-export-'));
  store = openStore(root);
  enterpriseId = addEnterprise('acme');
});

afterEach(() => {
  store.close();
  rmSync(root, { recursive: true, force: true });
});

function addEnterprise(name: string): number {
  return store.enterprises.create(
    {
      name,
      description: name,
      domain: 'acme.example.com',
      mode: 'standalone',
      type: 'none',
      pbx: DEFAULT_PBX_OPTIONS,
      schedule: DEFAULT_SCHEDULE,
    },
    0,
  );
}

const add = (fields: Partial<AccountFields>, enterprise = enterpriseId) =>
  store.accounts.createManual(enterprise, { ...emptyFields(), lastName: 'Lee', ...fields }, null);

async function exported(format: 'csv' | 'ldif', ids = [enterpriseId]): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of exportAccounts(store, ids, format)) pieces.push(piece);
  return pieces;
}

/** A reader of RFC 4180 that shares nothing with the writer. */
function readCsv(text: string): Record<string, string>[] {
  const rows: string[][] = [[]];
  let at = 0;
  while (at < text.length) {
    const match = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
    match.lastIndex = at;
    const found = match.exec(text);
    if (found === null) throw new Error(`not CSV at ${at}: ${text.slice(at, at + 40)}`);
    rows.at(-1)!.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    if (found[3] === '\r\n') rows.push([]);
    at = match.lastIndex;
  }
  rows.pop();
  const [header, ...body] = rows;
  return body.map((row) => Object.fromEntries(header!.map((name, index) => [name, row[index] ?? ''])));
}

/** A reader of LDIF: attributes with their values, entry by entry. */
function readLdif(text: string): Record<string, string[]>[] {
  const [version, ...entries] = text.replaceAll('\n ', '').trimEnd().split('\n\n');
  expect(version).toBe('version: 1');
  return entries.map((entry) => {
    const attributes: Record<string, string[]> = {};
    for (const line of entry.split('\n')) {
      const [, name = '', base64, value = ''] = /^([A-Za-z]+):(:?) (.*)$/.exec(line) ?? [];
      const decoded = base64 === ':' ? Buffer.from(value, 'base64').toString('utf8') : value;
      (attributes[name] ??= []).push(decoded);
    }
    return attributes;
  });
}

const NASTY = [
  'plain',
  'semi;colon, comma "quoted"',
  'line\nbreak',
  'carriage\rreturn',
  ' leading and trailing ',
  'Zoë Müller 王 \u{1f600}',
  ': colon',
  '<less',
  '#hash',
  'back\\slash+plus=equals',
  'x'.repeat(500),
];

describe('CSV', () => {
  test('begins with a byte order mark and the header, and ends its lines with CRLF', async () => {
    add({ loginId: 'ann', firstName: 'Ann', email: 'ann@acme.example.com' });
    const text = (await exported('csv')).join('');
    expect(text.startsWith('\uFEFFFirst Name,Last Name,Login ID,Email Address,Department,')).toBe(true);
    expect(text.endsWith(',acme\r\n')).toBe(true);
    expect(text.split('\r\n')[1]).toBe('Ann,Lee,ann,ann@acme.example.com,,,,,,,,,,,Yes,,,acme');
  });

  test('nasty values come back as they were', async () => {
    NASTY.forEach((value, index) => add({ loginId: `u${index}`, lastName: value, title: value }));
    const rows = readCsv((await exported('csv')).join('').slice(1));
    for (const [index, value] of NASTY.entries()) {
      expect(rows.find((row) => row['Login ID'] === `u${index}`)).toMatchObject({
        'Last Name': value,
        Title: value,
      });
    }
  });

  test.each([
    ['=cmd|calc', "'=cmd|calc"],
    ['+1-800', "'+1-800"],
    ['+SUM(A1)', "'+SUM(A1)"],
    ['-1+2', "'-1+2"],
    ['@x', "'@x"],
    ['\t=1', "'\t=1"],
    ['\r=1', "'\r'=1"],
    ['\uff1d1', "'\uff1d1"],
    ['+49 711 12345', '+49 711 12345'],
    ['-', '-'],
    ['a=b', 'a=b'],
  ])('%j is written as %j', async (value, cell) => {
    add({ loginId: 'ann', department: value });
    expect(readCsv((await exported('csv')).join('').slice(1))[0]?.['Department']).toBe(cell);
  });

  test('numbers: the desk phone and the softphone first, each once', async () => {
    const accountId = add({ loginId: 'ann', deskPhone: '+49 1', softPhone: '2' });
    const manual = { origin: 'manual', state: 'present', kind: 'other' } as const;
    store.accounts.addNumber(accountId, { ...manual, number: '+49 1' }, 0);
    store.accounts.addNumber(accountId, { ...manual, number: '0' }, 0);
    expect(readCsv((await exported('csv')).join('').slice(1))[0]?.['Numbers']).toBe('+49 1;2;0');
    store.accounts.addNumber(accountId, { ...manual, number: '=1' }, 0);
    expect(readCsv((await exported('csv')).join('').slice(1))[0]?.['Numbers']).toBe("'+49 1;2;0;'=1");
  });
});

describe('LDIF', () => {
  test('an account is an inetOrgPerson', async () => {
    add({ loginId: 'ann', firstName: 'Ann', deskPhone: '1000', location: 'HQ' });
    expect((await exported('ldif')).join('')).toBe(
      `version: 1

dn: uid=ann,ou=acme
objectClass: top
objectClass: person
objectClass: organizationalPerson
objectClass: inetOrgPerson
uid: ann
cn: Ann Lee
sn: Lee
givenName: Ann
telephoneNumber: 1000
physicalDeliveryOfficeName: HQ
`,
    );
  });

  test('any value comes back as it was, and no line is longer than 76', async () => {
    const text = fc.oneof(
      fc.constantFrom(...NASTY),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }),
    );
    await fc.assert(
      fc.asyncProperty(text, text, async (lastName, title) => {
        store.connection.exec('DELETE FROM account');
        // Lone surrogates have no UTF-8; the store never has them.
        const sn = lastName.toWellFormed();
        add({ loginId: 'ann', lastName: sn, title: title.toWellFormed() });
        const ldif = (await exported('ldif')).join('');
        expect(ldif).toMatch(/^[\x01-\x7f]*$/);
        expect(Math.max(...ldif.split('\n').map((line) => line.length))).toBeLessThanOrEqual(76);
        expect(readLdif(ldif)[0]).toMatchObject({ sn: [sn], title: [title.toWellFormed()] });
      }),
      { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 100) },
    );
  });

  test.each([
    ['smith, john', 'uid=smith\\, john,ou=acme'],
    [' x ', 'uid=\\ x\\ ,ou=acme'],
    ['#1', 'uid=\\#1,ou=acme'],
    ['a+b;c<d>"e\\', 'uid=a\\+b\\;c\\<d\\>\\"e\\\\,ou=acme'],
    ['Zoë', 'uid=Zoë,ou=acme'],
  ])('the login %j gives the DN %s', async (loginId, dn) => {
    add({ loginId });
    expect(readLdif((await exported('ldif')).join(''))[0]?.['dn']).toEqual([dn]);
  });
});

test('2,500 accounts in two Enterprises come in pieces, each once and in order', async () => {
  const beta = addEnterprise('beta');
  store.transaction(() => {
    for (let index = 0; index < 2500; index += 1) add({ loginId: `u${String(index).padStart(5, '0')}` });
    add({ loginId: 'zoe' }, beta);
  });
  const pieces = await exported('csv', [enterpriseId, beta]);
  expect(pieces).toHaveLength(5);
  const logins = readCsv(pieces.join('').slice(1)).map((row) => row['Login ID']);
  expect(logins).toHaveLength(2501);
  expect(logins).toEqual([...logins].sort());
  expect(new Set(logins).size).toBe(2501);
});
