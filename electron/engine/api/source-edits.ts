import { RollcallError } from '../../../shared/domain/errors.ts';
import type { Enterprise, Source, Store } from '../store/index.ts';
import { enterpriseById } from './context.ts';

/** What editing synchronizers and editing PBX nodes have in common. */

/** The Enterprise, whose sources may be edited; `enterprise.integrated` otherwise (D22). `what` is what it owns then. */
export function editable(
  store: Store,
  enterpriseId: number,
  what: 'synchronizers' | 'PBX nodes' | 'features' | 'feature profiles' | 'accounts',
): Enterprise {
  const enterprise = enterpriseById(store, enterpriseId);
  if (enterprise.mode === 'integrated') {
    throw new RollcallError(
      'enterprise.integrated',
      `The Enterprise ${enterprise.name} is in MiCollab-integrated mode, which owns its ${what}.`,
    );
  }
  return enterprise;
}

/** Synchronizers and PBX nodes of an Enterprise share their names, without regard to case (E5). */
export function refuseTakenName(store: Store, enterprise: Enterprise, name: string, self?: number): void {
  const found = store.sources.find(enterprise.enterpriseId, name);
  if (found === undefined || found.sourceId === self) return;
  const what = found.kind === 'directory' ? 'synchronizer' : 'PBX node';
  throw new RollcallError(
    'source.exists',
    `The Enterprise ${enterprise.name} has a ${what} ${found.name} already.`,
  );
}

/** Throws `confirm.mismatch` unless the name of a source was typed as it is. */
export function requireTypedName({ kind, name }: Source, typed: string): void {
  if (typed === name) return;
  const what = kind === 'directory' ? 'synchronizer' : 'PBX node';
  throw new RollcallError('confirm.mismatch', `"${typed}" is not the name of the ${what} ${name}.`);
}
