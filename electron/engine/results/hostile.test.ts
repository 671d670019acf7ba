import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { everything, fillWorld, SOME_WORLD } from '../../../tests/support/results-world.ts';
import { openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import type { Code } from '../../../shared/domain/codes.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { openResultsEngine } from '../results-engine.ts';
import { RESULTS_LIMITS, type ResultsLimits } from './limits.ts';
import { openResults } from './open.ts';
import { readResults } from './read.ts';
import { exportResults } from './write.ts';

/** Each case opens a file: a quarter as many as of other properties do. */
const numRuns = Math.max(100, Math.ceil(Number(process.env['PROPERTY_RUNS'] ?? 100) / 10));
vi.setConfig({ testTimeout: 120_000 + 30 * numRuns });
/** From so many cases on, what is rare is among them. */
const ENOUGH_TO_COUNT = 500;

const folders = new TestFolders();
const place = folders.next();
const temporary = folders.next();
let whole: Buffer;
let lines: string[];
beforeAll(async () => {
  mkdirSync(place, { recursive: true });
  mkdirSync(temporary, { recursive: true });
  const store = openQuickStore(folders.next());
  const { enterprise } = fillWorld(store, SOME_WORLD);
  const file = path.join(place, 'whole.rollcall');
  const of = { enterprise: store.enterprises.find(enterprise)!, file, overwrite: false, now: 1 };
  await exportResults(store, { ...of, rollcallVersion: '1.2.3' });
  store.close();
  whole = readFileSync(file);
  lines = gunzipSync(whole).toString().trimEnd().split('\n');
});
afterEach(() => {
  // Whatever was refused left nothing behind.
  expect(readdirSync(temporary)).toEqual([]);
});
afterAll(() => folders.remove());

let count = 0;

/** How a file of these bytes is refused; null when it is opened. */
async function refusal(
  bytes: Uint8Array,
  limits?: Partial<ResultsLimits>,
  how: 'opened' | 'read' = 'opened',
): Promise<{ code: Code; message: string } | null> {
  const file = path.join(place, `hostile-${(count += 1)}`);
  writeFileSync(file, bytes);
  try {
    const used = { ...RESULTS_LIMITS, ...limits };
    if (how === 'read') for await (const piece of readResults(file, used)) void piece;
    else (await openResults(file, { temporary, limits: used })).close();
    return null;
  } catch (error) {
    if (!(error instanceof RollcallError)) throw error;
    // The sentence says which file it is about.
    expect(error.message).toContain(file);
    return { code: error.code, message: error.message.replace(file, 'FILE') };
  }
}

/** A file of these lines. */
const packed = (of: readonly (string | object)[]): Buffer =>
  gzipSync(of.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));

/** The lines with an end that counts them right. */
function recounted(of: readonly string[]): (string | object)[] {
  const counts: Record<string, number> = {};
  const types = of.slice(1, -1).map((line) => (JSON.parse(line) as { type: string }).type);
  for (const type of types) counts[type] = (counts[type] ?? 0) + 1;
  return [...of.slice(0, -1), { type: 'end', counts }];
}

/** The lines of a good file with one of them changed, and the number of that one. */
function changed(type: string, change: (line: Record<string, unknown>) => unknown): [Buffer, number] {
  const at = lines.findIndex(
    (line) => line.startsWith(`{"type":"${type}"`) || (type === '' && line.includes('"rollcall"')),
  );
  const line = JSON.parse(lines[at]!) as Record<string, unknown>;
  const made = (change(line) ?? line) as string | object;
  return [packed(lines.map((each, index) => (index === at ? made : each))), at + 1];
}

describe('a results file that is not whole', () => {
  test('cut at every byte, it is truncated, and says where', async () => {
    for (let length = 0; length < whole.length; length += 1) {
      // Opening reads in the same way, and fills a store besides.
      const how = length % 50 === 0 ? 'opened' : 'read';
      expect([length, await refusal(whole.subarray(0, length), {}, how)]).toEqual([
        length,
        {
          code: 'results.truncated',
          message: expect.stringMatching(/^FILE (is empty|ends (early|before)).*\.$/) as string,
        },
      ]);
    }
    expect(await refusal(whole)).toBeNull();
  });

  test('without its last lines, packed anew, it is truncated', async () => {
    for (let kept = 1; kept < lines.length; kept += 1) {
      expect(await refusal(packed(lines.slice(0, kept)))).toEqual({
        code: 'results.truncated',
        message: `FILE ends early, after line ${kept}.`,
      });
    }
  });

  test('with one byte changed, it is refused or the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const bytes = Buffer.from(whole);
        bytes[at]! ^= flip;
        const refused = await refusal(bytes);
        // Some bytes of gzip's header, and bits that fill its last byte, mean nothing; the rest is under a checksum.
        if (refused === null) expect(gunzipSync(bytes).toString()).toBe(gunzipSync(whole).toString());
        else expect(refused.code).toMatch(/^results\.(damaged|truncated|not-results)$/);
      }),
      { numRuns },
    );
  });

  test('without one of its lines, it is refused', async () => {
    for (const [at] of lines.entries()) {
      const refused = await refusal(packed(lines.filter((_, index) => index !== at)));
      expect(refused?.code).toBe(
        at === 0 ? 'results.not-results' : at === lines.length - 1 ? 'results.truncated' : 'results.damaged',
      );
    }
  });
});

