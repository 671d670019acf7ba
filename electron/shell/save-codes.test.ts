import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RollcallError } from '../../shared/domain/errors.ts';
import { saveCodes, type MadeCodes } from './save-codes.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'rollcall-codes-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const made: MadeCodes = {
  codes: [
    {
      accountId: 7,
      loginId: '3000',
      firstName: '=cmd()',
      lastName: 'Kane, Eva',
      email: 'eva@acme.example',
      code: '7KQ4-M2XD-9TRP-C3WN',
      expiresAt: '2026-08-01T00:00:00.000Z',
    },
  ],
  passedOver: [{ loginId: 'ann', why: 'The directory keeps the password.' }],
};

test('codes stand in a file that only its owner reads, safe to open in a spreadsheet', async () => {
  const file = path.join(folder, 'codes.csv');
  expect(await saveCodes(file, async () => made)).toEqual({ codes: 1, passedOver: made.passedOver });
  expect(readFileSync(file, 'utf8').split('\r\n')).toEqual([
    '\uFEFFLogin ID,First name,Last name,E-mail,One-time code,Valid until',
    `3000,'=cmd(),"Kane, Eva",eva@acme.example,7KQ4-M2XD-9TRP-C3WN,2026-08-01T00:00:00.000Z`,
    '',
  ]);
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a place that cannot be written costs nobody a code', async () => {
  let asked = 0;
  const make = async () => {
    asked += 1;
    return made;
  };
  await expect(saveCodes(path.join(folder, 'missing', 'codes.csv'), make)).rejects.toMatchObject({
    code: 'file.unwritable',
  });
  expect(asked).toBe(0);
});

test('codes that were made and could not be written are named, but never shown', async () => {
  // A folder stands where the file is to appear.
  const file = path.join(folder, 'codes.csv');
  const blocked = saveCodes(file, async () => {
    mkdirSync(path.join(file, 'x'), { recursive: true });
    return made;
  });
  const error: unknown = await blocked.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(RollcallError);
  expect(error).toMatchObject({ code: 'file.unwritable', details: { accountIds: [7] } });
  expect(String(error)).toMatch(/One code was made, but nobody can read it: .*Save codes again/);
  expect(JSON.stringify((error as RollcallError).toInfo())).not.toContain('7KQ4');
  expect(readdirSync(folder)).toEqual(['codes.csv']);
});

test('what the engine throws comes through as it is', async () => {
  const gone = new RollcallError('enterprise.not-found', 'There is no Enterprise x.');
  const file = path.join(folder, 'codes.csv');
  await expect(saveCodes(file, () => Promise.reject(gone))).rejects.toBe(gone);
  expect(readdirSync(folder)).toEqual([]);
});
