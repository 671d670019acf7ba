import { identityOf, isNameless } from './names.ts';
import { byNumber, listOf } from './order.ts';
import type { KnownIndex } from './known-index.ts';
import type { Device, Group, PersonAnswers } from './types.ts';

/** A group of the export, each listed once, however often and in however many files it came. */
export interface ListedGroup {
  kind: Group['kind'];
  pilot: string;
  /** The pilot among them (D10), in D6's order. */
  members: string[];
}

/** One group, or a PRG and an MDUG of one person (A7, D10). */
export interface Cluster {
  kind: Group['kind'];
  /** Pilot of the PRG, else of the MDUG: the person (R4). */
  lead: string;
  pilots: ReadonlySet<string>;
  numbers: string[];
  /** Pilot of the MDUG that is here since a person said so (D12). */
  answered?: string;
}

/** What groups are put together by. */
export interface GroupContext {
  index: KnownIndex;
  answers: PersonAnswers;
  /** The device of a number that can be used, if there is one. */
  deviceOf: (number: string) => Device | undefined;
}

/** Groups by kind and pilot. The same pilot twice in one kind is one group that was listed twice. */
export function listGroups(groups: readonly Group[]): ListedGroup[] {
  const listed = new Map<string, { kind: Group['kind']; pilot: string; members: Set<string> }>();
  for (const { kind, pilot, members } of groups) {
    const key = `${kind} ${pilot}`;
    const group = listed.get(key) ?? { kind, pilot, members: new Set([pilot]) };
    for (const member of members) if (member !== '') group.members.add(member);
    listed.set(key, group);
  }
  const inOrder = byNumber(listed.values(), ({ pilot }) => pilot);
  return [
    ...inOrder.filter(({ kind }) => kind === 'PRG'),
    ...inOrder.filter(({ kind }) => kind === 'MDUG'),
  ].map(({ kind, pilot, members }) => ({ kind, pilot, members: byNumber(members, (number) => number) }));
}

/**
 * D10: one PRG and one MDUG of a person merge: of the same pilot, as was answered (D12), with a pilot that is a member of
 * the other group, and with pilots of the same three names; of the last two, what an account has together already goes
 * first (D6). Where one group could go with several, none is taken for it. Two PRGs, or two MDUGs, never merge.
 */
export function mergeGroups(groups: readonly ListedGroup[], context: GroupContext): Cluster[] {
  const prgs = new Map<string, ListedGroup>();
  const mdugs = new Map<string, ListedGroup>();
  for (const group of groups) (group.kind === 'PRG' ? prgs : mdugs).set(group.pilot, group);
  const samePilot = [...prgs.values()].flatMap((prg) => pairOf(prg, mdugs.get(prg.pilot)));
  const pilotInside = [
    ...[...prgs.values()].flatMap((prg) => prg.members.flatMap((member) => pairOf(prg, mdugs.get(member)))),
    ...[...mdugs.values()].flatMap((mdug) =>
      mdug.members.flatMap((member) => pairOf(prgs.get(member), mdug)),
    ),
  ];
  const sameNames = groupsByNames(groups, context);
  const pairs = new Pairs(context);
  pairs.join(samePilot);
  const answered = new Set(pairs.join(answeredPairs(groups, prgs, mdugs, context.answers)));
  pairs.keep(pilotInside);
  for (const same of sameNames) pairs.keepByNames(same);
  pairs.join(pilotInside);
  for (const same of sameNames) pairs.joinByNames(same);
  const clusters = [...prgs.values()].map((prg) => {
    const mdug = pairs.partner(prg);
    const cluster = clusterOf(prg, mdug);
    return mdug !== undefined && answered.has(mdug) ? { ...cluster, answered: mdug.pilot } : cluster;
  });
  for (const mdug of mdugs.values()) if (pairs.partner(mdug) === undefined) clusters.push(clusterOf(mdug));
  return byNumber(clusters, ({ lead }) => lead);
}

type Pair = [prg: ListedGroup, mdug: ListedGroup];

function pairOf(prg: ListedGroup | undefined, mdug: ListedGroup | undefined): Pair[] {
  return prg === undefined || mdug === undefined ? [] : [[prg, mdug]];
}

function clusterOf(group: ListedGroup, other?: ListedGroup): Cluster {
  const numbers = new Set([...group.members, ...(other?.members ?? [])]);
  return {
    ...{ kind: group.kind, lead: group.pilot },
    pilots: new Set(other === undefined ? [group.pilot] : [group.pilot, other.pilot]),
    numbers: byNumber(numbers, (number) => number),
  };
}

