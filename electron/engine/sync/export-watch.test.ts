import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_MIVOICE_BUSINESS, type MiVoiceBusinessSettings } from '../../../shared/domain/pbx-node.ts';
import { zeroCounters, type Outcome } from '../../../shared/domain/run.ts';
import { enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import type { ExportState } from '../pbx/index.ts';
import type { PbxSource, Store } from '../store/index.ts';
import { ExportWatch, type WatchActions } from './export-watch.ts';

const folders = new TestFolders();
afterAll(() => folders.remove());

const START = Date.UTC(2026, 10, 23, 12);
/** When the files were written that are there from the beginning. */
const WRITTEN = START - 60 * 60_000;

/** The watch over nodes whose files a test invents, by a clock that it sets. */
class World {
  readonly store: Store = openQuickStore(folders.next());
  now = START;
  /** Files of each folder, with their last write. */
  readonly files = new Map<string, Map<string, number>>();
  /** Folders that do not answer, with what lets them. */
  readonly dead = new Map<string, PromiseWithResolvers<void>>();
  looks: string[] = [];
  started: string[] = [];
  changes = 0;
  faults: unknown[] = [];
  busy = false;
  readonly enterpriseId: number;
  watch: ExportWatch;

  constructor() {
    this.enterpriseId = this.store.enterprises.create({ ...enterpriseValues('acme'), type: 'pbx' }, START);
    this.watch = this.open();
  }

  /** Another watch on the same store: the app was started anew, or another one runs. */
  open(): ExportWatch {
    return new ExportWatch({
      store: this.store,
      now: () => this.now,
      look: ({ folder }) => this.#look(folder!),
      // A look that is not there at once is late.
      wait: () => new Promise((resolve) => setImmediate(() => setImmediate(resolve))),
    });
  }

  async #look(folder: string): Promise<ExportState> {
    this.looks.push(folder);
    await this.dead.get(folder)?.promise;
    const files = [...(this.files.get(folder) ?? [])].map(([path, modifiedAt]) => ({ path, modifiedAt }));
    const newest = files.length === 0 ? null : Math.max(...files.map(({ modifiedAt }) => modifiedAt));
    return { newest, files, fingerprint: JSON.stringify(files) };
  }

  node(name: string, change: Partial<MiVoiceBusinessSettings> = {}): PbxSource {
    const settings = { ...DEFAULT_MIVOICE_BUSINESS, folder: `/${name}`, ...change };
    const sourceId = this.store.sources.create({
      ...{ enterpriseId: this.enterpriseId, kind: 'pbx', name, profileId: null },
      settings: { ...settings },
    });
    this.write(name, { users: WRITTEN });
    return this.store.sources.get(sourceId) as PbxSource;
  }

  set(source: PbxSource, change: Partial<MiVoiceBusinessSettings>): void {
    const { sourceId, name, profileId } = source;
    this.store.sources.update(sourceId, { name, profileId, settings: { ...source.settings, ...change } });
  }

  write(name: string, files: Record<string, number>): void {
    const all = this.files.get(`/${name}`) ?? new Map<string, number>();
    for (const [file, at] of Object.entries(files)) all.set(`/${name}/${file}`, at);
    this.files.set(`/${name}`, all);
  }

  /** A synchronization of a node that has ended now, with the files as they are now unless it says nothing of them. */
  run(source: PbxSource, outcome: Outcome = 'success', says = true): void {
    const files = [...(this.files.get(`/${source.name}`) ?? [])].map(([path, at]) => ({
      ...{ path, modifiedAt: new Date(at).toISOString() },
    }));
    this.store.transaction(() => {
      const runId = this.store.runs.start({
        ...{ sourceId: source.sourceId, enterpriseId: this.enterpriseId, kind: 'sync', trigger: 'manual' },
        ...{ mode: 'full', startedAt: this.now },
      });
      this.store.runs.finish(runId, {
        ...{ outcome, complete: outcome === 'success', baseline: false, endedAt: this.now, error: null },
        ...{ counters: zeroCounters(), phases: {}, plan: null, feed: 'full', mode: 'full', issues: [] },
        evidence: says ? { export: { files } } : null,
      });
    });
  }

  /** Looks, so many milliseconds after the last time. */
  async look(after = 5_000, watch = this.watch): Promise<void> {
    this.now += after;
    const actions: WatchActions = {
      changed: () => (this.changes += 1),
      isBusy: () => this.busy,
      synchronize: ({ name }) => this.started.push(name),
      log: (event, fields) => this.faults.push([event, fields['message']]),
    };
    await watch.look(actions);
  }

  async newer(source: PbxSource, watch = this.watch): Promise<number | null> {
    return (await watch.newer([this.store.sources.get(source.sourceId) as PbxSource]))[0]!;
  }
}

let world: World;
beforeEach(() => {
  world = new World();
  return () => world.store.close();
});

