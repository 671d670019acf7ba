import {
  applyRules,
  type Device,
  type Group,
  type KnownAccount,
  type Known,
  type Person,
  type RuleResult,
  type RuleSettings,
} from '../../shared/domain/mivoice-business/index.ts';
import { numberList } from '../../shared/domain/numbers.ts';
import { DEFAULT_MIVOICE_BUSINESS } from '../../shared/domain/pbx-node.ts';
import { accountsOf, idsFrom } from './pbx-accounts.ts';

/** What a test says beside the export. */
export interface RuleOptions extends Partial<RuleSettings> {
  accounts?: readonly KnownAccount[];
  elsewhere?: Known['elsewhere'];
}

/** Settings of a new node, with everybody in scope. */
export const NEW_NODE: RuleSettings = {
  softphoneMacPrefix: DEFAULT_MIVOICE_BUSINESS.softphoneMacPrefix,
  macRule: DEFAULT_MIVOICE_BUSINESS.macRule,
  exclude: DEFAULT_MIVOICE_BUSINESS.exclude,
  answers: DEFAULT_MIVOICE_BUSINESS.answers,
  dynamicExtensionsOnly: false,
  dynamicNeedsExternal: false,
};

/** The rules, over devices and groups. */
export function rules(devices: Device[], groups: Group[] = [], options: RuleOptions = {}): RuleResult {
  const { accounts = [], elsewhere = new Map(), ...settings } = options;
  return applyRules({ devices, groups }, { ...NEW_NODE, ...settings }, { accounts, elsewhere });
}

/** The accounts that an export makes on a new node, with ids from 1 in the order of their numbers. */
export function stored(devices: Device[], groups: Group[] = [], options: RuleOptions = {}): KnownAccount[] {
  const { accounts = [] } = options;
  const result = rules(devices, groups, options);
  return accountsOf(
    result,
    idsFrom(1 + Math.max(0, ...accounts.map(({ accountId }) => accountId))),
    accounts,
  );
}

/** People in one line each: `3000 Eva Kane/R&D: desk 3000, soft 3001 uc-endpoint: 3000 desk, 3001 soft`. */
export function people(result: RuleResult): string[] {
  return result.people.map((person) => {
    const phones = [
      person.group,
      person.deskPhone && `desk ${person.deskPhone}`,
      person.softPhone && `soft ${person.softPhone} ${person.softPhoneKind}`,
    ].filter((part) => part !== '');
    return `${nameOf(person)}: ${phones.join(', ')}: ${numberList(person.numbers)}`;
  });
}

/** How people were found: `3000 Eva Kane/R&D same 1`. */
export function matches(result: RuleResult): string[] {
  return result.people.map((person) => `${nameOf(person)} ${person.match} ${person.accountId ?? '-'}`);
}

/** Devices in no account: `5001 pbx.needs-group 5000`. */
export function rest(result: RuleResult): string[] {
  return result.notAssigned.map(({ device, code, near }) => `${device.number} ${code} ${near}`.trim());
}

/** Issues: `warning pbx.near-match 3001 department`. */
export function issues(result: RuleResult): string[] {
  return result.issues.map(({ severity, code, subject, field }) =>
    [severity, code, subject, field].filter((part) => part !== '').join(' '),
  );
}

function nameOf({ key, firstName, lastName, department }: Person): string {
  return `${key} ${[firstName, lastName].filter((part) => part !== '').join(' ')}/${department}`;
}
