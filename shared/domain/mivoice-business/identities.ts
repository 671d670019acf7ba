import { identityOf, isNameless } from './names.ts';
import { foldedIdentity } from './near.ts';
import { byNumber } from './order.ts';
import { loneUnit, type Unit } from './units.ts';
import type { DeviceClass } from './classify.ts';
import type { KnownIndex } from './known-index.ts';
import type { Device, KnownAccount } from './types.ts';

/** What ungrouped devices are put together by. */
export interface IdentityContext {
  index: KnownIndex;
  classOf: (device: Device) => DeviceClass;
  /** Key of a person, of a group or left alone, who has these names already; the empty string when there is none. */
  takenBy: (identity: string) => string;
  /** Whether some device that can make a person has these names. */
  isPresent: (identity: string) => boolean;
}

/** People of one identity, and devices that nobody can be sure about (A6, A9, D12). */
export interface Bucket {
  units: Unit[];
  extras: Device[];
  /** Number of the person that the extras might belong to. */
  near: string;
}

/** A person in the making. */
interface Draft {
  lead: Device;
  /** The account whose places count (D6). */
  account: KnownAccount | null;
  /** Whether the account is known by the lead. */
  isKept: boolean;
  devices: Device[];
  minet: Device | null;
  ucEndpoint: Device | null;
}

/**
 * R3, A18: makes people of ungrouped devices with the same three names: one desk phone, one softphone of a kind each.
 * A stored account keeps the device that it is known by as a person of its own, so that nobody goes because a name was
 * changed elsewhere; only a lone softphone joins the one desk phone whose names it gets.
 *
 * @param devices in D6's order.
 */
export function peopleOf(devices: readonly Device[], context: IdentityContext): Bucket {
  const bucket = new BucketInTheMaking(devices, context);
  bucket.keepAccounts();
  bucket.addDesk();
  bucket.pairSoftphones();
  bucket.addLone();
  return bucket.finish();
}

class BucketInTheMaking {
  readonly #devices: readonly Device[];
  readonly #context: IdentityContext;
  readonly #taken: string;
  /** The one account of these names, which a fresh desk or softphone of them would renumber (D8). */
  readonly #heir: KnownAccount | null;
  readonly #drafts: Draft[] = [];
  readonly #used = new Set<Device>();
  readonly #byNumber: ReadonlyMap<string, Device>;

  constructor(devices: readonly Device[], context: IdentityContext) {
    const identity = identityOf(devices[0]!);
    const named = context.index.byIdentity(identity);
    this.#devices = devices;
    this.#byNumber = new Map(devices.map((device) => [device.number, device]));
    this.#context = context;
    this.#taken = context.takenBy(identity);
    this.#heir = named.length === 1 ? named[0]! : null;
  }