describe('an export that changed is offered', () => {
  it('once it was the same in two looks and is ten seconds old', async () => {
    const hq = world.node('HQ');
    world.run(hq);
    await world.look();
    await world.look();
    expect([await world.newer(hq), world.changes]).toEqual([null, 0]);
    const written = world.now + 1000;
    world.write('HQ', { users: written });
    await world.look();
    expect(await world.newer(hq)).toBeNull();
    await world.look();
    // The same, and nine seconds old.
    expect([await world.newer(hq), world.changes]).toEqual([null, 0]);
    await world.look();
    expect([await world.newer(hq), world.changes, world.started]).toEqual([written, 1, []]);
    await world.look();
    expect(world.changes).toBe(1);
    world.run(hq);
    expect(await world.newer(hq)).toBeNull();
    await world.look();
    // Pages hear that it was read from the run itself; the watch only says that it knows.
    expect(world.changes).toBe(2);
  });

  it('not while it grows, however long that takes', async () => {
    const hq = world.node('HQ');
    world.run(hq);
    await world.look();
    for (let piece = 0; piece < 20; piece += 1) {
      world.write('HQ', { users: world.now });
      await world.look();
      expect(await world.newer(hq)).toBeNull();
    }
    const written = world.now - 5_000;
    await world.look();
    expect(await world.newer(hq)).toBe(written);
  });

  it('also when its clock is ahead of ours: it was the same for ten seconds', async () => {
    const hq = world.node('HQ');
    world.run(hq);
    const ahead = world.now + 60 * 60_000;
    world.write('HQ', { users: ahead });
    await world.look();
    await world.look();
    expect(await world.newer(hq)).toBeNull();
    await world.look();
    expect(await world.newer(hq)).toBe(ahead);
  });

  it('not before the node was synchronized for the first time', async () => {
    const hq = world.node('HQ', { watch: 'synchronize' });
    for (let look = 0; look < 4; look += 1) await world.look();
    expect([await world.newer(hq), world.started]).toEqual([null, []]);
  });

  it('after a run that was cancelled or skipped, which read nothing; not after one that failed', async () => {
    const hq = world.node('HQ');
    world.run(hq);
    world.write('HQ', { users: WRITTEN + 1000 });
    for (const outcome of ['cancelled', 'skipped', 'interrupted'] as const) world.run(hq, outcome);
    for (let look = 0; look < 3; look += 1) await world.look();
    expect(await world.newer(hq)).toBe(WRITTEN + 1000);
    world.run(hq, 'failed');
    expect(await world.newer(hq)).toBeNull();
  });

  it('of a run that does not say what it read, when it was written after that began', async () => {
    const hq = world.node('HQ');
    world.run(hq, 'failed', false);
    for (let look = 0; look < 3; look += 1) await world.look();
    expect(await world.newer(hq)).toBeNull();
    world.write('HQ', { users: START + 1 });
    for (let look = 0; look < 3; look += 1) await world.look();
    expect(await world.newer(hq)).toBe(START + 1);
  });

  it('a file that comes to it counts, one that goes does not, and an older one in its place neither', async () => {
    const hq = world.node('HQ');
    world.write('HQ', { groups: WRITTEN - 5000 });
    world.run(hq);
    world.files.get('/HQ')!.delete('/HQ/groups');
    for (let look = 0; look < 3; look += 1) await world.look();
    expect(await world.newer(hq)).toBeNull();
    world.write('HQ', { groups: WRITTEN - 9000 });
    for (let look = 0; look < 3; look += 1) await world.look();
    expect(await world.newer(hq)).toBeNull();
    world.write('HQ', { mdug: WRITTEN - 9000 });
    for (let look = 0; look < 3; look += 1) await world.look();
    expect(await world.newer(hq)).toBe(WRITTEN - 9000);
  });

  it('where it lies now, when that is another place', async () => {
    const hq = world.node('HQ');
    world.run(hq);
    for (let look = 0; look < 3; look += 1) await world.look();
    world.write('Elsewhere', { users: WRITTEN + 7 });
    world.set(hq, { folder: '/Elsewhere' });
    expect(await world.newer(hq)).toBe(WRITTEN + 7);
    for (let look = 0; look < 3; look += 1) await world.look();
    expect(await world.newer(hq)).toBe(WRITTEN + 7);
  });
});

