import { called, identityOf, isNameless } from './names.ts';
import { nameIssues } from './near.ts';
import { byNumber, compareText, orderKey } from './order.ts';
import type { MadePeople } from './people.ts';
import type { Copies } from './resilient.ts';
import type { Known, NotAssigned, NotAssignedCode, RuleIssue } from './types.ts';

/** What there is to say about people, and about devices that are in no account. */
export function issuesOf(of: {
  made: MadePeople;
  notAssigned: readonly NotAssigned[];
  copies: Copies;
  elsewhere: Known['elsewhere'];
}): RuleIssue[] {
  return [
    ...[...of.made.issues, ...nameIssues(of.made.named)],
    ...[...needsGroup(of.notAssigned), ...counted(of.notAssigned)],
    ...otherNodes(of.made, of.copies, of.elsewhere),
  ];
}

/** Issues in D6's order of their subjects, and then by code. */
export function issuesInOrder(issues: readonly RuleIssue[]): RuleIssue[] {
  const keyed = issues.map((issue) => ({ issue, key: orderKey(issue.subject) }));
  keyed.sort(
    (left, right) =>
      compareText(left.key, right.key) ||
      compareText(left.issue.code, right.issue.code) ||
      compareText(left.issue.message, right.issue.message),
  );
  return keyed.map(({ issue }) => issue);
}

/** A6, A9: people of the same names are the danger, so each such device is named. */
function needsGroup(rows: readonly NotAssigned[]): RuleIssue[] {
  return rows
    .filter(({ code }) => code === 'pbx.needs-group')
    .map(({ device: { number }, detail }) => ({
      ...{ severity: 'warning', code: 'pbx.needs-group', subject: number, field: 'group' },
      message: `${number} is not assigned. ${detail}`,
    }));
}

/** Devices that are rightly in no account; there may be very many. */
const COUNTED: Partial<Record<NotAssignedCode, [one: string, many: string]>> = {
  'pbx.excluded': ['device is excluded', 'devices are excluded'],
  'pbx.out-of-scope': ['device is left out of the scope', 'devices are left out of the scope'],
  'pbx.application-port': ['device is a port of an application', 'devices are ports of applications'],
  'pbx.resilient': [
    "device is a copy of another node's account",
    "devices are copies of other nodes' accounts",
  ],
};

function counted(rows: readonly NotAssigned[]): RuleIssue[] {
  const counts = new Map<NotAssignedCode, number>();
  for (const { code } of rows) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].flatMap(([code, count]): RuleIssue[] => {
    const words = COUNTED[code];
    if (words === undefined) return [];
    const message = `${count} ${words[count === 1 ? 0 : 1]}.`;
    return [{ severity: 'info', code, subject: '', field: '', message, count }];
  });
}

/** D9: the same names with different numbers on two nodes, and one number that is an account's on two. */
function otherNodes({ named }: MadePeople, { twice }: Copies, elsewhere: Known['elsewhere']): RuleIssue[] {
  if (elsewhere.size === 0) return [];
  const byIdentity = new Map<string, { number: string; node: string }>();
  for (const [number, accounts] of byNumber(elsewhere, ([each]) => each)) {
    for (const { node, ...names } of accounts) {
      const identity = identityOf(names);
      if (!byIdentity.has(identity)) byIdentity.set(identity, { number, node });
    }
  }
  const issues: RuleIssue[] = [];
  for (const { person, names, isSeparate } of named) {
    if (isSeparate || isNameless(names)) continue;
    const both = person.numbers.find(({ number }) => twice.has(number));
    const other = byIdentity.get(identityOf(names));
    if (both === undefined && other === undefined) continue;
    const message =
      both === undefined
        ? `${called(person, person.key)} has the same names as ${other!.number} of the node ${other!.node}.`
        : `${called(person, person.key)} and an account of the node ${twice.get(both.number)} have the number ${both.number}.`;
    issues.push({ severity: 'warning', code: 'pbx.same-identity', subject: person.key, field: '', message });
  }
  return issues;
}