/** D12: groups of two kinds whose pilots a person said to be the same person's. */
function answeredPairs(
  groups: readonly ListedGroup[],
  prgs: ReadonlyMap<string, ListedGroup>,
  mdugs: ReadonlyMap<string, ListedGroup>,
  { same }: PersonAnswers,
): Pair[] {
  if (same.length === 0) return [];
  const holders = new Map<string, ListedGroup[]>();
  for (const group of groups) for (const member of group.members) listOf(holders, member).push(group);
  const only = (number: string, kind: Group['kind']) => {
    const of = (holders.get(number) ?? []).filter((group) => group.kind === kind);
    return of.length === 1 ? of[0] : undefined;
  };
  return same.flatMap((answer) => [
    ...pairOf(prgs.get(answer.number), only(answer.with, 'MDUG')),
    ...pairOf(only(answer.with, 'PRG'), mdugs.get(answer.number)),
  ]);
}

/** Groups whose pilots have the same three names, where there are several. */
function groupsByNames(groups: readonly ListedGroup[], { deviceOf }: GroupContext): ListedGroup[][] {
  const byNames = new Map<string, ListedGroup[]>();
  for (const group of groups) {
    const pilot = deviceOf(group.pilot);
    if (pilot !== undefined && !isNameless(pilot)) listOf(byNames, identityOf(pilot)).push(group);
  }
  return [...byNames.values()].filter(({ length }) => length > 1);
}

/** Which PRG goes with which MDUG. */
class Pairs {
  readonly #context: GroupContext;
  readonly #partners = new Map<ListedGroup, ListedGroup>();

  constructor(context: GroupContext) {
    this.#context = context;
  }

  partner(group: ListedGroup): ListedGroup | undefined {
    return this.#partners.get(group);
  }

  /** Joins the pairs that an account has together already. */
  keep(pairs: readonly Pair[]): void {
    for (const [prg, mdug] of pairs) if (this.#leadsOf(mdug).includes(prg.pilot)) this.#put(prg, mdug);
  }

  /**
   * Joins the pairs that have no other choice. What is joined already counts as one, so that it is the same the next time.
   *
   * @returns the MDUGs that were joined now.
   */
  join(pairs: readonly Pair[]): ListedGroup[] {
    const choices = new Map<ListedGroup, Set<ListedGroup>>();
    for (const [prg, mdug] of pairs) {
      choices.set(prg, (choices.get(prg) ?? new Set()).add(mdug));
      choices.set(mdug, (choices.get(mdug) ?? new Set()).add(prg));
    }
    return pairs
      .filter(
        ([prg, mdug]) =>
          choices.get(prg)!.size === 1 && choices.get(mdug)!.size === 1 && this.#put(prg, mdug),
      )
      .map(([, mdug]) => mdug);
  }

  /** Of groups with the same names, joins those that an account has together already. */
  keepByNames(same: readonly ListedGroup[]): void {
    const prgs = new Map(this.#freeOf(same, 'PRG').map((prg) => [prg.pilot, prg]));
    for (const mdug of this.#freeOf(same, 'MDUG')) {
      const lead = this.#leadsOf(mdug).find((key) => prgs.has(key));
      if (lead !== undefined) this.#put(prgs.get(lead)!, mdug);
    }
  }

  /** A7. Groups that have an account each stay apart: a renamed pilot takes nobody's phones over (D6). */
  joinByNames(same: readonly ListedGroup[]): void {
    const [prg, ...furtherPrgs] = this.#freeOf(same, 'PRG');
    const [mdug, ...furtherMdugs] = this.#freeOf(same, 'MDUG');
    if (prg === undefined || mdug === undefined || furtherPrgs.length + furtherMdugs.length > 0) return;
    const { index } = this.#context;
    const areApart = index.holder(prg.pilot) !== null && index.holder(mdug.pilot) !== null;
    if (!areApart) this.#put(prg, mdug);
  }

  /** Keys of the accounts that have the group's pilot. One that is not in the export any more keeps nothing together. */
  #leadsOf({ pilot }: ListedGroup): string[] {
    const { index, deviceOf } = this.#context;
    return deviceOf(pilot) === undefined ? [] : index.owners(pilot).map(({ key }) => key);
  }

  #freeOf(groups: readonly ListedGroup[], kind: Group['kind']): ListedGroup[] {
    return groups.filter((group) => group.kind === kind && this.#isFree(group));
  }

  #isFree(group: ListedGroup): boolean {
    return !this.#partners.has(group);
  }

  /** @returns whether both were free. */
  #put(prg: ListedGroup, mdug: ListedGroup): boolean {
    if (!this.#isFree(prg) || !this.#isFree(mdug)) return false;
    this.#partners.set(prg, mdug);
    this.#partners.set(mdug, prg);
    return true;
  }
}
