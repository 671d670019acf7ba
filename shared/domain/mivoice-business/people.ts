import { accountNames, called } from './names.ts';
import { byNumber } from './order.ts';
import { choosePhones, movedNumbers, secondSoftphoneIssues } from './phones.ts';
import { isInScope } from './scope.ts';
import { allDevices, type Unit } from './units.ts';
import type { DeviceClass } from './classify.ts';
import type { Matched } from './match.ts';
import type { Named } from './near.ts';
import type {
  Device,
  GoneAccount,
  KnownAccount,
  NotAssigned,
  Person,
  RuleIssue,
  RuleSettings,
} from './types.ts';

/** The people of an export, and those whom the scope leaves out (D14). */
export interface MadePeople {
  /** In D6's order of their keys, each with the names that it is told by. */
  named: Named[];
  /** Devices of people who are out of scope, and their accounts. */
  notAssigned: NotAssigned[];
  gone: GoneAccount[];
  /** Accounts that somebody was found for, in scope or not. */
  found: KnownAccount[];
  issues: RuleIssue[];
  /** Keys of people who are out of scope. */
  outside: ReadonlySet<string>;
}

/** Chooses the phones of each unit (step 5), and leaves out who is not in scope (step 4). */
export function makePeople(
  units: readonly Unit[],
  matched: ReadonlyMap<Unit, Matched>,
  { settings, classOf }: { settings: RuleSettings; classOf: (device: Device) => DeviceClass },
): MadePeople {
  const outside = new Set<string>();
  const made: MadePeople = { named: [], notAssigned: [], gone: [], found: [], issues: [], outside };
  for (const unit of byNumber(units, ({ key }) => key)) {
    const { match, account } = matched.get(unit)!;
    if (account !== null) made.found.push(account);
    if (!isInScope(unit, settings, classOf)) {
      const detail = unit.group === '' ? NO_GROUP : `has no EHDU in the ${unit.group}`;
      outside.add(unit.key);
      for (const device of allDevices(unit)) made.notAssigned.push(outOfScope(device, detail));
      if (account !== null) {
        const reason = `${called(unit.lead, unit.key)} ${detail}`;
        made.gone.push({ accountId: account.accountId, reason: 'out-of-scope', detail: reason });
      }
      continue;
    }
    const phones = choosePhones(unit, account, classOf);
    const { deskPhone, softPhone, softPhoneKind, numbers } = phones;
    const person: Person = {
      ...{ key: unit.key, match, accountId: account?.accountId ?? null },
      ...{ ...accountNames(unit.lead), group: unit.group },
      ...{ deskPhone, softPhone, softPhoneKind, numbers },
      moved: match === 'renumbered' ? movedNumbers(account!, unit.key, phones) : [],
    };
    const { firstName, lastName, department } = unit.lead;
    made.named.push({ person, names: { firstName, lastName, department }, isSeparate: unit.isSeparate });
    for (const issue of secondSoftphoneIssues(phones, called(unit.lead, unit.key), classOf))
      made.issues.push(issue);
  }
  return made;
}

/** A device that would be an extra of somebody who is out of scope is out of scope as well. */
export function scoped(row: NotAssigned, { outside }: MadePeople): NotAssigned {
  if (row.code !== 'pbx.needs-group' || !outside.has(row.near)) return row;
  return outOfScope(row.device, NO_GROUP);
}

const NO_GROUP = 'has no PRG or MDUG';

function outOfScope(device: Device, detail: string): NotAssigned {
  const words = `Synchronize Dynamic Extensions only is on, and its user ${detail}.`;
  return { device, code: 'pbx.out-of-scope', detail: words, near: '' };
}
