import { isApplicationPort } from './classify.ts';
import type { Frozen } from './frozen.ts';
import type { Cluster, ListedGroup } from './groups.ts';
import type { Membership } from './membership.ts';
import type { Copies } from './resilient.ts';
import type { Device, NotAssigned, NotAssignedCode } from './types.ts';
import type { Unit } from './units.ts';

/** Where each usable device goes before names are looked at: each is in exactly one of these. */
export interface Places {
  /** People of groups, in D6's order of their pilots. */
  groupUnits: Unit[];
  /** Devices of accounts that are left as they are. */
  assignedElsewhere: number;
  notAssigned: NotAssigned[];
  /** Devices that make nobody by themselves; a person may say otherwise (D12). */
  unclear: NotAssigned[];
  /** Devices without a group. */
  ungrouped: Device[];
}

/** What the devices are placed by. */
export interface PlaceContext {
  usable: ReadonlyMap<string, Device>;
  membership: Membership;
  frozen: Frozen;
  copies: Copies;
  /** Groups whose pilot is excluded (D13). */
  passedOver: readonly ListedGroup[];
}

/** Groups first (domain.md 3.7, step 3): the pilot is the person (R4). */
export function place({ usable, membership, frozen, copies, passedOver }: PlaceContext): Places {
  const places: Places = {
    ...{ groupUnits: [], assignedElsewhere: 0, notAssigned: [], unclear: [], ungrouped: [] },
  };
  const units = new Map<Cluster, Unit>();
  const excludedPilots = new Map<string, string>();
  for (const { pilot, members } of passedOver) {
    for (const member of members) if (!excludedPilots.has(member)) excludedPilots.set(member, pilot);
  }
  const row = (device: Device, code: NotAssignedCode, detail: string, near = ''): NotAssigned => ({
    ...{ device, code, detail, near },
  });
  for (const [number, device] of usable) {
    const node = copies.resilient.get(number);
    const cluster = membership.clusterOf.get(number);
    const leadNode = cluster === undefined ? undefined : copies.resilient.get(cluster.lead);
    const holding = membership.inSeveral.get(number);
    const waiting = (cluster === undefined ? holding : [cluster])?.find((each) => frozen.clusters.has(each));
    const cause = waiting === undefined ? undefined : frozen.clusters.get(waiting);
    if (frozen.reserved.has(number)) places.assignedElsewhere += 1;
    else if (node !== undefined) {
      places.notAssigned.push(row(device, 'pbx.resilient', `Its account is one of the node ${node}.`));
    } else if (cause !== undefined) {
      places.notAssigned.push(row(device, cause.code, `Not assigned: ${cause.detail}.`));
    } else if (leadNode !== undefined) {
      const detail = `Its group belongs to the account ${cluster!.lead} of the node ${leadNode}.`;
      places.notAssigned.push(row(device, 'pbx.resilient', detail));
    } else if (cluster !== undefined) {
      const unit = units.get(cluster) ?? groupUnit(cluster, usable.get(cluster.lead)!);
      unit.devices.push(device);
      units.set(cluster, unit);
    } else if (holding !== undefined) {
      const names = holding.map(({ kind, lead }) => `${kind} ${lead}`).join(' and ');
      const near = holding.find((each) => isPerson(each, frozen, copies))?.lead ?? '';
      places.unclear.push(row(device, 'pbx.number-in-two-groups', `It is in ${names}.`, near));
    } else if (excludedPilots.has(number)) {
      const detail = `The pilot of its group, ${excludedPilots.get(number)}, is excluded.`;
      places.unclear.push(row(device, 'pbx.excluded', detail));
    } else if (isApplicationPort(device)) {
      const detail = 'It is a port of an application: its row has no user name.';
      places.unclear.push(row(device, 'pbx.application-port', detail));
    } else places.ungrouped.push(device);
  }
  places.groupUnits.push(...units.values());
  return places;
}

function isPerson(cluster: Cluster, frozen: Frozen, { resilient }: Copies): boolean {
  return !frozen.clusters.has(cluster) && !resilient.has(cluster.lead);
}

function groupUnit({ kind, lead }: Cluster, device: Device): Unit {
  return { key: lead, group: kind, lead: device, devices: [], joined: [], isSeparate: false };
}
