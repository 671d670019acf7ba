import type { MiVoiceBusinessSettings } from '../../../shared/domain/pbx-node.ts';
import type { ExportState } from '../pbx/index.ts';

/** How long a node is left alone whose files did not answer. */
const REST_MS = 60_000;
/**
 * Looks that may hang at a time. Each holds a thread of the process's few for files until the system gives up on a dead
 * share, and whatever else reads files needs some as well.
 */
const MOST_HANGING = 2;

/** Where a node is read from, as one text. */
export function placeOf({ files, folder }: MiVoiceBusinessSettings): string {
  return JSON.stringify([files, folder]);
}

/** What looking rests on. */
export interface LooksOptions {
  look: (settings: MiVoiceBusinessSettings) => Promise<ExportState>;
  now: () => number;
  /** Waits so many milliseconds; the signal ends it early. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Looks at the files of nodes without ever hanging on those that do not answer. */
export class ExportLooks {
  readonly #options: LooksOptions;
  /** Looks under way, by node. */
  readonly #hanging = new Map<number, Promise<ExportState | null>>();
  /** Until when a node is left alone, epoch milliseconds, as long as it is to be read from there. */
  readonly #resting = new Map<number, { place: string; until: number }>();
  readonly #closed = new AbortController();

  constructor(options: LooksOptions) {
    this.#options = options;
  }

  /** The state of a node's files; null when they do not answer within so many milliseconds, or cannot be looked at. */
  async look(
    sourceId: number,
    settings: MiVoiceBusinessSettings,
    patience: number,
  ): Promise<ExportState | null> {
    const { now, wait } = this.#options;
    // A clock that was set back must not keep it at rest for long.
    const place = placeOf(settings);
    const rest = this.#resting.get(sourceId);
    const left = rest?.place === place ? rest.until - now() : 0;
    if (this.#closed.signal.aborted || (left > 0 && left <= REST_MS)) return null;
    if (this.#hanging.has(sourceId) || this.#hanging.size >= MOST_HANGING) return null;
    const looking = this.#options
      .look(settings)
      .catch(() => null)
      .finally(() => this.#hanging.delete(sourceId));
    this.#hanging.set(sourceId, looking);
    const enough = new AbortController();
    const until = AbortSignal.any([enough.signal, this.#closed.signal]);
    const state = await Promise.race([looking, wait(patience, until).then(() => 'late' as const)]);
    enough.abort();
    if (state !== 'late') return state;
    this.#resting.set(sourceId, { place, until: now() + REST_MS });
    return null;
  }

  /** Waits for nothing any more. */
  close(): void {
    this.#closed.abort();
  }
}