describe('a file that is another one', () => {
  test.each([
    ['text', Buffer.from('{"rollcall":"results","version":1}\n')],
    ['a SQLite database', Buffer.from('SQLite format 3\u0000')],
    ['an archive', Buffer.from('PK\u0003\u0004')],
    ['packed text', gzipSync('hello\n')],
    ['packed nothing', gzipSync('')],
    ['packed JSON', packed([{ rollcall: 1 }])],
    ['a list', packed([[1, 2]])],
    ['packed bytes', gzipSync(Buffer.of(0xff, 0xfe, 0x00, 0x0a))],
    ['a long line of its own', gzipSync(Buffer.alloc(70 * 2 ** 20, 0x61))],
  ])('%s is no results file', async (_, bytes) => {
    expect((await refusal(bytes))?.code).toBe('results.not-results');
  });

  test('a file that is not there, and a folder, cannot be read', async () => {
    for (const file of [path.join(place, 'missing'), place]) {
      await expect(openResults(file, { temporary })).rejects.toMatchObject({ code: 'file.unreadable' });
    }
  });

  test('a newer format is told apart, and so is a code of a newer Rollcall', async () => {
    const [newer] = changed('', (line) => ({ ...line, version: 3, something: 'else' }));
    expect(await refusal(newer)).toEqual({
      code: 'results.newer',
      message: 'FILE line 1: the file has the format 3; this Rollcall knows 2.',
    });
    const [code, line] = changed('issue', (each) => ({ ...each, code: 'later.code' }));
    expect(await refusal(code)).toEqual({
      code: 'results.newer',
      message: `FILE line ${line}: this Rollcall does not know the code later.code; the file was exported by Rollcall 1.2.3.`,
    });
    const [device, at] = changed('notAssigned', (each) => ({ ...each, code: 'pbx.later' }));
    expect(await refusal(device)).toMatchObject({
      code: 'results.newer',
      message: expect.stringContaining(
        `line ${at}: this Rollcall does not know the code pbx.later`,
      ) as string,
    });
    for (const version of [0, -1, 1.5, '1', null, 1e999]) {
      expect((await refusal(changed('', (each) => ({ ...each, version }))[0]))?.code).toBe('results.damaged');
    }
  });
});

describe('a results file of before there were PBX nodes', () => {
  test('is opened, with what it lacks as it was then', async () => {
    const old = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(
        ({ type }) => !['feature', 'profileFeature', 'statusTemplate', 'notAssigned'].includes(String(type)),
      )
      .map((line) => {
        if (line['rollcall'] === 'results') {
          const {
            defaultsPointAt: _,
            usersMayAdd: __,
            ...enterprise
          } = line['enterprise'] as Record<string, unknown>;
          return { ...line, version: 1, enterprise };
        }
        if (line['type'] === 'change') {
          const { actor: _, ...change } = line;
          return change;
        }
        if (line['type'] !== 'account') return line;
        const statuses = line['statuses'] as Record<string, unknown>[];
        return { ...line, statuses: statuses.map(({ locked: _, ...status }) => status) };
      });
    const file = path.join(place, 'format-1.rollcall');
    writeFileSync(file, packed(recounted(old.map((line) => JSON.stringify(line)))));
    const opened = await openResults(file, { temporary });
    try {
      const { store } = opened;
      const { enterpriseId } = store.enterprises.find('Acme')!;
      expect(store.statuses.defaultsPointAt(enterpriseId)).toBe('role');
      expect(store.statuses.usersMayAdd(enterpriseId)).toBe(true);
      expect(store.connection.scalar("SELECT count(*) FROM change WHERE actor <> ''")).toBe(0);
      expect(store.connection.scalar('SELECT count(*) FROM status WHERE locked = 0')).toBe(1);
      expect(store.connection.scalar('SELECT count(*) FROM status WHERE locked = 1')).toBe(0);
    } finally {
      opened.close();
    }
  });
});

