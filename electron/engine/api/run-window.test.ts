import { createRouterClient } from '@orpc/server';
import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSource, enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import type { ChangeTab } from '../../../shared/contract/index.ts';
import { hintOf, type Code } from '../../../shared/domain/codes.ts';
import { zeroCounters, type ChangeKind, type Issue, type Severity } from '../../../shared/domain/run.ts';
import { AccountBulk, type RunEnding, type Store } from '../store/index.ts';
import type { Services } from './context.ts';
import { router } from './router.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);
vi.setConfig({ testTimeout: 60_000 + 20 * numRuns });

const folders = new TestFolders();
let store: Store;
let client: ReturnType<typeof connect>;
let [one, two, source, removed, elsewhere] = [0, 0, 0, 0, 0];
beforeAll(() => {
  store = openQuickStore(folders.next());
  client = connect(store);
  one = store.enterprises.create(enterpriseValues('One'), 1);
  two = store.enterprises.create(enterpriseValues('Two'), 1);
  source = createSource(store, one, 'Main').sourceId;
  removed = createSource(store, one, 'Gone').sourceId;
  elsewhere = createSource(store, two, 'Main').sourceId;
  store.connection.exec(`UPDATE source SET removed_at = 5 WHERE source_id = ${removed}`);
});
beforeEach(() => {
  store.connection.exec('DELETE FROM change; DELETE FROM issue; DELETE FROM run');
});
afterAll(() => {
  store.close();
  folders.remove();
});

function connect(on: Store) {
  const jobs = { recoverInterrupted: () => undefined };
  const services = { store: on, jobs, now: () => 3000 } as unknown as Services;
  return createRouterClient(router, { context: { services, session: { role: 'admin' } } });
}

const ending: RunEnding = {
  outcome: 'warnings',
  complete: true,
  baseline: false,
  endedAt: 2000,
  counters: { ...zeroCounters(), read: 3, unchanged: 3 },
  error: null,
  evidence: null,
  phases: { reading: 12 },
  plan: 'f00d',
  feed: 'full',
  mode: 'full',
  issues: [],
};
const issue = (severity: Severity, code: Code, count?: number): Issue => ({
  severity,
  code,
  subject: 'uid=ada',
  field: 'sn',
  message: 'It is so.',
  hint: hintOf(code),
  ...(count === undefined ? {} : { count }),
});
const begin = (sourceId: number, enterpriseId = one) =>
  store.runs.start({
    enterpriseId,
    sourceId,
    kind: 'sync',
    trigger: 'manual',
    mode: 'full',
    startedAt: 1000,
  });
function ended(sourceId: number, enterpriseId = one, issues: Issue[] = []): number {
  const runId = begin(sourceId, enterpriseId);
  store.runs.finish(runId, { ...ending, issues });
  return runId;
}

describe('runs in a table', () => {
  test('pages lead through all ended runs, newest first, of an Enterprise or of a source, a removed one too', async () => {
    const runs = [ended(source), ended(elsewhere, two), ended(removed), ended(source), ended(source)];
    begin(source);
    const walk = async (of: { enterprise?: string; sourceId?: number }) => {
      const found: number[] = [];
      for (let before: number | undefined; ;) {
        const page = await client.runs.summaries({ ...of, limit: 2, ...(before ? { before } : {}) });
        found.push(...page.runs.map(({ id }) => id));
        if (page.next === null) return found;
        before = page.next;
      }
    };
    expect(await walk({})).toEqual([...runs].reverse());
    expect(await walk({ enterprise: 'one' })).toEqual([runs[4], runs[3], runs[2], runs[0]]);
    expect(await walk({ sourceId: removed })).toEqual([runs[2]]);
    expect(await walk({ enterprise: 'two', sourceId: removed })).toEqual([]);
    await expect(client.runs.summaries({ enterprise: 'none' })).rejects.toMatchObject({
      code: 'enterprise.not-found',
    });
  });

  test('a summary counts the issues of its own run by severity', async () => {
    const runId = ended(source, one, [
      issue('info', 'entry.disabled', 7),
      issue('error', 'entry.missing-field'),
      issue('info', 'number.held'),
    ]);
    const quiet = ended(source);
    const { runs } = await client.runs.summaries({});
    expect(runs.map(({ id, issues }) => [id, issues])).toEqual([
      [quiet, { info: 0, warning: 0, error: 0 }],
      [runId, { info: 2, warning: 0, error: 1 }],
    ]);
    expect(runs[1]).toMatchObject({ source: 'Main', outcome: 'warnings', counters: { read: 3 } });
  });
});

