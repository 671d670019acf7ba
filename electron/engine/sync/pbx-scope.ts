import type { PbxOptions } from '../../../shared/domain/enterprise.ts';
import {
  applyRules,
  type Known,
  type PbxExport,
  type RuleResult,
} from '../../../shared/domain/mivoice-business/index.ts';
import type { MiVoiceBusinessSettings } from '../../../shared/domain/pbx-node.ts';
import { ruleSettings } from './pbx-known.ts';

/** Options that say who gets an account (D14). */
export type Scope = Pick<PbxOptions, 'dynamicExtensionsOnly' | 'dynamicNeedsExternal'>;

/** What a scope would do to the accounts of a node. */
export interface ScopeEffect {
  /** Accounts that would go. */
  removed: number;
  /** Accounts that would be made. */
  added: number;
}

/** What changes when a scope takes the place of the one that `now` was made by. Who goes or comes in either case is not counted. */
export function scopeEffect(
  now: RuleResult,
  scope: Scope,
  {
    read,
    settings,
    options,
    known,
  }: {
    read: PbxExport;
    settings: MiVoiceBusinessSettings;
    options: PbxOptions;
    known: Known;
  },
): ScopeEffect {
  const then = applyRules(read, ruleSettings(settings, { ...options, ...scope }), known);
  const going = new Set(goneIds(now));
  const coming = new Set(newKeys(now));
  return {
    removed: goneIds(then).filter((accountId) => !going.has(accountId)).length,
    added: newKeys(then).filter((key) => !coming.has(key)).length,
  };
}

function goneIds({ gone }: RuleResult): number[] {
  return gone.map(({ accountId }) => accountId);
}

function newKeys({ people }: RuleResult): string[] {
  return people.filter(({ accountId }) => accountId === null).map(({ key }) => key);
}
