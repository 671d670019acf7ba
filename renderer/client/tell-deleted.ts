import type { Me } from '../../shared/contract/index.ts';
import { isolated } from '../components/isolated.ts';
import { tellDone } from './tell-done.tsx';

/** What is said once a number was deleted; nothing where it was refused. */
export function tellDeleted(number: string, after: Me | null): void {
  if (after === null) return;
  tellDone('Deleted', `The number ${isolated(number)}.`, after);
}