describe('the page of a run', () => {
  test('issues stand by code and severity, the gravest first, and are paged in their order', async () => {
    const issues = [
      issue('info', 'entry.disabled', 7),
      issue('warning', 'entry.missing-field'),
      issue('warning', 'entry.duplicate-login'),
      issue('warning', 'entry.missing-field', 2),
      issue('error', 'entry.missing-field'),
    ];
    const runId = ended(source, one, issues);
    const view = await client.runs.view({ id: runId });
    expect(view).toMatchObject({ id: runId, phases: { reading: 12 }, plan: 'f00d' });
    expect(view.codes).toEqual([
      { ...of('entry.missing-field'), severity: 'error', issues: 1, count: 1 },
      { ...of('entry.missing-field'), severity: 'warning', issues: 2, count: 3 },
      { ...of('entry.duplicate-login'), severity: 'warning', issues: 1, count: 1 },
      { ...of('entry.disabled'), severity: 'info', issues: 1, count: 7 },
    ]);
    const first = await client.runs.issues({ id: runId, limit: 3 });
    expect(first.next).toBe(2);
    const second = await client.runs.issues({ id: runId, limit: 3, after: 2 });
    expect(second.next).toBeNull();
    expect([...first.issues, ...second.issues]).toEqual(
      issues.map((each, position) => ({ ...each, position })),
    );
    const some = await client.runs.issues({ id: runId, code: 'entry.missing-field', limit: 2 });
    expect([some.issues.map(({ position }) => position), some.next]).toEqual([[1, 3], 3]);
    const rest = await client.runs.issues({ id: runId, code: 'entry.missing-field', after: 3 });
    expect([rest.issues.map(({ position }) => position), rest.next]).toEqual([[4], null]);
  });

  test('a run that is running or that there never was has no page', async () => {
    for (const id of [begin(source), 999_999]) {
      const calls = [client.runs.view({ id }), client.runs.issues({ id }), client.runs.changes({ id })];
      for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'run.not-found' });
    }
  });

  test('each tab counts and lists its own rows, page by page, without gap or repetition', async () => {
    const kinds: ChangeKind[] = [
      'create',
      'update',
      'delete',
      'number-added',
      'number-removed',
      'number-held',
    ];
    const row = fc.record({
      kind: fc.constantFrom(...kinds),
      state: fc.constantFrom('applied', 'held', 'refused'),
    });
    const tabs: Record<ChangeTab, (kind: string, state: string) => boolean> = {
      created: (kind, state) => kind === 'create' && state === 'applied',
      updated: (kind, state) => kind === 'update' && state === 'applied',
      deleted: (kind, state) => kind === 'delete' && state === 'applied',
      held: (_, state) => state === 'held',
      refused: (_, state) => state === 'refused',
      numbers: (kind) => kind.startsWith('number-'),
    };
    const bulk = new AccountBulk(store.connection);
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        async (rows, limit) => {
          const [id, other] = [begin(source), begin(source)];
          for (const [at, { kind, state }] of rows.entries()) {
            for (const runId of [id, other]) {
              bulk.journal({ runId, accountId: null, kind, state, reasonCode: 'x', login: `${runId}.${at}` });
            }
          }
          store.runs.finish(id, ending);
          const view = await client.runs.view({ id });
          for (const [tab, isOf] of Object.entries(tabs) as [ChangeTab, (typeof tabs)[ChangeTab]][]) {
            const expected = rows.flatMap(({ kind, state }, at) =>
              isOf(kind, state) ? [`${id}.${at}`] : [],
            );
            expect(view.changes[tab]).toBe(expected.length);
            const found: string[] = [];
            for (let after = 0; ;) {
              const page = await client.runs.changes({ id, only: tab, after, limit });
              found.push(...page.changes.map(({ login }) => login));
              if (page.next === null) break;
              after = page.next;
            }
            expect(found).toEqual(expected);
          }
        },
      ),
      { numRuns: Math.ceil(numRuns / 2) },
    );
  });
});

function of(code: Code): { code: Code; hint: string } {
  return { code, hint: hintOf(code) };
}