  /** Each account that is known by one of the devices is a person, with the softphones that it has. */
  keepAccounts(): void {
    for (const device of this.#devices) {
      const account = claim(device, this.#context);
      if (account !== null) this.#draft(device, account);
    }
    for (const draft of this.#drafts) {
      if (this.#classOf(draft.lead) !== 'external') this.#fill(draft, this.#devicesOf(draft.account));
    }
  }

  /** A6: of desk phones that nobody has, one is a person's, the others need a group (R5). */
  addDesk(): void {
    const kept = this.#drafts.map(({ lead }) => this.#classOf(lead));
    const isDone =
      kept.includes('desk') || (kept.includes('external') && kept.every((each) => each === 'external'));
    if (isDone || this.#taken !== '') return;
    const desks = this.#unused('desk');
    const desk = this.#best(desks, this.#heir, 'deskPhone');
    if (desk === undefined) return;
    const draft = this.#draft(desk, this.#heir);
    this.#fill(draft, this.#devicesOf(this.#heir));
  }

  /** R3: softphones go to the desk phone of their names, where there is just one. */
  pairSoftphones(): void {
    const desks = this.#drafts.filter(({ lead }) => this.#classOf(lead) === 'desk');
    const softs = this.#drafts.filter(({ minet, ucEndpoint, lead }) => lead === minet || lead === ucEndpoint);
    const [host] = desks.length > 0 ? desks : softs;
    if (host === undefined || (desks.length || softs.length) > 1 || this.#taken !== '') return;
    if (desks.length === 1) {
      // R2: Minet softphones first.
      for (const soft of [...softs.filter(({ minet }) => minet), ...softs.filter(({ minet }) => !minet)]) {
        const isBetter = host.minet === null && (soft.minet !== null || host.ucEndpoint === null);
        if (isBetter && this.#isOnePerson(host, soft)) this.#merge(host, soft);
      }
    }
    this.#fill(host, this.#devices);
  }

  /** A18: without a desk phone a softphone is an account by itself, and else an outside device (D14). */
  addLone(): void {
    if (this.#drafts.length > 0 || this.#taken !== '') return;
    for (const kind of ['minet', 'uc-endpoint', 'external'] as const) {
      const devices = this.#unused(kind);
      if (devices.length === 0) continue;
      const lead = this.#best(devices, this.#heir, 'softPhone')!;
      const draft = this.#draft(lead, this.#heir);
      if (kind === 'external') return;
      this.#fill(draft, this.#devicesOf(this.#heir));
      this.#fill(draft, this.#devices);
      return;
    }
  }

  finish(): Bucket {
    const units = byNumber(
      this.#drafts.map(({ lead, devices }) => loneUnit(lead, devices)),
      ({ key }) => key,
    );
    const extras = this.#devices.filter((device) => !this.#used.has(device));
    return { units, extras, near: this.#taken || (units[0]?.key ?? '') };
  }

  #draft(lead: Device, account: KnownAccount | null): Draft {
    const isKept = account !== null && account.key === lead.number;
    const draft: Draft = { lead, account, isKept, devices: [], minet: null, ucEndpoint: null };
    this.#drafts.push(draft);
    this.#take(draft, lead);
    return draft;
  }

  #take(draft: Draft, device: Device): void {
    draft.devices.push(device);
    this.#used.add(device);
    const kind = this.#classOf(device);
    if (kind === 'minet') draft.minet = device;
    if (kind === 'uc-endpoint') draft.ucEndpoint = device;
  }

  /** Fills the free softphone places: a Minet softphone, and a UC Endpoint, which is a further number beside it (D12). */
  #fill(draft: Draft, from: readonly Device[]): void {
    const pick = (kind: DeviceClass) => {
      const softs = this.#unused(kind, from);
      return this.#best(softs, draft.account, 'softPhone');
    };
    const minet = draft.minet === null ? pick('minet') : undefined;
    if (minet !== undefined) this.#take(draft, minet);
    const ucEndpoint = draft.ucEndpoint === null ? pick('uc-endpoint') : undefined;
    if (ucEndpoint !== undefined) this.#take(draft, ucEndpoint);
  }

  /**
   * Whether a softphone with an account of its own goes to the desk phone (R3): when it got these names now, when the desk
   * phone is new, or when names of the desk phone that nearly matched were mended. A desk phone that is renamed otherwise
   * takes no softphone away from its user (D6).
   */
  #isOnePerson(host: Draft, soft: Draft): boolean {
    const now = this.#devices[0]!;
    if (!host.isKept || identityOf(soft.account!) !== identityOf(now)) return true;
    const before = host.account!;
    return identityOf(before) !== identityOf(now) && foldedIdentity(before) === foldedIdentity(now);
  }

  #merge(host: Draft, soft: Draft): void {
    this.#drafts.splice(this.#drafts.indexOf(soft), 1);
    for (const device of soft.devices) {
      const isPlaceTaken = this.#classOf(device) === 'uc-endpoint' && host.ucEndpoint !== null;
      if (isPlaceTaken) this.#used.delete(device);
      else this.#take(host, device);
    }
  }

  /** D6: what the account has in the place; where there is none, what an account of these names has; else the lowest. */
  #best(
    devices: readonly Device[],
    account: KnownAccount | null,
    place: 'deskPhone' | 'softPhone',
  ): Device | undefined {
    const had = devices.find(({ number }) => number === account?.[place]);
    return (
      had ??
      (account === null ? devices.find((device) => this.#isNamesakes(device)) : undefined) ??
      devices[0]
    );
  }

  /** Whether an account of these names has a device: the names may be several accounts', so that none of them is the heir. */
  #isNamesakes({ number }: Device): boolean {
    const identity = identityOf(this.#devices[0]!);
    return this.#context.index.owners(number).some((account) => identityOf(account) === identity);
  }

  /** Devices of an account that are here, in D6's order. Found by its numbers: many accounts may have these names. */
  #devicesOf(account: KnownAccount | null): Device[] {
    const here = (account?.numbers ?? []).map(({ number }) => this.#byNumber.get(number));
    return byNumber(
      here.filter((device) => device !== undefined),
      ({ number }) => number,
    );
  }

  #unused(kind: DeviceClass, from = this.#devices): Device[] {
    return from.filter((device) => !this.#used.has(device) && this.#classOf(device) === kind);
  }

  #classOf(device: Device): DeviceClass {
    return this.#context.classOf(device);
  }
}

/**
 * The account that keeps a device as its own. Not one whose names are elsewhere in the export now: that one was
 * renumbered (D8), and the device went to somebody else.
 */
export function claim(
  device: Device,
  { index, isPresent }: Pick<IdentityContext, 'index' | 'isPresent'>,
): KnownAccount | null {
  const account = index.holder(device.number);
  if (account === null) return null;
  const identity = identityOf(account);
  if (identity === identityOf(device) || isNameless(account)) return account;
  return index.byIdentity(identity).length === 1 && isPresent(identity) ? null : account;
}
