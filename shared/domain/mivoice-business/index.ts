import { classifier } from './classify.ts';
import { freeze, leftNames } from './frozen.ts';
import { goneReasons } from './gone.ts';
import { groupIssues } from './group-issues.ts';
import { listGroups, mergeGroups } from './groups.ts';
import { issuesInOrder, issuesOf } from './issues.ts';
import { KnownIndex } from './known-index.ts';
import { matchAccounts } from './match.ts';
import { membership } from './membership.ts';
import { findMentions } from './mentions.ts';
import { identityOf } from './names.ts';
import { compareText, orderKey } from './order.ts';
import { makePeople, scoped } from './people.ts';
import { place } from './places.ts';
import { findCopies } from './resilient.ts';
import { sortUngrouped } from './ungrouped.ts';
import { sortOut } from './validate.ts';
import { dropVoidAnswers } from './void-answers.ts';
import type { Known, NotAssigned, PbxExport, RuleResult, RuleSettings } from './types.ts';

export type * from './types.ts';
export { deviceTypeCounts, exclusionCounts } from './exclusions.ts';

/**
 * The rules of MiVoice Business (domain.md 3.7): what an export makes of the stored accounts of its node. Pure; the order
 * of devices, groups, members and accounts does not matter. Every device ends in a person, in an account that is left as
 * it is, or on the "not assigned" list; every account is somebody's, left, or gone.
 */
export function applyRules(read: PbxExport, settings: RuleSettings, known: Known): RuleResult {
  const index = new KnownIndex(known.accounts);
  const classOf = classifier(settings);

  // Step 1: read and validate.
  const isKnown = (number: string) => index.owners(number).length > 0;
  const sorted = sortOut(read.devices, settings.exclude, isKnown);
  const { usable } = sorted;
  const { answers, issues: voided } = dropVoidAnswers(settings.answers, usable);
  const copies = findCopies(usable, known, index);
  const listed = listGroups(read.groups);
  const isPassedOver = (pilot: string) => sorted.excluded.has(pilot);
  const groups = listed.filter(({ pilot }) => !isPassedOver(pilot));
  const passedOver = listed.filter(({ pilot }) => isPassedOver(pilot));

  // Step 3: groups first, then ungrouped devices by their names.
  const deviceOf = (number: string) => usable.get(number);
  const clusters = mergeGroups(groups, { index, answers, deviceOf });
  const members = membership(clusters);
  const isUsable = (number: string) => usable.has(number);
  const mentions = findMentions(read.devices, index);
  const frozen = freeze({
    ...{ clusters, membership: members, isUsable, index },
    ...{ quarantined: sorted.quarantined, mentioned: mentions.mentioned },
  });
  const places = place({ usable, membership: members, frozen, copies, passedOver });
  const { groupUnits } = places;
  const ungrouped = sortUngrouped({
    ...{ devices: places.ungrouped, unclear: places.unclear, settled: places.notAssigned },
    ...{ groupUnits, index, classOf },
    ...{ leftNames: leftNames(frozen, identityOf), answers, isUsable },
  });
  const units = [...groupUnits, ...ungrouped.units];
  for (const unit of units) unit.joined = ungrouped.joins.get(unit) ?? [];

  // Step 6, before step 5: what an account has in a place decides which phone stays there (D6).
  const matched = matchAccounts(units, index, frozen.left);
  // Steps 4 and 5.
  const made = makePeople(units, matched, { settings, classOf });

  const notAssigned = [
    ...[...sorted.notAssigned, ...places.notAssigned],
    ...[...ungrouped.notAssigned.map((row) => scoped(row, made)), ...made.notAssigned],
  ];
  const found = new Set([...frozen.left, ...made.found]);
  const people = made.named.map(({ person }) => person);
  const joined = new Set(units.flatMap((unit) => unit.joined.map(({ number }) => number)));
  const goneReason = goneReasons({
    ...{ devices: read.devices, people, notAssigned, reserved: frozen.reserved },
    isAnswered: (number, key) => joined.has(number) || members.clusterOf.get(number)?.answered === key,
  });
  const gone = index.accounts.filter((account) => !found.has(account)).map(goneReason);
  const issues = [
    ...[...sorted.issues, ...voided, ...mentions.issues],
    ...groupIssues(groups, clusters, members, read.devices),
    ...ungrouped.issues,
    ...issuesOf({ made, notAssigned, copies, elsewhere: known.elsewhere }),
  ];
  return {
    people,
    left: [...frozen.left].map(({ accountId }) => accountId).sort((left, right) => left - right),
    gone: [...gone, ...made.gone].sort((left, right) => left.accountId - right.accountId),
    notAssigned: inOrder(notAssigned),
    issues: issuesInOrder(issues),
    assignedElsewhere: places.assignedElsewhere,
  };
}

/** In D6's order; rows of one number by all that they say, so that the order they came in does not matter. */
function inOrder(rows: readonly NotAssigned[]): NotAssigned[] {
  const keyed = rows.map((row) => ({ row, key: orderKey(row.device.number) }));
  keyed.sort(
    (left, right) => compareText(left.key, right.key) || compareText(said(left.row), said(right.row)),
  );
  return keyed.map(({ row }) => row);
}

function said({ device }: NotAssigned): string {
  const { deviceType, mac, firstName, lastName, department, external, doubt } = device;
  return JSON.stringify([deviceType, mac, firstName, lastName, department, external, doubt]);
}
