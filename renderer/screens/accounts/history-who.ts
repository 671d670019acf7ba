import type { AccountEvent } from '../../../shared/contract/index.ts';
import { isolated } from '../../components/isolated.ts';

/** Who made an edit by hand (domain.md 5.5): `by Administrator`, `by 4000 (signed in)`. */
export function byWhom({ who }: Pick<AccountEvent, 'who'>): string {
  if (who === '') return 'by hand';
  return /^Administrator( \(|$)/.test(who) ? `by ${who}` : `by ${isolated(who)} (signed in)`;
}
