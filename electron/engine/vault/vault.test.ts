import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { openVault, type SecretRow, type SecretStorage, type Vault } from './index.ts';

// Properties with many runs, and passphrases, take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const POSIX = process.platform !== 'win32';
const HEX = 'a1'.repeat(32);
const PASSPHRASE = 'correct horse battery';

let folder: string;
let rows: Map<string, SecretRow>;
let notices: string[];
let storage: SecretStorage;

beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'rollcall-vault-'));
  rows = new Map();
  notices = [];
  storage = {
    get: (name) => rows.get(name),
    put: (row) => void rows.set(row.name, row),
    delete: (name) => void rows.delete(name),
  };
});

afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function vault(key?: string, createKeyFile: 'yes' | 'no' = 'yes'): Vault {
  const env = key === undefined ? {} : { ROLLCALL_KEY: key };
  return openVault({ folder, storage, env, createKeyFile, notice: (line) => notices.push(line) });
}

function failure(act: () => unknown): RollcallError {
  try {
    act();
  } catch (error) {
    if (error instanceof RollcallError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const keyFile = (): string => join(folder, 'key');

describe('sealing', () => {
  test('gives back what was put, and null for what was not', () => {
    const one = vault(HEX);
    expect(one.get('source/1')).toBeNull();
    one.put('source/1', 'geheim');
    expect(one.get('source/1')).toBe('geheim');
    one.put('source/1', 'neu');
    expect(one.get('source/1')).toBe('neu');
    one.delete('source/1');
    expect(one.get('source/1')).toBeNull();
  });

  test('any text survives, under any name, and never shows in the row', () => {
    const one = vault(HEX);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (name, secret) => {
        one.put(name, secret);
        expect(one.get(name)).toBe(secret);
        const sealed = Buffer.from(rows.get(name)?.sealed ?? []);
        expect(sealed.length).toBe(Buffer.byteLength(secret) + 16);
        if (Buffer.byteLength(secret) >= 6) expect(sealed.includes(Buffer.from(secret))).toBe(false);
      }),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 100) },
    );
  });

  test('every sealing has a nonce of its own', () => {
    const one = vault(HEX);
    const nonces = new Set<string>();
    for (let n = 0; n < 200; n += 1) {
      one.put('same', 'same');
      nonces.add(Buffer.from(rows.get('same')?.nonce ?? []).toString('hex'));
    }
    expect(nonces.size).toBe(200);
    expect([...nonces][0]).toHaveLength(24);
  });

  test('a row moved to another name does not open', () => {
    const one = vault(HEX);
    one.put('a', 'secret of a');
    const row = rows.get('a');
    if (!row) throw new Error('no row');
    rows.set('b', { ...row, name: 'b' });
    rows.set('c', row);
    for (const name of ['b', 'c']) {
      const error = failure(() => one.get(name));
      expect(error.code).toBe('vault.locked');
      expect(error.message).toContain('tampered');
    }
  });

  test('any changed byte is noticed, and told apart from a missing key', () => {
    const one = vault(HEX);
    one.put('a', 'secret');
    const row = rows.get('a');
    if (!row) throw new Error('no row');
    for (const part of ['nonce', 'sealed'] as const) {
      for (let index = 0; index < row[part].length; index += 1) {
        const bytes = Uint8Array.from(row[part]);
        bytes[index] = (bytes[index] ?? 0) ^ 1;
        rows.set('a', { ...row, [part]: bytes });
        expect(failure(() => one.get('a')).message).toMatch(/^The stored secret "a" is damaged/);
      }
    }
    for (const cut of [0, 1, 15, row.sealed.length - 1]) {
      rows.set('a', { ...row, sealed: row.sealed.slice(0, cut) });
      expect(failure(() => one.get('a')).code).toBe('vault.locked');
    }
    rows.set('a', { ...row, nonce: new Uint8Array(0) });
    expect(failure(() => one.get('a')).code).toBe('vault.locked');
  });
});

