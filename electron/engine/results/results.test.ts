import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  emptyStore,
  everything,
  fillWorld,
  SECRET,
  SOME_WORLD,
  worldArbitrary,
  type Filled,
} from '../../../tests/support/results-world.ts';
import { openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import { createEngine, type Engine, type EngineClient } from '../engine.ts';
import { openResultsEngine } from '../results-engine.ts';
import { ResultsReader, type Store } from '../store/index.ts';

/** Each case is a file that is written and opened: a fiftieth as many as of other properties. */
const numRuns = Math.max(20, Math.ceil(Number(process.env['PROPERTY_RUNS'] ?? 100) / 50));
vi.setConfig({ testTimeout: 60_000 + 500 * numRuns });

const folders = new TestFolders();
const exported = folders.next();
let store: Store;
let engine: Engine;
let client: EngineClient;
beforeAll(async () => {
  mkdirSync(exported, { recursive: true });
  const root = folders.next();
  store = openQuickStore(root);
  engine = await createEngine({ dataFolder: root, env: {}, createKeyFile: 'no', version: '1.2.3' });
  client = engine.client({ role: 'admin' });
});
afterEach(() => emptyStore(store));
afterAll(async () => {
  await engine.close();
  store.close();
  folders.remove();
});

let count = 0;
const newFile = (): string => path.join(exported, `${(count += 1)}.rollcall`);

async function exportTo(file: string, { enterprise }: Filled): Promise<string> {
  await client.results.export({ enterprise, file });
  return gunzipSync(readFileSync(file)).toString();
}

async function opened<T>(file: string, work: (client: EngineClient) => Promise<T>): Promise<T> {
  const results = await openResultsEngine({ file, version: '9.9.9' });
  try {
    return await work(results.client({ role: 'admin' }));
  } finally {
    await results.close();
  }
}

describe('issue 4: a results file', () => {
  test('export, then open: the contract shows the same, and no secret leaves', async () => {
    await fc.assert(
      fc.asyncProperty(worldArbitrary, async (world) => {
        emptyStore(store);
        const filled = fillWorld(store, world);
        const file = newFile();
        const text = await exportTo(file, filled);
        expect(text).not.toContain(SECRET);
        expect(text).not.toContain(Buffer.from(SECRET).toString('hex'));
        expect(text).not.toContain(Buffer.from(SECRET).toString('base64').slice(0, 20));
        expect(text).not.toContain('Elsewhere');
        const original = await everything(client, filled);
        expect(await opened(file, (reading) => everything(reading, filled))).toEqual(original);
      }),
      { numRuns },
    );
  });

  test('is gzip over lines of JSON, with a header and an end that counts', async () => {
    const text = await exportTo(newFile(), fillWorld(store, SOME_WORLD));
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines[0]).toMatchObject({
      rollcall: 'results',
      version: 2,
      rollcallVersion: '1.2.3',
      enterprise: { id: 'Acme', defaultsPointAt: 'number', usersMayAdd: false },
    });
    const found: Record<string, number> = {};
    for (const { type } of lines.slice(1, -1)) found[String(type)] = (found[String(type)] ?? 0) + 1;
    expect(lines.at(-1)).toEqual({ type: 'end', counts: found });
    expect(found).toEqual({
      feature: 2,
      featureProfile: 1,
      profileFeature: 2,
      statusTemplate: 2,
      source: 4,
      run: 3,
      issue: 1,
      notAssigned: 1,
      account: 2,
      held: 1,
      answer: 1,
      change: 3,
    });
  });

  test('says what it is when it is opened', async () => {
    const file = newFile();
    await exportTo(file, fillWorld(store, SOME_WORLD));
    const { results } = await opened(file, (reading) => reading.results.about());
    expect(results).toMatchObject({ file, enterprise: 'Acme', rollcallVersion: '1.2.3' });
    expect(await client.results.about()).toEqual({ results: null });
  });

  test('lets others have their turn between any two pages while it is written', async () => {
    const [account] = SOME_WORLD.accounts as [(typeof SOME_WORLD.accounts)[number]];
    const filled = fillWorld(store, { ...SOME_WORLD, accounts: Array<typeof account>(2000).fill(account) });
    let turns = 0;
    let counting = true;
    const count = (): void => {
      turns += 1;
      if (counting) setImmediate(count);
    };
    const pages: { rows: number; turn: number }[] = [];
    const reader = new ResultsReader(store.connection, filled.enterpriseId);
    const spy = vi.spyOn(ResultsReader.prototype, 'pages').mockImplementationOnce(function* () {
      spy.mockRestore();
      for (const page of reader.pages()) {
        pages.push({ rows: page.rows.length, turn: turns });
        yield page;
      }
    });
    count();
    try {
      await exportTo(newFile(), filled);
    } finally {
      counting = false;
      spy.mockRestore();
    }
    expect(pages.length).toBeGreaterThan(20);
    // Pages of so many rows take a few milliseconds at most.
    expect(Math.max(...pages.map(({ rows }) => rows))).toBeLessThanOrEqual(100);
    expect(new Set(pages.map(({ turn }) => turn)).size).toBe(pages.length);
  });

  test('is private, replaces another one only when asked, and leaves nothing half behind', async () => {
    const filled = fillWorld(store, SOME_WORLD);
    const file = newFile();
    await exportTo(file, filled);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    const export_ = (to: string, overwrite: boolean, enterprise = 'Acme') =>
      client.results.export({ enterprise, file: to, overwrite });
    await expect(export_(file, false)).rejects.toMatchObject({ code: 'file.unwritable' });
    await export_(file, true);
    await expect(export_(path.join(exported, 'missing', 'x'), true)).rejects.toMatchObject({
      code: 'file.unwritable',
    });
    await expect(export_('relative.rollcall', true)).rejects.toMatchObject({ code: 'usage.invalid' });
    await expect(export_(newFile(), true, 'Nobody')).rejects.toMatchObject({ code: 'enterprise.not-found' });
    expect(readdirSync(exported).filter((name) => !name.endsWith('.rollcall'))).toEqual([]);
  });
});
