import { RollcallError } from '../../../shared/domain/errors.ts';
import type { Lease, Store } from '../store/index.ts';

/** The leases that this engine holds (E3). */
export class HeldLeases {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #enterprises = new Set<number>();
  readonly #work = new Set<Promise<unknown>>();

  constructor(store: Store, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** Whether this engine has it: its runs are live then, whoever looks for dead ones. */
  has(enterpriseId: number): boolean {
    return this.#enterprises.has(enterpriseId);
  }

  /** The lease, or null when somebody else has it. */
  tryTake(enterpriseId: number): Lease | null {
    return this.#store.leases.tryTake(enterpriseId, `process ${process.pid}`, this.#now());
  }

  /** Who has a lease, for display. */
  holderOf(enterpriseId: number): string {
    return this.#store.leases.holder(enterpriseId)?.holder ?? 'another process';
  }

  /** Works under a lease, and frees it. */
  async during<T>(enterpriseId: number, lease: Lease, work: () => Promise<T>): Promise<T> {
    this.#enterprises.add(enterpriseId);
    try {
      return await work();
    } finally {
      this.#enterprises.delete(enterpriseId);
      lease.release();
    }
  }

  /** Takes the lease and works under it; `enterprise.busy` when somebody else has it. */
  async withLease<T>(enterpriseId: number, work: () => Promise<T>): Promise<T> {
    const lease = this.tryTake(enterpriseId);
    if (lease === null) {
      const holder = this.holderOf(enterpriseId);
      throw new RollcallError(
        'enterprise.busy',
        `The Enterprise is being synchronized or changed by ${holder}.`,
      );
    }
    const done = this.during(enterpriseId, lease, work);
    this.#work.add(done);
    return done.finally(() => this.#work.delete(done));
  }

  /** Waits for what began with `withLease`. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#work);
  }
}