describe('ROLLCALL_KEY', () => {
  const bytes = Buffer.from(HEX, 'hex');

  test('hex, base64 and base64url of the same 32 bytes are the same key', () => {
    const odd = Buffer.concat([Buffer.from([0xfb, 0xff, 0xfe]), randomBytes(29)]);
    for (const key of [bytes, odd]) {
      const forms = [
        key.toString('hex'),
        key.toString('hex').toUpperCase(),
        key.toString('base64'),
        key.toString('base64').replace('=', ''),
        key.toString('base64url'),
        ` ${key.toString('hex')}\n`,
      ];
      expect(new Set(forms.map((form) => vault(form).status().keyId)).size).toBe(1);
    }
    expect(vault(HEX).status()).toEqual({
      source: 'environment',
      keyId: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown,
      keyFile: keyFile(),
      problem: null,
    });
  });

  test('a passphrase opens what it sealed, however it was composed', () => {
    vault('Schlüsselwörter überall').put('a', 'x');
    expect(vault('Schlüsselwörter überall'.normalize('NFD')).get('a')).toBe('x');
    expect(failure(() => vault('Schlüsselwörter überal').get('a')).message).toContain(
      'ROLLCALL_KEY is another one',
    );
    expect(vault(PASSPHRASE).status().keyId).not.toBe(vault(`${PASSPHRASE}!`).status().keyId);
  });

  test('what only looks like a key is a passphrase', () => {
    // 43 characters whose last one no encoder of 32 bytes would write; 63 and 65 digits; a mixed alphabet.
    for (const text of [`${'A'.repeat(42)}B`, HEX.slice(1), `${HEX}0`, `+_${'A'.repeat(41)}`]) {
      expect(vault(text).status()).toMatchObject({ source: 'environment', problem: null });
      expect(vault(text).status().keyId).not.toBe(
        vault(Buffer.from(text, 'base64').toString('hex')).status().keyId,
      );
    }
  });

  test('a short one is refused when it is needed, not before, and is not shown', () => {
    const short = 'fifteen letters';
    const one = vault(short);
    expect(one.get('nothing stored')).toBeNull();
    const error = failure(() => one.put('a', 'x'));
    expect(error.code).toBe('vault.locked');
    expect(error.message).toContain('at least 16 characters');
    expect(inspect(error)).not.toContain(short);
    expect(one.status()).toMatchObject({ source: 'environment', keyId: null, problem: error.message });
    expect(fs.existsSync(keyFile())).toBe(false);
    expect(vault('🔑'.repeat(8)).status().problem).not.toBeNull();
    expect(vault('🔑'.repeat(16)).status().problem).toBeNull();
  });

  test('a short one does not hide a key file that fits', () => {
    vault().put('a', 'x');
    expect(vault('short').get('a')).toBe('x');
    fs.rmSync(keyFile());
    expect(failure(() => vault('short').get('a')).message).toMatch(/too short.*does not exist/);
  });

  test('an empty one counts as not set', () => {
    expect(vault('').status().source).toBe('none');
    expect(vault(' \n').status().source).toBe('none');
  });

  test('comes before the key file, which still opens what it sealed', () => {
    vault().put('old', 'by file');
    const both = vault(HEX);
    expect(both.status().source).toBe('environment');
    both.put('new', 'by environment');
    expect(both.get('old')).toBe('by file');
    expect(both.get('new')).toBe('by environment');
    expect(rows.get('new')?.keyId).not.toBe(rows.get('old')?.keyId);
    const error = failure(() => vault().get('new'));
    expect(error.code).toBe('vault.locked');
    expect(error.message).toMatch(
      /"new" needs the key [0-9a-f]{16}\. ROLLCALL_KEY is not set\. The key file .* another/,
    );
  });
});