describe('a results file that lies', () => {
  const lie = (type: string, change: (line: Record<string, unknown>) => unknown) => changed(type, change);

  test.each<[string, string, (line: Record<string, unknown>) => unknown]>([
    ['an id that is text', 'run', (line) => ({ ...line, runId: '1' })],
    ['an id that is nothing', 'run', (line) => ({ ...line, runId: 0 })],
    ['an id beyond 32 bits', 'account', (line) => ({ ...line, accountId: 2 ** 31 })],
    ['a version beyond 32 bits', 'account', (line) => ({ ...line, version: 2 ** 40 })],
    ['an outcome that does not exist', 'run', (line) => ({ ...line, outcome: 'great' })],
    ['no outcome', 'run', (line) => ({ ...line, outcome: null })],
    ['a time that is none', 'run', (line) => ({ ...line, startedAt: 'yesterday' })],
    ['a time beyond all times', 'run', (line) => ({ ...line, startedAt: 9e20 })],
    ['counters below zero', 'run', (line) => ({ ...line, counters: { read: -1 } })],
    ['a key that is no hex', 'account', (line) => ({ ...line, sourceKey: 'xyz' })],
    ['a text with the mark between lines', 'account', (line) => ({ ...line, lastName: 'a\u001eb' })],
    ['numbers that are no list', 'account', (line) => ({ ...line, numbers: {} })],
    [
      'a field that is an object',
      'change',
      (line) => ({ ...line, before: null, proposed: { email: [{}, null] } }),
    ],
    ['a change of one value', 'change', (line) => ({ ...line, proposed: { email: ['a'] } })],
    ['numbers before that are none', 'change', (line) => ({ ...line, before: { numbers: [null] } })],
    ['a row before that is text', 'change', (line) => ({ ...line, before: { row: 'x' } })],
    ['seats below zero', 'feature', (line) => ({ ...line, seats: -1 })],
    ['a template without a name', 'statusTemplate', (line) => ({ ...line, name: '' })],
    [
      'a template that points at what cannot be shown',
      'statusTemplate',
      (line) => ({ ...line, settings: { makeCallFrom: 'a\nb' } }),
    ],
    ['somebody who cannot be', 'change', (line) => ({ ...line, actor: 'root' })],
    ['a template that is neither locked nor not', 'statusTemplate', (line) => ({ ...line, locked: 1 })],
    ['a device without a number', 'notAssigned', ({ number: _, ...line }) => line],
    ['a device at a place below zero', 'notAssigned', (line) => ({ ...line, position: -1 })],
    ['an unknown kind of source', 'source', (line) => ({ ...line, kind: 'script' })],
    [
      'an URL with a password',
      'source',
      ({ settings, ...line }) => ({ ...line, settings: { ...(settings as object), urls: ['ldap://a:b@c'] } }),
    ],
    [
      'an Enterprise ID that leads out of the page',
      '',
      (line) => ({ ...line, enterprise: { ...(line['enterprise'] as object), id: '../..' } }),
    ],
    [
      'a time zone that does not exist',
      '',
      (line) => ({
        ...line,
        enterprise: {
          ...(line['enterprise'] as object),
          schedule: { enabled: true, rule: { kind: 'daily', at: '02:00' }, timeZone: 'Nowhere/Here' },
        },
      }),
    ],
    ['an unknown type', 'issue', (line) => ({ ...line, type: 'script' })],
    ['the type of every object', 'issue', (line) => ({ ...line, type: 'constructor' })],
    ['a list', 'issue', () => [1]],
    ['nothing', 'issue', () => ''],
    ['no JSON', 'issue', () => '{"type":"issue"'],
  ])('%s is refused with its line', async (_, type, change) => {
    const [bytes, line] = lie(type, change);
    expect(await refusal(bytes)).toEqual({
      code: 'results.damaged',
      message: expect.stringMatching(new RegExp(`^FILE line ${line}: .*\\.$`)) as string,
    });
  });

  test('what is left out is missed', async () => {
    for (const type of [
      '',
      'feature',
      'featureProfile',
      'profileFeature',
      'statusTemplate',
      'source',
      'run',
      'issue',
      'notAssigned',
      'account',
      'held',
      'answer',
      'change',
    ]) {
      const [, at] = changed(type, () => undefined);
      for (const key of Object.keys(JSON.parse(lines[at - 1]!) as object)) {
        // Not in a file of before people signed in.
        if (key === 'actor') continue;
        const [bytes] = changed(type, ({ [key]: _, ...line }) => line);
        expect([type, key, (await refusal(bytes))?.code]).toEqual([
          type,
          key,
          key === 'rollcall' ? 'results.not-results' : 'results.damaged',
        ]);
      }
    }
  });

  test('what repeats an id, or refers to nothing, is refused with its line', async () => {
    const doubled = (type: string) => {
      const at = lines.findIndex((line) => line.startsWith(`{"type":"${type}"`));
      return [packed(recounted([...lines.slice(0, at + 1), ...lines.slice(at)])), at + 2] as const;
    };
    for (const type of [
      ...[
        'feature',
        'featureProfile',
        'profileFeature',
        'statusTemplate',
        'source',
        'run',
        'issue',
        'notAssigned',
        'account',
        'held',
      ],
      ...['answer', 'change'],
    ]) {
      const [bytes, line] = doubled(type);
      expect(await refusal(bytes)).toEqual({
        code: 'results.damaged',
        message: `FILE line ${line}: it repeats an id, or refers to something that is not in the file.`,
      });
    }
    const nowhere: [string, string][] = [
      ['run', 'sourceId'],
      ['issue', 'runId'],
      ['notAssigned', 'sourceId'],
      ['account', 'sourceId'],
      ['account', 'profileId'],
      ['profileFeature', 'profileId'],
      ['profileFeature', 'featureId'],
      ['source', 'profileId'],
      ['held', 'sourceId'],
      ['answer', 'sourceId'],
      ['change', 'runId'],
    ];
    for (const [type, key] of nowhere) {
      const [bytes, line] = changed(type, (each) => ({ ...each, [key]: 4711 }));
      expect([type, key, await refusal(bytes)]).toEqual([
        type,
        key,
        {
          code: 'results.damaged',
          message: expect.stringContaining(`line ${line}: it repeats an id, or refers`) as string,
        },
      ]);
    }
  });

  test('lines after the end, and an end that counts wrong, are refused', async () => {
    expect((await refusal(packed([...lines, lines[1]!])))?.message).toBe(
      `FILE line ${lines.length + 1}: it stands after the last one.`,
    );
    const [more] = changed('end', (line) => ({ ...line, counts: { ...(line['counts'] as object), run: 4 } }));
    expect(await refusal(more)).toEqual({
      code: 'results.damaged',
      message: `FILE line ${lines.length}: it says that there are 4 lines of the type run, and there are 3.`,
    });
  });

  test('bytes that are no text are refused with their line', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`${lines[0]!}\n{"type":"`),
      Buffer.of(0xc3, 0x28),
      Buffer.from('"}\n'),
    ]);
    expect((await refusal(gzipSync(bytes)))?.message).toBe('FILE line 2: it is not UTF-8 text.');
  });

  test('any change of any value is refused, or can be shown on every screen', async () => {
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom('', 'x', '2026-11-23T00:00:00Z', 0, 1, -1, 7, null, true, 'directory', {}, []),
    );
    let shown = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(lines.length - 1), fc.nat(30), value, async (at, which, put) => {
        const line = JSON.parse(lines[at]!) as Record<string, unknown>;
        const keys = Object.keys(line);
        line[keys[which % keys.length]!] = put;
        const bytes = packed(lines.map((each, index) => (index === at ? line : each)));
        const refused = await refusal(bytes);
        if (refused !== null) expect(refused.code).toMatch(/^results\./);
        else await showEverything(bytes);
        shown += Number(refused === null);
      }),
      { numRuns: Math.ceil(numRuns / 2) },
    );
    // A few cases may all be refused; then the property would hold of anything.
    if (numRuns >= ENOUGH_TO_COUNT) expect(shown).toBeGreaterThan(0);
  });

  test('so is any change of any setting of a PBX node', async () => {
    const at = lines.findIndex((line) => line.includes('"type":"mivoice-business"'));
    const node = JSON.parse(lines[at]!) as { settings: Record<string, unknown> };
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom('', 'x', 'offer', 0, 1, 1e9, -1, null, true, {}, [], { devices: 7 }, { devices: '' }, [
        '',
      ]),
      fc.constantFrom(
        { same: [{ number: 1 }] },
        { deviceTypes: [null] },
        { mac: '' },
        { mac: 7 },
        { deletePercent: 1e9 },
      ),
    );
    let shown = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(node.settings)), value, async (key, put) => {
        const line = { ...node, settings: { ...node.settings, [key]: put } };
        const bytes = packed(lines.map((each, index) => (index === at ? line : each)));
        const refused = await refusal(bytes);
        if (refused === null) await showEverything(bytes);
        shown += Number(refused === null);
      }),
      { numRuns: Math.ceil(numRuns / 4) },
    );
    // A few cases may all be refused; then the property would hold of anything.
    if (numRuns >= ENOUGH_TO_COUNT) expect(shown).toBeGreaterThan(0);
  });
});

