import path from 'node:path';
import { RollcallError } from '../../../shared/domain/errors.ts';
import type { DataFolder } from './folder.ts';
import { tryLock, type Connection } from './sqlite.ts';

/** The lock file of an Enterprise. */
function leasePath(folder: DataFolder, enterpriseId: number): string {
  return path.join(folder.locks, `enterprise-${enterpriseId}.db`);
}

/** A lease that this process holds. */
export interface Lease {
  release(): void;
}

/** One lease per Enterprise (E3): whoever has it may synchronize, and loses it by dying. */
export class Leases {
  readonly #db: Connection;
  readonly #folder: DataFolder;

  constructor(db: Connection, folder: DataFolder) {
    this.#db = db;
    this.#folder = folder;
  }

  /** The lease, or null when somebody else has it. `holder` is for display only. */
  tryTake(enterpriseId: number, holder: string, now: number): Lease | null {
    const lock = tryLock(leasePath(this.#folder, enterpriseId));
    if (lock === null) return null;
    try {
      this.#note(() => {
        this.#db.execute(
          this.#db.sql
            .insertInto('lease')
            .values({ enterprise_id: enterpriseId, holder, since: now })
            .onConflict((conflict) => conflict.column('enterprise_id').doUpdateSet({ holder, since: now })),
        );
      });
    } catch (error) {
      lock.release();
      throw error;
    }
    return {
      release: () => {
        this.#note(() => {
          this.#db.execute(this.#db.sql.deleteFrom('lease').where('enterprise_id', '=', enterpriseId));
        });
        lock.release();
      },
    };
  }

  /** The note is for display only: a store that is busy saving somebody else's run is not waited for. */
  #note(write: () => void): void {
    try {
      this.#db.withoutWaiting(write);
    } catch (error) {
      if (!(error instanceof RollcallError && error.code === 'store.busy')) throw error;
    }
  }

  /** Whether nobody holds the lease right now. */
  isFree(enterpriseId: number): boolean {
    const lock = tryLock(leasePath(this.#folder, enterpriseId));
    lock?.release();
    return lock !== null;
  }

  /** Who holds the lease by the store's own note, which a dead process may have left behind. */
  holder(enterpriseId: number): { holder: string; since: number } | undefined {
    return this.#db.first(
      this.#db.sql.selectFrom('lease').select(['holder', 'since']).where('enterprise_id', '=', enterpriseId),
    );
  }
}
