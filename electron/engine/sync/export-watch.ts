import { setTimeout as delay } from 'node:timers/promises';
import { errorInfo } from '../../../shared/domain/errors.ts';
import type { MiVoiceBusinessSettings } from '../../../shared/domain/pbx-node.ts';
import { exportState, pbxSettings, type ExportState } from '../pbx/index.ts';
import type { PbxSource, Store } from '../store/index.ts';
import { ExportLooks, placeOf, type LooksOptions } from './export-looks.ts';

/** How often the files of nodes are looked at, in milliseconds. */
export const WATCH_MS = 5_000;
/** How long the watch waits for the files of a node, in milliseconds; and somebody who wants to see a list. */
const PATIENCE_MS = 2_000;
const LIST_PATIENCE_MS = 500;
/** An export counts once it was the same in two looks and is so many milliseconds old: whoever writes it is done. */
const QUIET_MS = 10_000;

/** What the watch rests on. */
export interface ExportWatchOptions extends Partial<LooksOptions> {
  store: Store;
  now: () => number;
}

/** What the watch does when it finds something. */
export interface WatchActions {
  /** What the list of nodes says of an export is another thing now. */
  changed(): void;
  /** Whether something works on a node, or waits to. */
  isBusy(source: PbxSource): boolean;
  /** Starts a synchronization of a node. */
  synchronize(source: PbxSource): void;
  /** Faults that belong into the log. */
  log(event: string, fields: Record<string, unknown>): void;
}

/** What was seen of the files of a node. */
interface Seen extends ExportState {
  /** Where they lie: with another place everything begins anew. */
  place: string;
  /** When this state was seen first, epoch milliseconds by the clock of this machine. */
  since: number;
  /** Whether it was the same in two looks, and is old enough. */
  settled: boolean;
}

/**
 * Knows of which nodes a newer export lies there than the one that was read. Watches the files of nodes, and offers or
 * synchronizes what is new, once for each state.
 */
export class ExportWatch {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #looks: ExportLooks;
  readonly #seen = new Map<number, Seen>();
  /** What was said of each node last; to say so when it is another thing. */
  readonly #said = new Map<number, number | null>();

  constructor({ store, now, look = exportState, wait = waited }: ExportWatchOptions) {
    this.#store = store;
    this.#now = now;
    this.#looks = new ExportLooks({ look, now, wait });
  }

  /**
   * When the newer export of each of these nodes was written, epoch milliseconds; null of those that have none, are not
   * watched, or were never read. What the watch has seen is not looked at again.
   */
  async newer(sources: readonly PbxSource[]): Promise<(number | null)[]> {
    const newer: (number | null)[] = [];
    for (const source of sources) {
      const settings = pbxSettings(source.settings);
      if (settings === null || settings.watch === 'off') newer.push(null);
      else newer.push(this.#newerThanRead(source.sourceId, await this.#stateOf(source.sourceId, settings)));
    }
    return newer;
  }

  /** Looks at every watched node once, and does what is to be done. Never throws for what one node's files do. */
  async look(actions: WatchActions): Promise<void> {
    const watched = this.#watched();
    const ids = new Set(watched.map(({ source }) => source.sourceId));
    for (const known of [this.#seen, this.#said]) {
      for (const sourceId of known.keys()) if (!ids.has(sourceId)) known.delete(sourceId);
    }
    let changed = false;
    for (const { source, settings } of watched) {
      try {
        await this.#refresh(source.sourceId, settings);
        const newer = this.#newerThanRead(source.sourceId, this.#settledState(source.sourceId));
        if (newer !== null && settings.watch === 'synchronize') await this.#synchronize(source, actions);
        changed ||= newer !== (this.#said.get(source.sourceId) ?? null);
        this.#said.set(source.sourceId, newer);
      } catch (error) {
        actions.log('watch.fault', { sourceId: source.sourceId, ...errorInfo(error) });
      }
    }
    if (changed) actions.changed();
  }

  /** Waits for no files any more. */
  close(): void {
    this.#looks.close();
  }

  /** Nodes of Enterprises that synchronize nodes, whose settings ask for it; in either mode (D22). */
  #watched(): { source: PbxSource; settings: MiVoiceBusinessSettings }[] {
    return this.#store.enterprises
      .list()
      .filter(({ type }) => type === 'pbx')
      .flatMap(({ enterpriseId }) => this.#store.sources.list(enterpriseId))
      .flatMap((source) => {
        if (source.kind !== 'pbx') return [];
        const settings = pbxSettings(source.settings);
        return settings === null || settings.watch === 'off' ? [] : [{ source, settings }];
      });
  }

  async #refresh(sourceId: number, settings: MiVoiceBusinessSettings): Promise<void> {
    const place = placeOf(settings);
    if (this.#seen.get(sourceId)?.place !== place) this.#seen.delete(sourceId);
    const state = await this.#looks.look(sourceId, settings, PATIENCE_MS);
    // Files that do not answer now are as they were, as far as anybody knows.
    if (state === null) return;
    const before = this.#seen.get(sourceId);
    const now = this.#now();
    const same = before?.fingerprint === state.fingerprint;
    // By the clock of the file, or by that of this machine where the file comes from the future. One that was set back
    // begins anew.
    const since = same ? Math.min(before.since, now) : now;
    const old = now - Math.min(since, state.newest ?? now) >= QUIET_MS;
    this.#seen.set(sourceId, { place, ...state, since, settled: same && (before.settled || old) });
  }

  /** The state of a node's files that counts; null when there is none. Looks itself where the watch has not. */
  async #stateOf(sourceId: number, settings: MiVoiceBusinessSettings): Promise<ExportState | null> {
    if (this.#seen.get(sourceId)?.place === placeOf(settings)) return this.#settledState(sourceId);
    const state = await this.#looks.look(sourceId, settings, LIST_PATIENCE_MS);
    const age = this.#now() - (state?.newest ?? Infinity);
    return age >= QUIET_MS ? state : null;
  }

  #settledState(sourceId: number): ExportState | null {
    const seen = this.#seen.get(sourceId);
    return seen?.settled === true ? seen : null;
  }

  /**
   * When the newest file was written that is newer than what was read last, whatever came of that: an export that failed
   * once is not new. One of a node that was never read is not either, since a first synchronization is for a person to
   * begin.
   */
  #newerThanRead(sourceId: number, state: ExportState | null): number | null {
    if (state === null) return null;
    const read = this.#store.nodes.newestRead(sourceId);
    if (read === undefined) return null;
    const isNew = ({ path, modifiedAt }: ExportState['files'][number]): boolean =>
      // Copies keep the date of what they are copies of: each file is held against itself.
      modifiedAt > (read.files === null ? read.startedAt : (read.files.get(path) ?? -Infinity));
    const written = state.files.filter(isNew).map(({ modifiedAt }) => modifiedAt);
    return written.length === 0 ? null : Math.max(...written);
  }

  async #synchronize(source: PbxSource, actions: WatchActions): Promise<void> {
    const { fingerprint } = this.#settledState(source.sourceId)!;
    if (actions.isBusy(source)) return;
    const claimed = await this.#store.write(() =>
      this.#store.nodes.claimExport(source.sourceId, fingerprint),
    );
    if (claimed) actions.synchronize(source);
  }
}

async function waited(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
