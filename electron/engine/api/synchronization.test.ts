import { createRouterClient } from '@orpc/server';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createSource, enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import type { Store } from '../store/index.ts';
import { Events, Jobs, type JobTask } from '../sync/index.ts';
import type { Services } from './context.ts';
import { router } from './router.ts';
import { startDueByEnterprise } from './synchronization.ts';

const HOUR = 3_600_000;
const hourly = { enabled: true, rule: { kind: 'interval', minutes: 60 }, timeZone: null } as const;

const folders = new TestFolders();
const opened: Store[] = [];
let store: Store;
let now = 0;
/** Every job that was started: which Enterprises, and the triggers of its tasks. */
let started: { enterpriseIds: number[]; triggers: string[] }[] = [];

beforeEach(() => {
  store = openQuickStore(folders.next());
  opened.push(store);
  now = 0;
  started = [];
});
afterAll(() => {
  for (const each of opened) each.close();
  folders.remove();
});

/** Services whose jobs only note what they are asked for. */
function noting(): Services {
  return {
    store,
    now: () => now,
    write: <T>(work: () => T) => store.write(work),
    events: { storeChanged: () => undefined },
    jobs: {
      recoverInterrupted: () => undefined,
      start: ({ tasks }: { tasks: JobTask[] }) =>
        started.push({
          enterpriseIds: [...new Set(tasks.map(({ source }) => source.enterpriseId))],
          triggers: tasks.map(({ trigger }) => trigger),
        }),
    },
  } as unknown as Services;
}

function scheduled(name: string): number {
  const enterpriseId = store.enterprises.create({ ...enterpriseValues(name), schedule: hourly }, 0);
  createSource(store, enterpriseId, 'HQ');
  return enterpriseId;
}

const connect = (services: Services) =>
  createRouterClient(router, { context: { services, session: { role: 'admin' } } });

describe('with nothing to do no job is started, so that no page looks anew for nothing', () => {
  test('when nothing is due', async () => {
    scheduled('acme');
    const client = connect(noting());
    expect(await client.synchronization.startDue()).toEqual({ jobId: 0, sources: 0, passedOver: [] });
    expect(started).toEqual([]);
    now = HOUR;
    expect(await client.synchronization.startDue()).toEqual({ jobId: 1, sources: 1, passedOver: [] });
    expect(started).toHaveLength(1);
  });

  test('when what is due cannot be synchronized by this version', async () => {
    const enterpriseId = store.enterprises.create(
      { ...enterpriseValues('acme'), type: 'pbx', schedule: hourly },
      0,
    );
    store.sources.create({ enterpriseId, kind: 'pbx', name: 'Node 1', settings: {}, profileId: null });
    now = HOUR;
    const answer = await connect(noting()).synchronization.startDue();
    expect(answer).toMatchObject({ jobId: 0, sources: 0, passedOver: [expect.stringContaining('Node 1')] });
    expect(started).toEqual([]);
  });

  test('when a person asks and there is no source', async () => {
    store.enterprises.create(enterpriseValues('acme'), 0);
    const answer = await connect(noting()).synchronization.start({});
    expect(answer).toEqual({ jobId: 0, sources: 0, passedOver: [] });
    expect(started).toEqual([]);
  });

  test('the job that is none has no runs and cannot be cancelled, and says nothing', async () => {
    const events = new Events(store);
    const jobs = new Jobs({
      store,
      events,
      passwordOf: () => null,
      now: () => now,
      workerUrl: new URL('file:///nowhere.js'),
      log: () => undefined,
    });
    const client = connect({ ...noting(), events, jobs });
    const stream = await client.synchronization.events();
    const { jobId } = await client.synchronization.startDue();
    expect(await client.synchronization.wait({ jobId })).toEqual({ runs: [] });
    expect(await client.synchronization.cancel({ jobId })).toEqual({ cancelled: false });
    await jobs.close();
    events.close();
    const told: string[] = [];
    for await (const { type } of stream) told.push(type);
    expect(told).toEqual([]);
  });
});

describe('what the schedules start by themselves', () => {
  test('is a job for each Enterprise, so that to cancel one leaves the others alone', async () => {
    const [one, two] = [scheduled('one'), scheduled('two')];
    store.enterprises.create({ ...enterpriseValues('off') }, 0);
    now = HOUR;
    await startDueByEnterprise(noting());
    expect(started).toEqual([
      { enterpriseIds: [one], triggers: ['schedule'] },
      { enterpriseIds: [two], triggers: ['schedule'] },
    ]);
    await startDueByEnterprise(noting());
    expect(started).toHaveLength(2);
  });

  test('goes on with the next Enterprise after a fault, and tells the fault', async () => {
    scheduled('bad');
    const good = scheduled('good');
    store.connection.exec(`UPDATE enterprise SET schedule = json_set(schedule, '$.rule.minutes', 0)
      WHERE name = 'bad'`);
    now = HOUR;
    await expect(startDueByEnterprise(noting())).rejects.toMatchObject({ code: 'config.invalid' });
    expect(started).toMatchObject([{ enterpriseIds: [good] }]);
  });
});
