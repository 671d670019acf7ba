import type { RollcallEvent } from '../../../shared/contract/index.ts';
import type { Store } from '../store/index.ts';

/** How often the store is looked at for writes, in milliseconds, while somebody listens. */
const LOOK_MS = 500;

/** What one listener has not taken yet. */
interface Listener {
  waiting: RollcallEvent[];
  wake: () => void;
}

/**
 * One stream of events for every listener. Whatever a slow listener has not taken yet is kept short: a second `changed`
 * says nothing new, and of progress only the newest counts.
 *
 * `changed` follows from the store itself: while somebody listens, every write is noticed, by this connection or by
 * another one of any process (E2).
 */
export class Events {
  readonly #store: Store;
  readonly #listeners = new Set<Listener>();
  readonly #closed = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #seen = '';

  constructor(store: Store) {
    this.#store = store;
  }

  /** All events from now on, until the signal or the engine's end. Subscribed here and now, not at the first look. */
  subscribe(signal?: AbortSignal): AsyncGenerator<RollcallEvent> {
    const over = signal ? AbortSignal.any([signal, this.#closed.signal]) : this.#closed.signal;
    const listener: Listener = { waiting: [], wake: () => undefined };
    if (!over.aborted) this.#add(listener);
    over.addEventListener('abort', () => this.#remove(listener), { once: true });
    return this.#take(listener, signal);
  }

  publish(event: RollcallEvent): void {
    for (const listener of this.#listeners) {
      enqueue(listener.waiting, event);
      listener.wake();
    }
  }

  /** The store was written to: says so at once. */
  storeChanged(): void {
    if (this.#listeners.size === 0) return;
    this.#seen = this.#versions();
    this.publish({ type: 'changed' });
  }

  close(): void {
    this.#closed.abort();
  }

  /** What was said before the engine's end is still heard; who stopped listening hears nothing more. */
  async *#take(listener: Listener, signal: AbortSignal | undefined): AsyncGenerator<RollcallEvent> {
    try {
      while (signal?.aborted !== true) {
        const next = listener.waiting.shift();
        if (next !== undefined) yield next;
        else if (this.#closed.signal.aborted) return;
        else await new Promise<void>((resolve) => (listener.wake = resolve));
      }
    } finally {
      this.#remove(listener);
    }
  }

  #add(listener: Listener): void {
    this.#listeners.add(listener);
    if (this.#timer !== null) return;
    this.#seen = this.#versions();
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    this.#timer.unref();
  }

  #remove(listener: Listener): void {
    this.#listeners.delete(listener);
    listener.wake();
    if (this.#listeners.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  #look(): void {
    if (this.#versions() !== this.#seen) this.storeChanged();
  }

  /** Changes with every commit: `data_version` with those of others, `total_changes` with our own. */
  #versions(): string {
    const { connection } = this.#store;
    return `${connection.scalar('PRAGMA data_version')} ${connection.scalar('SELECT total_changes()')}`;
  }
}

function enqueue(waiting: RollcallEvent[], event: RollcallEvent): void {
  const at = waiting.findIndex((each) => saysTheSame(each, event));
  if (at < 0) waiting.push(event);
  else waiting[at] = event;
}

/** Whether whoever learns the newer event need not hear the older one. */
function saysTheSame(older: RollcallEvent, newer: RollcallEvent): boolean {
  if (newer.type === 'changed') return older.type === 'changed';
  return (
    newer.type === 'progress' &&
    older.type === 'progress' &&
    newer.jobId === older.jobId &&
    newer.runId === older.runId &&
    newer.sourceId === older.sourceId &&
    newer.phase === older.phase
  );
}