describe('the key file', () => {
  test('is created by the first put only, with a notice', () => {
    const one = vault();
    expect(one.status()).toEqual({ source: 'none', keyId: null, keyFile: keyFile(), problem: null });
    one.get('a');
    one.delete('a');
    expect(fs.existsSync(keyFile())).toBe(false);
    one.put('a', 'x');
    expect(fs.readFileSync(keyFile(), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
    if (POSIX) expect(fs.statSync(keyFile()).mode & 0o777).toBe(0o600);
    expect(notices).toEqual([
      `Created the key file ${keyFile()}: whoever can read it can read the stored passwords.`,
    ]);
    expect(one.status()).toMatchObject({ source: 'file', keyId: rows.get('a')?.keyId });
    expect(vault().get('a')).toBe('x');
    vault().put('b', 'y');
    expect(notices).toHaveLength(1);
    expect(fs.readdirSync(folder)).toEqual(['key']);
  });

  test('is not created when that was not asked for', () => {
    const error = failure(() => vault(undefined, 'no').put('a', 'x'));
    expect(error.code).toBe('vault.locked');
    expect(error.message).toContain('ROLLCALL_KEY is not set');
    expect(fs.readdirSync(folder)).toEqual([]);
    expect(rows.size).toBe(0);
  });

  test('is not created while ROLLCALL_KEY is there', () => {
    vault(HEX).put('a', 'x');
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  test('reading never creates one, and says what is missing', () => {
    vault().put('a', 'x');
    fs.rmSync(keyFile());
    const error = failure(() => vault().get('a'));
    expect(error.code).toBe('vault.locked');
    expect(error.message).toBe(
      `The stored secret "a" needs the key ${rows.get('a')?.keyId}. ROLLCALL_KEY is not set. The key file ${keyFile()} does not exist.`,
    );
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  test('that vanished while the vault was open no longer seals', () => {
    const one = vault();
    one.put('a', 'x');
    fs.rmSync(keyFile());
    one.put('b', 'y');
    expect(vault().get('b')).toBe('y');
    expect(failure(() => vault().get('a')).code).toBe('vault.locked');
  });

  test('that is damaged is never replaced', () => {
    fs.writeFileSync(keyFile(), `${'z'.repeat(64)}\n`, { mode: 0o600 });
    const one = vault();
    expect(failure(() => one.put('a', 'x')).message).toContain('does not hold a key of 64 hex digits');
    expect(one.status()).toMatchObject({
      source: 'file',
      keyId: null,
      problem: expect.stringContaining('64 hex') as unknown,
    });
    expect(fs.readFileSync(keyFile(), 'utf8')).toBe(`${'z'.repeat(64)}\n`);
  });

  test('that cannot be read or made says so', () => {
    fs.mkdirSync(keyFile());
    expect(failure(() => vault().put('a', 'x')).message).toMatch(/cannot be read \(EISDIR\)/);
    fs.rmdirSync(keyFile());
    fs.rmdirSync(folder);
    expect(failure(() => vault().put('a', 'x')).code).toBe('store.unwritable');
  });

  test.runIf(POSIX)('open to others is closed to them, with one notice', () => {
    fs.writeFileSync(keyFile(), HEX, { mode: 0o600 });
    fs.chmodSync(keyFile(), 0o644);
    const one = vault();
    one.put('a', 'x');
    expect(one.get('a')).toBe('x');
    expect(fs.statSync(keyFile()).mode & 0o777).toBe(0o600);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain('was open to other users (mode 644)');
    expect(notices[0]).not.toContain(HEX);
  });

  test('where the file system has no links, it is created all the same', () => {
    const link = fs.linkSync;
    fs.linkSync = () => {
      throw Object.assign(new Error('no links'), { code: 'EPERM' });
    };
    syncBuiltinESMExports();
    try {
      vault().put('a', 'x');
    } finally {
      fs.linkSync = link;
      syncBuiltinESMExports();
    }
    expect(fs.readdirSync(folder)).toEqual(['key']);
    expect(vault().get('a')).toBe('x');
    expect(notices).toHaveLength(1);
  });

  test('a reader waits for one that is still being written', async () => {
    fs.writeFileSync(keyFile(), '', { mode: 0o600 });
    const writer = node(`
      import { writeFileSync } from 'node:fs';
      console.log('ready');
      setTimeout(() => writeFileSync(${JSON.stringify(keyFile())}, '${HEX}\\n'), 100);`);
    await writer.ready;
    expect(vault().status()).toMatchObject({
      source: 'file',
      keyId: vault(HEX).status().keyId,
      problem: null,
    });
    await writer.done;
  });

  test('processes that race for it end with one key', async () => {
    const start = Date.now() + 1500;
    const module = new URL('./index.ts', import.meta.url).href;
    const children = Array.from({ length: 8 }, () =>
      node(`
        import { openVault } from ${JSON.stringify(module)};
        const rows = new Map();
        const storage = { get: (name) => rows.get(name), put: (row) => rows.set(row.name, row), delete() {} };
        const lines = [];
        const vault = openVault({ folder: ${JSON.stringify(folder)}, storage, env: {}, createKeyFile: 'yes', notice: (line) => lines.push(line) });
        while (Date.now() < ${start});
        vault.put('a', 'x');
        console.log(JSON.stringify({ keyId: rows.get('a').keyId, created: lines.length, secret: vault.get('a') }));`),
    );
    const answers = (await Promise.all(children.map((child) => child.done))).map(
      (text) => JSON.parse(text) as { keyId: string; created: number; secret: string },
    );
    expect(new Set(answers.map((answer) => answer.keyId)).size).toBe(1);
    expect(answers.map((answer) => answer.secret)).toEqual(Array(8).fill('x'));
    expect(answers.reduce((sum, answer) => sum + answer.created, 0)).toBe(1);
    expect(fs.readdirSync(folder)).toEqual(['key']);
  }, 30_000);
});

test('no key and no secret shows in the vault, its status, its notices or its errors', () => {
  const shown: unknown[] = [];
  const see = (...things: unknown[]): number =>
    shown.push(
      ...things.map((thing) => inspect(thing, { depth: 20, showHidden: true })),
      ...things.map((thing) => JSON.stringify(thing) ?? ''),
    );

  const byPassphrase = vault(PASSPHRASE);
  byPassphrase.put('a', 'the hidden word');
  byPassphrase.get('a');
  see(byPassphrase, byPassphrase.status(), { ...byPassphrase });
  const byFile = vault();
  byFile.put('b', 'the hidden word');
  byFile.get('b');
  see(
    byFile,
    byFile.status(),
    failure(() => byFile.get('a')),
    failure(() => byFile.get('a')).toInfo(),
  );
  rows.set('a', { ...rows.get('b')!, name: 'a' });
  see(failure(() => byFile.get('a')));
  see(notices);

  const hex = fs.readFileSync(keyFile(), 'utf8').trim();
  const bytes = Buffer.from(hex, 'hex');
  for (const text of shown) {
    for (const hidden of [
      'the hidden word',
      PASSPHRASE,
      hex,
      bytes.toString('base64'),
      bytes.toString('hex', 0, 4),
    ]) {
      expect(text).not.toContain(hidden);
    }
    expect(text).not.toContain(inspect(bytes).slice(8, 30));
  }
});

/** A Node process of its own running `script`; `ready` comes with its first output. */
function node(script: string): { ready: Promise<void>; done: Promise<string> } {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  const ready = Promise.withResolvers<void>();
  const done = Promise.withResolvers<string>();
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    ready.resolve();
  });
  child.on('close', (code) => {
    if (code === 0) done.resolve(text);
    else done.reject(new Error(`ended with ${code}`));
    ready.resolve();
  });
  return { ready: ready.promise, done: done.promise };
}