/** Asks for everything that the screens ask for; nothing may be a fault. */
async function showEverything(bytes: Uint8Array): Promise<void> {
  const file = path.join(place, 'shown.rollcall');
  writeFileSync(file, bytes);
  const engine = await openResultsEngine({ file, version: '1.2.3' });
  try {
    const client = engine.client({ role: 'admin' });
    const { enterprises } = await client.enterprises.list();
    const { enterpriseId, id: enterprise } = enterprises[0]!;
    const { runs } = await client.runs.summaries({ enterprise });
    const { accounts } = await client.accounts.list({ enterprise });
    const { synchronizers } = await client.synchronizers.list({ enterprise });
    await everything(client, {
      enterprise,
      enterpriseId,
      runIds: runs.map(({ id }) => id),
      accountIds: accounts.map(({ accountId }) => accountId),
      sourceIds: synchronizers.map(({ sourceId }) => sourceId),
    });
  } finally {
    await engine.close();
  }
}

describe('a results file that is too much', () => {
  test('a bomb is refused before it is unpacked', async () => {
    const head = gzipSync(`${lines[0]!}\n`);
    const bomb = Buffer.concat([head, gzipSync(Buffer.alloc(40 * 2 ** 20, 0x20))]);
    expect(bomb.length).toBeLessThan(60_000);
    expect(await refusal(bomb)).toEqual({
      code: 'results.damaged',
      message: `FILE after line 1: a line is longer than ${RESULTS_LIMITS.line} bytes.`,
    });
  });

  test('many small lines that pack too well are refused', async () => {
    const bomb = Buffer.concat([
      gzipSync(`${lines[0]!}\n`),
      gzipSync(`${lines[1]!}\n${'\n'.repeat(2 ** 20)}`),
    ]);
    expect((await refusal(bomb, { ratioFrom: 2 ** 16 }))?.code).toBe('results.damaged');
    const same = lines.findIndex((line) => line.startsWith('{"type":"issue"'));
    const issues = Array.from({ length: 20_000 }, (_, position) =>
      lines[same]!.replace('"position":0', `"position":${position}`),
    );
    const many = packed([...lines.slice(0, same), ...issues]);
    // Real lines differ, if only in their ids, and stay far below.
    expect(gunzipSync(many).length / many.length).toBeLessThan(RESULTS_LIMITS.ratio / 2);
    expect((await refusal(many, { ratio: 10, ratioFrom: 1000 }))?.message).toMatch(
      /unpacks to more than 10 times/,
    );
  });

  test('each limit is kept, and named', async () => {
    const unpacked = gunzipSync(whole).length;
    expect((await refusal(whole, { total: unpacked - 1 }))?.message).toMatch(
      /larger than \d+ bytes unpacked/,
    );
    expect(await refusal(whole, { total: unpacked })).toBeNull();
    expect((await refusal(whole, { lines: lines.length - 1 }))?.message).toMatch(/more than \d+ lines/);
    expect(await refusal(whole, { lines: lines.length })).toBeNull();
    const longest = Math.max(...lines.map((line) => Buffer.byteLength(line)));
    expect((await refusal(whole, { line: longest - 1 }))?.message).toMatch(/longer than \d+ bytes/);
    expect(await refusal(whole, { line: longest })).toBeNull();
  });

  test('values that lie deep in each other are refused before anything walks through them', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const [bytes] = changed('change', (line) =>
      JSON.stringify({ ...line, before: 0 }).replace('"before":0', `"before":{"x":${deep}}`),
    );
    expect((await refusal(bytes))?.message).toMatch(/lie more than 32 deep in each other/);
    const [quoted] = changed('change', (line) => ({ ...line, before: { email: `\\"${'['.repeat(1000)}` } }));
    expect(await refusal(quoted)).toBeNull();
  });
});

describe('the temporary folder', () => {
  test('is for its owner only, cannot be written to, and goes with the store', async () => {
    const file = path.join(place, 'once.rollcall');
    writeFileSync(file, whole);
    const opened = await openResults(file, { temporary });
    const { store } = opened;
    const { root } = store.folder;
    expect(path.dirname(root)).toBe(temporary);
    if (process.platform !== 'win32') expect(statSync(root).mode & 0o777).toBe(0o700);
    expect(() => store.connection.exec('DELETE FROM account')).toThrow();
    opened.close();
    expect(existsSync(root)).toBe(false);
  });
});