describe('what is looked at', () => {
  it('only nodes that are watched, of Enterprises that synchronize nodes, in either mode (D16, D22)', async () => {
    world.node('HQ');
    world.node('Off', { watch: 'off' });
    world.store.sources.create({
      ...{ enterpriseId: world.enterpriseId, kind: 'pbx', name: 'Branch', profileId: null },
      settings: { type: 'mivoice-office-250', host: 'x' },
    });
    await world.look();
    expect(world.looks).toEqual(['/HQ']);
    const values = { ...enterpriseValues('acme'), type: 'pbx' as const, mode: 'integrated' as const };
    world.store.enterprises.update(world.enterpriseId, values, 0);
    await world.look();
    expect(world.looks).toEqual(['/HQ', '/HQ']);
    world.store.enterprises.update(world.enterpriseId, { ...values, type: 'directory' }, 0);
    await world.look();
    expect(world.looks).toEqual(['/HQ', '/HQ']);
  });

  it('a list is answered from what the watch has seen', async () => {
    const hq = world.node('HQ');
    world.run(hq);
    world.write('HQ', { users: WRITTEN + 1 });
    // It has seen nothing yet.
    expect(await world.newer(hq)).toBe(WRITTEN + 1);
    expect(world.looks).toHaveLength(1);
    await world.look();
    await world.look();
    const { length } = world.looks;
    expect(await world.newer(hq)).toBe(WRITTEN + 1);
    expect(world.looks).toHaveLength(length);
  });

  it('a share that does not answer keeps nobody: not the others, not a list, not the end', async () => {
    const nodes = ['A', 'B', 'C', 'D'].map((name) => world.node(name));
    for (const node of nodes) world.run(node);
    for (const name of ['A', 'B', 'C']) world.dead.set(`/${name}`, Promise.withResolvers());
    world.write('D', { users: WRITTEN + 1 });
    await world.look();
    // So many looks may hang at a time; the next one waits until one of them comes back.
    expect(world.looks).toEqual(['/A', '/B']);
    expect(await world.watch.newer(nodes)).toEqual([null, null, null, null]);
    world.dead.get('/A')!.resolve();
    world.dead.get('/B')!.resolve();
    await world.look();
    expect(world.looks).toEqual(['/A', '/B', '/C', '/D']);
    await world.look();
    // Those that did not answer are left alone for a while.
    expect(world.looks.slice(4)).toEqual(['/D']);
    expect(await world.watch.newer(nodes)).toEqual([null, null, null, WRITTEN + 1]);
    world.dead.get('/C')!.resolve();
    await world.look(60_000);
    expect(world.looks.slice(5)).toEqual(['/A', '/B', '/C', '/D']);
    world.dead.set('/A', Promise.withResolvers());
    world.watch.close();
    await world.look();
    expect(await world.watch.newer(nodes)).toMatchObject([null, null, null, WRITTEN + 1]);
  });

  it('files that stop answering are as they were; a fault of one node keeps nobody', async () => {
    const [hq, lab] = [world.node('HQ'), world.node('Lab')];
    for (const node of [hq, lab]) world.run(node);
    world.write('HQ', { users: WRITTEN + 1 });
    world.write('Lab', { users: WRITTEN + 2 });
    await world.look();
    await world.look();
    world.dead.set('/HQ', Promise.withResolvers());
    await world.look();
    expect(await world.newer(hq)).toBe(WRITTEN + 1);
    world.dead.get('/HQ')!.reject(new Error('EIO'));
    await world.look(60_000);
    expect(await world.watch.newer([hq, lab])).toEqual([WRITTEN + 1, WRITTEN + 2]);
    expect(world.faults).toEqual([]);
  });
});

describe('an export that changed is synchronized', () => {
  /** A node that was read, and has a newer export that counts. */
  async function withNewer(): Promise<PbxSource> {
    const hq = world.node('HQ', { watch: 'synchronize' });
    world.run(hq);
    world.write('HQ', { users: WRITTEN + 1000 });
    await world.look();
    await world.look();
    return hq;
  }

  it('once for each state', async () => {
    const hq = await withNewer();
    expect(world.started).toEqual(['HQ']);
    for (let look = 0; look < 4; look += 1) await world.look();
    expect(world.started).toEqual(['HQ']);
    world.run(hq);
    await world.look();
    world.write('HQ', { users: WRITTEN + 2000 });
    for (let look = 0; look < 4; look += 1) await world.look();
    expect(world.started).toEqual(['HQ', 'HQ']);
  });

  it('never twice, also when the run failed or was cancelled, and after a new start', async () => {
    const hq = await withNewer();
    for (const outcome of ['failed', 'cancelled'] as const) {
      world.run(hq, outcome, false);
      for (let look = 0; look < 3; look += 1) await world.look();
    }
    const another = world.open();
    for (let look = 0; look < 3; look += 1) await world.look(5_000, another);
    expect(world.started).toEqual(['HQ']);
  });

  it('by one of two apps on a data folder', async () => {
    const another = world.open();
    const hq = world.node('HQ', { watch: 'synchronize' });
    world.run(hq);
    world.write('HQ', { users: WRITTEN + 1000 });
    for (let look = 0; look < 3; look += 1) {
      await world.look();
      await world.look(0, another);
    }
    expect(world.started).toEqual(['HQ']);
  });

  it('what came while nobody watched is found at the start', async () => {
    const hq = world.node('HQ', { watch: 'synchronize' });
    world.run(hq);
    world.write('HQ', { users: WRITTEN + 1000 });
    await world.look();
    expect(world.started).toEqual([]);
    await world.look();
    expect(world.started).toEqual(['HQ']);
  });

  it('when nothing works on the node any more', async () => {
    world.busy = true;
    const hq = await withNewer();
    await world.look();
    expect(world.started).toEqual([]);
    expect(await world.newer(hq)).toBe(WRITTEN + 1000);
    world.busy = false;
    await world.look();
    expect(world.started).toEqual(['HQ']);
  });

  it('not when somebody else read it meanwhile', async () => {
    world.busy = true;
    const hq = await withNewer();
    world.run(hq);
    world.busy = false;
    for (let look = 0; look < 3; look += 1) await world.look();
    expect(world.started).toEqual([]);
  });
});
