import type { KnownAccount, RuleSettings } from '../../../shared/domain/mivoice-business/index.ts';
import type { PbxOptions } from '../../../shared/domain/enterprise.ts';
import { numbersOf } from '../../../shared/domain/numbers.ts';
import type { MiVoiceBusinessSettings } from '../../../shared/domain/pbx-node.ts';
import type { PlanAccount } from './plan.ts';

/** The settings of a node and of its Enterprise that the rules depend on (A1, D12 to D14). */
export function ruleSettings(
  { softphoneMacPrefix, macRule, exclude, answers }: MiVoiceBusinessSettings,
  { dynamicExtensionsOnly, dynamicNeedsExternal }: PbxOptions,
): RuleSettings {
  return {
    ...{ softphoneMacPrefix, macRule, exclude, answers },
    ...{ dynamicExtensionsOnly, dynamicNeedsExternal },
  };
}

/** A stored account as the rules look at it. `key` is the number that it is known by (D8). */
export function knownAccount({
  accountId,
  key,
  fields,
}: Pick<PlanAccount, 'accountId' | 'fields'> & { key: string }): KnownAccount {
  const { firstName, lastName, department, deskPhone, softPhone } = fields;
  const group = fields.group as KnownAccount['group'];
  return {
    ...{ accountId, key, firstName, lastName, department, group, deskPhone, softPhone },
    numbers: numbersOf(fields.pbxNumbers),
  };
}
