import { RollcallError } from '../../../shared/domain/errors.ts';
import type { Issue } from '../../../shared/domain/run.ts';
import { passwordName, UndoRows, type Store } from '../store/index.ts';
import { issue } from './plan.ts';
import type { UndoChain } from './undo-chain.ts';

/** The source that a removal took, which comes back when the removal is undone (E5), and goes when that is undone. */
export class UndoSource {
  readonly #store: Store;
  readonly #sourceId: number;
  readonly #name: string;
  readonly #removed: boolean;
  readonly #undoesRemoval: boolean;
  readonly #removesAgain: boolean;

  constructor(store: Store, { target, root, again }: UndoChain) {
    this.#store = store;
    this.#sourceId = target.sourceId ?? 0;
    const source = store.sources.getEvenRemoved(this.#sourceId);
    this.#name = source?.name ?? '';
    this.#removed = source?.removed ?? true;
    const happened = target.outcome === 'success' || target.outcome === 'warnings';
    const isRemoval = root.kind === 'removal' && happened;
    // One that was removed once more comes back with that removal, not with this one.
    const isNewest = new UndoRows(store.connection).removalOf(this.#sourceId) === root.runId;
    this.#undoesRemoval = isRemoval && isNewest && !again;
    this.#removesAgain = isRemoval && again;
  }

  /** Whether the source itself is put back, whatever becomes of its accounts. */
  get comesOrGoes(): boolean {
    return this.#removed ? this.#undoesRemoval : this.#removesAgain;
  }

  isThere(sourceId: number): { there: boolean; name: string } {
    const source = this.#store.sources.getEvenRemoved(sourceId);
    return { there: source !== undefined && !source.removed, name: source?.name ?? '' };
  }

  /** Brings the source back. `source.exists` when another one has its name now. */
  bringBack(issues: Issue[]): void {
    if (!this.#undoesRemoval || !this.#removed) return;
    const { sources, secrets } = this.#store;
    const source = sources.getEvenRemoved(this.#sourceId);
    if (source === undefined) return;
    requireFreeName(this.#store, source);
    sources.bringBack(this.#sourceId);
    if (source.kind !== 'directory') return;
    const { bindDn, passwordReference } = source.settings;
    if (bindDn === '' || passwordReference !== null || secrets.get(passwordName(this.#sourceId))) return;
    const message = `${this.#name} is back without its password, which was destroyed with it: enter it again.`;
    issues.push(issue('info', 'vault.missing-secret', this.#name, 'password', message));
  }

  /** Removes the source once more, unless it has accounts that this undo has nothing to do with. */
  removeAgain(issues: Issue[], now: number): void {
    if (!this.#removesAgain || this.#removed) return;
    const { accounts } = this.#store.sources.contents(this.#sourceId);
    if (accounts === 0) {
      this.#store.sources.remove(this.#sourceId, now);
      return;
    }
    const message = `${this.#name} was not removed again: it still has accounts (${accounts}).`;
    issues.push(issue('warning', 'row.moved', this.#name, '', message));
  }
}

/** Throws `source.exists` when the name of a removed source belongs to another one of its Enterprise now. */
export function requireFreeName(store: Store, source: { enterpriseId: number; name: string }): void {
  if (store.sources.find(source.enterpriseId, source.name) === undefined) return;
  throw new RollcallError(
    'source.exists',
    `The Enterprise has another ${source.name} now, so the removed one cannot come back.`,
  );
}
