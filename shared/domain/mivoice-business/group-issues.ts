import { short } from './names.ts';
import { byNumber } from './order.ts';
import type { Cluster, ListedGroup } from './groups.ts';
import type { Membership } from './membership.ts';
import type { Device, RuleIssue } from './types.ts';

/** Members that a group has on the PBX, the pilot among them (domain.md 3.3). */
const MOST_MEMBERS = 8;

/** What is wrong with the groups of an export (domain.md 3.7, step 1). */
export function groupIssues(
  groups: readonly ListedGroup[],
  clusters: readonly Cluster[],
  { inSeveral, clusterOf }: Membership,
  devices: readonly Device[],
): RuleIssue[] {
  const issues: RuleIssue[] = [];
  const warn = (code: RuleIssue['code'], subject: string, message: string) =>
    issues.push({ severity: 'warning', code, subject, field: 'group', message });
  const present = new Set(devices.map(({ number }) => number));
  const leads = new Set(clusters.map(({ lead }) => lead));
  for (const { kind, pilot, members } of groups) {
    const name = `${kind} ${short(pilot)}`;
    if (members.length > MOST_MEMBERS) {
      warn('pbx.too-many-members', pilot, `${name} has ${members.length} members, the pilot among them.`);
    }
    for (const member of members) {
      if (present.has(member)) continue;
      if (member !== pilot || !leads.has(pilot)) {
        const message = `${short(member)}, a member of ${name}, has no device row.`;
        warn('pbx.unknown-member', short(member), message);
      } else {
        warn('pbx.unknown-pilot', short(pilot), `${short(pilot)}, the pilot of ${name}, has no device row.`);
      }
    }
  }
  for (const [number, holding] of byNumber(inSeveral, ([each]) => each)) {
    const names = holding.map(({ kind, lead }) => `${kind} ${short(lead)}`).join(', ');
    const own = clusterOf.get(number);
    const end = own === undefined ? 'to none of them' : `to ${own.kind} ${short(own.lead)}`;
    warn('pbx.number-in-two-groups', short(number), `${short(number)} is in ${names}, and belongs ${end}.`);
  }
  return issues;
}
