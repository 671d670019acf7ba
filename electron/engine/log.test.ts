import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RollcallError } from '../../shared/domain/errors.ts';
import { openLog, type Logger } from './log.ts';

const POSIX = process.platform !== 'win32';

let folder: string;
let clock: Date;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-log-'));
  clock = new Date(2026, 4, 4, 10, 0, 0);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (level?: string): Logger =>
  openLog(folder, { now: () => clock, ...(level === undefined ? {} : { level }) });

type Line = Record<string, unknown>;

function lines(name = 'rollcall-2026-05-04.log'): Line[] {
  const text = readFileSync(join(folder, name), 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

function logged(fields: object): Line {
  const log = open();
  log.info('test', fields);
  log.close();
  return lines().at(-1) ?? {};
}

describe('a line', () => {
  test('has level, time, process, fields and event, and is on the disk at once', () => {
    const log = open();
    log.info('run.finished', { runId: 7, created: 3 });
    log.warn('run.slow');
    log.error('run.failed', { code: 'ldap.timeout' });
    const time = clock.toISOString();
    expect(lines()).toEqual([
      { level: 'info', time, pid: process.pid, runId: 7, created: 3, event: 'run.finished' },
      { level: 'warn', time, pid: process.pid, event: 'run.slow' },
      { level: 'error', time, pid: process.pid, code: 'ldap.timeout', event: 'run.failed' },
    ]);
    log.close();
  });

  test('keeps fields apart from the names that every line has', () => {
    const raw = logged({ level: 3, time: 4, pid: 5, event: 'x', fields: 6 });
    expect(raw).toMatchObject({ level: 'info', pid: process.pid, event: 'test' });
    expect(raw).toMatchObject({ level_: 3, time_: 4, pid_: 5, event_: 'x', fields: 6 });
  });

  test('levels', () => {
    for (const level of ['warn', 'nonsense', 'silent']) {
      const log = open(level);
      log.info('info', { level });
      log.warn('warn', { level });
      log.close();
    }
    expect(lines().map((line) => [line.level_, line.event])).toEqual([
      ['warn', 'warn'],
      ['nonsense', 'info'],
      ['nonsense', 'warn'],
    ]);
  });

  test('shows an error with its stack, its cause and what it carries', () => {
    const cause = new AggregateError(
      [Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })],
      'all failed',
    );
    const error = new RollcallError('ldap.unreachable', 'No server.', {
      details: { host: 'h', password: 'p4ss' },
      cause,
    });
    expect(logged({ error, runId: 1 })).toMatchObject({
      runId: 1,
      error: {
        name: 'RollcallError',
        message: 'No server.',
        code: 'ldap.unreachable',
        stack: expect.stringContaining('log.test.ts') as unknown,
        details: { host: 'h', password: '[redacted]' },
        cause: { message: 'all failed', errors: [{ message: 'refused', code: 'ECONNREFUSED' }] },
      },
    });
    expect(logged(new Error('given as the fields'))).toMatchObject({
      error: { message: 'given as the fields' },
    });
  });

  test('survives everything that is not plain data', () => {
    const circle: Line = { name: 'circle' };
    circle.self = circle;
    circle.list = [circle];
    let deep: Line = {};
    for (let n = 0; n < 50; n += 1) deep = { deep };
    const line = logged({
      circle,
      deep,
      bytes: new Uint8Array(5),
      big: 12n,
      when: new Date(0),
      never: new Date(NaN),
      map: new Map<unknown, unknown>([
        ['password', 'p4ss'],
        [1, 'one'],
      ]),
      set: new Set([1, 2]),
      many: Array(250).fill('x'),
      long: 'y'.repeat(100_000),
      url: new URL('ldap://admin:p4ss@host/'),
      run: () => 1,
      none: null,
    });
    expect(line).toMatchObject({
      circle: { name: 'circle', self: '[circular]', list: ['[circular]'] },
      bytes: '<5 bytes>',
      big: '12',
      when: '1970-01-01T00:00:00.000Z',
      never: 'Invalid Date',
      map: { password: '[redacted]', 1: 'one' },
      set: [1, 2],
      url: 'ldap://host/',
      none: null,
    });
    expect(line.many).toHaveLength(101);
    expect((line.long as string).length).toBeLessThan(17_000);
    expect(JSON.stringify(line)).not.toContain('p4ss');
    expect(JSON.stringify(line.deep)).toContain('[deeper]');
  });

  test('asks no object for its own JSON', () => {
    const toJSON = vi.fn(() => ({ password: 'p4ss' }));
    expect(logged({ thing: { toJSON, id: 1 }, toJSON })).toMatchObject({ thing: { id: 1 } });
    expect(toJSON).not.toHaveBeenCalled();
  });
});

