import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { isContractProcedure } from '@orpc/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fillWorld, SOME_WORLD } from '../../tests/support/results-world.ts';
import { openQuickStore, TestFolders } from '../../tests/support/store.ts';
import { contract, type ProcedureMeta } from '../../shared/contract/index.ts';
import { READING } from './api/read-only.ts';
import { openResultsEngine, type ResultsEngine } from './results-engine.ts';
import { exportResults } from './results/index.ts';

const folders = new TestFolders();
let results: ResultsEngine;
beforeAll(async () => {
  const place = folders.next();
  mkdirSync(place);
  const file = path.join(place, 'a.rollcall');
  const store = openQuickStore(folders.next());
  const { enterprise } = fillWorld(store, SOME_WORLD);
  const of = { enterprise: store.enterprises.find(enterprise)!, file, overwrite: false, now: 1 };
  await exportResults(store, { ...of, rollcallVersion: '1.2.3' });
  store.close();
  results = await openResultsEngine({ file, version: '1.2.3' });
});
afterAll(async () => {
  await results.close();
  folders.remove();
});

interface Found {
  name: string;
  meta: ProcedureMeta;
}

const procedures = [...walk(contract, [])];

describe('an engine that shows a results file', () => {
  test('names what reads by the names of the contract, and nothing that writes', () => {
    const names = procedures.map(({ name }) => name);
    expect([...READING].filter((name) => !names.includes(name))).toEqual([]);
    const writing = procedures.filter(({ meta }) => meta.writes === true).map(({ name }) => name);
    expect(writing.length).toBeGreaterThan(10);
    expect(writing.filter((name) => READING.has(name))).toEqual([]);
  });

  test.each(procedures)('$name is answered if it only reads, and refused otherwise', async ({ name }) => {
    const client = results.client({ role: 'admin' });
    const call = name
      .split('.')
      .reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], client);
    // Refused before its input is looked at, whatever that is.
    const answer: unknown = await (call as (input: unknown) => Promise<unknown>)({}).catch(
      (error: unknown) => error,
    );
    if (READING.has(name)) expect(answer).not.toMatchObject({ code: 'results.read-only' });
    else {
      expect(answer).toMatchObject({
        code: 'results.read-only',
        message: 'This is a results file: nothing in it can be changed or started.',
        data: { hint: expect.any(String) as string },
      });
    }
  });

  test('asks for the role first, as every engine does', async () => {
    const client = results.client({ role: 'user', accountId: 1 });
    await expect(client.synchronization.start({})).rejects.toMatchObject({ code: 'access.denied' });
  });

  test('has no schedule that runs, and names the file in place of a data folder', async () => {
    const client = results.client({ role: 'admin' });
    expect(await client.synchronization.nextDue({ enterprise: 'Acme' })).toEqual({ times: [] });
    expect((await client.system.about()).dataFolder).toBe(results.info.file);
    expect(await client.synchronization.running()).toEqual({ jobs: [], elsewhere: [] });
  });
});

function* walk(node: unknown, path: string[]): Generator<Found> {
  if (isContractProcedure(node)) {
    yield { name: path.join('.'), meta: (node['~orpc'] as { meta: ProcedureMeta }).meta };
    return;
  }
  for (const [name, child] of Object.entries(node as Record<string, unknown>))
    yield* walk(child, [...path, name]);
}
