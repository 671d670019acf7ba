import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { accountsOf, idsFrom } from '../../../tests/support/pbx-accounts.ts';
import { faults } from '../../../tests/support/pbx-conservation.ts';
import { edited, edits, gentleEdits, NUMBERS, pbxExports } from '../../../tests/support/pbx-world.ts';
import { ranks, shuffle } from '../../../tests/support/shuffle.ts';
import { DEFAULT_EXCLUSIONS } from '../pbx-node.ts';
import {
  applyRules,
  type Known,
  type KnownAccount,
  type PersonAnswers,
  type PbxExport,
  type RuleResult,
  type RuleSettings,
} from './index.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);
vi.setConfig({ testTimeout: 60_000 + 20 * numRuns });

const NO_EXCLUSIONS = { deviceTypes: [], numbers: [], names: [] };

const PLAIN: RuleSettings = {
  ...{ softphoneMacPrefix: 'A1:21:00', macRule: '5020-only', exclude: NO_EXCLUSIONS },
  ...{ answers: { same: [], separate: [] }, dynamicExtensionsOnly: false, dynamicNeedsExternal: false },
};

const number = fc.constantFrom(...NUMBERS);

/** Names that an answer was given for: of whoever is there now, or of others. */
const names = fc.record({
  firstName: fc.constantFrom('Eva', 'Max', ''),
  lastName: fc.constantFrom('Kane', 'Roe', ' '),
  department: fc.constant(''),
});
const was = fc.record({ number: names, with: names }, { requiredKeys: [] });

/** Settings of every sort. */
const settings: fc.Arbitrary<RuleSettings> = fc.record({
  softphoneMacPrefix: fc.constant('A1:21:00'),
  macRule: fc.constantFrom('5020-only' as const, 'both' as const),
  exclude: fc.constantFrom(DEFAULT_EXCLUSIONS, NO_EXCLUSIONS, {
    deviceTypes: ['analog'],
    numbers: ['1003-1005', '*71'],
    names: ['* Strasse', 'max*'],
  }),
  answers: fc.oneof(
    { weight: 2, arbitrary: fc.constant<PersonAnswers>({ same: [], separate: [] }) },
    fc.record({
      same: fc.array(fc.record({ number, with: number, was }, { requiredKeys: ['number', 'with'] }), {
        maxLength: 4,
      }),
      separate: fc.array(number, { maxLength: 3 }),
    }),
  ),
  dynamicExtensionsOnly: fc.integer({ min: 0, max: 4 }).map((each) => each === 0),
  dynamicNeedsExternal: fc.boolean(),
});

const nobody: Known = { accounts: [], elsewhere: new Map() };

/** What is known, with accounts of another node made of some people of the same phone system (D9). */
const elsewhereRanks = fc.array(fc.nat(3), { maxLength: 6 });
function elsewhere(result: RuleResult, chosen: readonly number[]): Known['elsewhere'] {
  const people = result.people.filter((_, place) => chosen[place % Math.max(chosen.length, 1)] === 0);
  return new Map(
    people.flatMap(({ numbers, firstName, lastName, department }) =>
      numbers.map((each) => [each.number, [{ node: 'Branch', firstName, lastName, department }]] as const),
    ),
  );
}

const world = fc.record({ read: pbxExports(), settings });