describe('redaction', () => {
  test.each([
    'password',
    'Password',
    'bindPassword',
    'userPassword',
    'unicodePwd',
    'passwd',
    'passphrase',
    'secret',
    'clientSecret',
    'key',
    'privateKey',
    'private_key',
    'credentials',
    'credential',
    'authorization',
    'Authorization',
    'ROLLCALL_KEY',
    'token',
    'accessToken',
  ])('%s at any depth', (name) => {
    const fields = {
      [name]: 's3cr3t-0',
      a: { [name]: 's3cr3t-1', b: { c: [{ d: { [name]: ['s3cr3t-2'] } }] } },
      list: [{ [name]: { inner: 's3cr3t-3' } }],
      number: { [name]: 42_424_242 },
    };
    const text = JSON.stringify(logged(fields));
    expect(text).not.toMatch(/s3cr3t|42424242/);
    expect(text.match(/\[redacted\]/g)).toHaveLength(5);
  });

  test('leaves other names and the fact of a secret alone', () => {
    const fields = {
      keyId: 'ab',
      keyAttribute: 'entryUUID',
      monkey: 1,
      password: null,
      secret: false,
      login: 'anna',
    };
    expect(logged(fields)).toMatchObject(fields);
  });

  test('does not change what it was given', () => {
    const fields = { password: 'p4ss', inner: { key: 'k' } };
    logged(fields);
    expect(fields).toEqual({ password: 'p4ss', inner: { key: 'k' } });
  });
});

describe('files', () => {
  test('one a day, by the local clock', () => {
    const log = open();
    clock = new Date(2026, 4, 4, 23, 59, 59, 999);
    log.info('before midnight');
    clock = new Date(2026, 4, 5, 0, 0, 0, 0);
    log.info('after midnight');
    clock = new Date(2026, 4, 4, 12, 0, 0, 0);
    log.info('clock set back');
    log.close();
    expect(readdirSync(folder)).toEqual(['rollcall-2026-05-04.log', 'rollcall-2026-05-05.log']);
    expect(lines('rollcall-2026-05-04.log').map((line) => line.event)).toEqual([
      'before midnight',
      'clock set back',
    ]);
    expect(lines('rollcall-2026-05-05.log').map((line) => line.event)).toEqual(['after midnight']);
  });

  test('are made by the first line, appended to, and shared', () => {
    const one = open();
    const two = open();
    expect(readdirSync(folder)).toEqual([]);
    one.info('1');
    two.info('2');
    one.info('3');
    one.close();
    two.close();
    const three = open();
    three.info('4');
    three.close();
    expect(lines().map((line) => line.event)).toEqual(['1', '2', '3', '4']);
  });

  test.runIf(POSIX)('are for their owner only', () => {
    logged({});
    expect(statSync(join(folder, 'rollcall-2026-05-04.log')).mode & 0o777).toBe(0o600);
  });

  test('of the last 14 days are kept, and nothing else is touched', () => {
    const others = ['rollcall.log', 'rollcall-2020-01-01.log.gz', 'x-rollcall-2020-01-01.log', 'notes.txt'];
    for (const name of others) writeFileSync(join(folder, name), '');
    mkdirSync(join(folder, 'rollcall-2020-01-01'));
    const day = (month: string): string => `rollcall-2026-${month}.log`;
    for (const name of ['04-20', '04-21', '04-30', '05-03', '12-31'].map(day))
      writeFileSync(join(folder, name), '');
    writeFileSync(join(folder, 'rollcall-2025-12-31.log'), '');
    open().close();
    expect(readdirSync(folder).sort()).toEqual(
      [...others, 'rollcall-2020-01-01', ...['04-21', '04-30', '05-03', '12-31'].map(day)].sort(),
    );
  });

  test('are pruned at midnight too, for an app that stays open', () => {
    writeFileSync(join(folder, 'rollcall-2026-04-21.log'), '');
    const log = open();
    log.info('a');
    expect(readdirSync(folder)).toHaveLength(2);
    clock = new Date(2026, 4, 5, 0, 1);
    log.info('b');
    log.close();
    expect(readdirSync(folder)).toEqual(['rollcall-2026-05-04.log', 'rollcall-2026-05-05.log']);
  });
});

describe('a log that cannot be written', () => {
  const all = (log: Logger): void => {
    log.info('a', { x: 1 });
    log.warn('b');
    log.error('c', new Error('x'));
  };

  test('is silent without its folder, and comes back with it', () => {
    const missing = join(folder, 'logs');
    const log = openLog(missing, { now: () => clock });
    all(log);
    expect(existsSync(missing)).toBe(false);
    mkdirSync(missing);
    log.info('resting');
    clock = new Date(clock.getTime() + 60_000);
    log.info('back');
    log.close();
    expect(readFileSync(join(missing, 'rollcall-2026-05-04.log'), 'utf8').trimEnd().split('\n')).toHaveLength(
      1,
    );
  });

  test('is silent where its folder is a file', () => {
    writeFileSync(join(folder, 'logs'), '');
    const log = openLog(join(folder, 'logs'), { now: () => clock });
    all(log);
    log.close();
  });

  test.runIf(existsSync('/dev/full'))('is silent on a full disk, and comes back', async () => {
    const name = join(folder, 'rollcall-2026-05-04.log');
    symlinkSync('/dev/full', name);
    const log = open();
    all(log);
    await new Promise((resolve) => setTimeout(resolve, 50));
    rmSync(name);
    clock = new Date(clock.getTime() - 3_600_000);
    log.info('back');
    log.close();
    expect(lines().map((line) => line.event)).toEqual(['back']);
  });

  test('is silent after closing, and closes twice', () => {
    const log = open();
    log.info('a');
    log.close();
    all(log);
    log.close();
    expect(lines()).toHaveLength(1);
  });

  test('lets no field disturb its caller', () => {
    const log = open();
    log.info('bad', {
      get trap(): never {
        throw new Error('trap');
      },
    });
    log.info(
      'revoked',
      (() => {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        return { proxy };
      })(),
    );
    log.info('good');
    log.close();
    expect(lines().at(-1)).toMatchObject({ event: 'good' });
  });
});