describe('rules over random phone systems', () => {
  test('conservation: each device and each account ends in exactly one place, the first time', () => {
    fc.assert(
      fc.property(world, (of) => {
        expect(faults(of.read, nobody, applyRules(of.read, of.settings, nobody))).toEqual([]);
      }),
      { numRuns },
    );
  });

  test('conservation: and on the phone system as it is later, with another node beside it', () => {
    fc.assert(
      fc.property(
        world,
        edits,
        settings,
        elsewhereRanks,
        ({ read, settings: first }, list, second, chosen) => {
          const result = applyRules(read, first, nobody);
          const known = { accounts: accountsOf(result, idsFrom(1)), elsewhere: elsewhere(result, chosen) };
          const later = edited(read, list);
          expect(faults(later, known, applyRules(later, second, known))).toEqual([]);
        },
      ),
      { numRuns },
    );
  });

  test('stability: a second run changes nothing', () => {
    fc.assert(
      fc.property(
        world,
        edits,
        settings,
        elsewhereRanks,
        ({ read, settings: first }, list, others, chosen) => {
          // Who leaves the scope makes room for others, a run later: other nodes' copies (D9), and groups of the same names.
          const scope = { dynamicExtensionsOnly: first.dynamicExtensionsOnly, dynamicNeedsExternal: false };
          const second = { ...others, ...scope };
          const result = applyRules(read, first, nobody);
          const before = accountsOf(result, idsFrom(1));
          const nodes = second.dynamicExtensionsOnly ? new Map() : elsewhere(result, chosen);
          expectStable(read, first, { accounts: before, elsewhere: new Map() }, result);
          const later = edited(read, list);
          let settled = applyRules(later, second, { accounts: before, elsewhere: nodes });
          let after = accountsOf(settled, idsFrom(1000), before);
          const answered = new Set(second.answers.same.map((each) => each.number));
          for (let ids = 2000; settled.gone.some(({ reason }) => reason === 'out-of-scope'); ids += 1000) {
            // D14: who leaves the scope makes room for others a run later. Nobody goes for that but into the person of an
            // answer, who may be out of scope as well; and then nothing changes.
            const keyOf = (id: number) => after.find(({ accountId }) => accountId === id)!.key;
            const last = after;
            settled = applyRules(later, second, { accounts: last, elsewhere: nodes });
            expect(settled.gone.filter(({ accountId }) => !answered.has(keyOf(accountId)))).toEqual([]);
            after = accountsOf(settled, idsFrom(ids), last);
            if (settled.gone.length > 0) {
              settled = applyRules(later, second, { accounts: after, elsewhere: nodes });
              after = accountsOf(settled, idsFrom(ids + 500), after);
            }
          }
          expectStable(later, second, { accounts: after, elsewhere: nodes }, settled);
        },
      ),
      { numRuns },
    );
  });

  test('order: devices, groups, members and accounts may come in any', () => {
    fc.assert(
      fc.property(
        world,
        edits,
        settings,
        ranks,
        elsewhereRanks,
        ({ read, settings: first }, list, second, by, chosen) => {
          const result = applyRules(read, first, nobody);
          const accounts = accountsOf(result, idsFrom(1));
          const later = edited(read, list);
          const shuffled: PbxExport = {
            devices: shuffle(later.devices, by),
            groups: shuffle(later.groups, by).map((group) => ({
              ...group,
              members: shuffle(group.members, by),
            })),
          };
          const others = elsewhere(result, chosen);
          const turned = new Map(shuffle([...others], by));
          expect(
            applyRules(shuffled, second, { accounts: shuffle(accounts, by), elsewhere: turned }),
          ).toEqual(applyRules(later, second, { accounts, elsewhere: others }));
        },
      ),
      { numRuns },
    );
  });

  test('D6: a new or renamed device never moves the phone of another user', () => {
    const clean = pbxExports({ duplicates: false, unusable: false });
    fc.assert(
      fc.property(clean, gentleEdits, (read, list) => {
        const accounts = accountsOf(applyRules(read, PLAIN, nobody), idsFrom(1));
        const later = edited(read, list);
        const result = applyRules(later, PLAIN, { accounts, elsewhere: new Map() });
        const untouched = new Map(read.devices.map((device) => [device.number, device]));
        const touched = new Set(
          later.devices
            .filter((device) => untouched.get(device.number) !== device)
            .map((device) => device.number),
        );
        for (const account of accounts) {
          if (account.numbers.some((each) => touched.has(each.number))) continue;
          if (isMended(account, read, result, touched)) continue;
          const others = accounts.filter((other) => other !== account).flatMap(({ numbers }) => numbers);
          const settled = others.map((each) => each.number).filter((each) => !touched.has(each));
          expect(stays(account, new Set(settled), result)).toBe(true);
        }
      }),
      { numRuns },
    );
  });
});

/** Whether a lone softphone pairs now since a desk phone's names, which nearly matched, were mended (R3). */
function isMended(
  account: KnownAccount,
  before: PbxExport,
  { people }: RuleResult,
  touched: ReadonlySet<string>,
): boolean {
  const fold = (of: { firstName: string; lastName: string; department: string }) =>
    [of.firstName, of.lastName, of.department].map((each) => plain(each)).join('|');
  const plain = (text: string) => text.normalize('NFKC').toUpperCase().replaceAll(/\s/g, '');
  const person = people.find(({ numbers }) => numbers.some((each) => each.number === account.softPhone));
  if (account.deskPhone !== '' || person === undefined || !touched.has(person.deskPhone)) return false;
  const desk = before.devices.find((device) => device.number === person.deskPhone);
  return desk !== undefined && fold(desk) === fold(account);
}

/**
 * Whether an account has all it had, in its place. A softphone only gives way to a better one (R2), which was nobody's or
 * was renamed itself; a softphone user who gets a desk phone is known by that one from then on (R3).
 *
 * @param settled numbers of others whose device is as it was.
 */
function stays(account: KnownAccount, settled: ReadonlySet<string>, result: RuleResult): boolean {
  if (result.left.includes(account.accountId)) return true;
  const person = result.people.find(({ accountId }) => accountId === account.accountId);
  if (person === undefined) return false;
  const has = new Set(person.numbers.map((each) => each.number));
  // D10: the pilot of a PRG that comes to life leads the MDUG of the same person.
  const isLed = account.group === 'MDUG' && person.group === 'PRG' && person.match === 'renumbered';
  const isPaired =
    account.deskPhone === '' && person.match === 'renumbered' && person.key === person.deskPhone;
  const isBetter = person.softPhoneKind === 'minet' && !settled.has(person.softPhone);
  return (
    (person.match === 'same' || isPaired || isLed) &&
    account.numbers.every((each) => has.has(each.number)) &&
    (person.deskPhone === account.deskPhone || account.deskPhone === '' || isLed) &&
    (person.softPhone === account.softPhone || account.softPhone === '' || isBetter || isLed)
  );
}

function expectStable(read: PbxExport, settings: RuleSettings, known: Known, before: RuleResult): void {
  const again = applyRules(read, settings, known);
  const plain = ({ people }: RuleResult) =>
    people.map(({ match: _match, accountId: _accountId, moved: _moved, ...person }) => person);
  expect(again.people.filter(({ match }) => match !== 'same')).toEqual([]);
  expect(again.gone).toEqual([]);
  expect(plain(again)).toEqual(plain(before));
  expect(again.left).toEqual(before.left);
  // What is gone here may be another node's copy from then on (D9), or be left out for another reason: in no account either way.
  const isExact = known.elsewhere.size === 0 && !settings.dynamicExtensionsOnly;
  const rows = ({ notAssigned }: RuleResult) =>
    notAssigned.map(({ device, code }) => (isExact ? [device, code] : device));
  expect(rows(again)).toEqual(rows(before));
}
