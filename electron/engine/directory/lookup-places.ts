import type { SynchronizerSettings } from '../../../shared/domain/synchronizer.ts';
import { isWithin, searchBases, splitDn, splitUnescaped, type SearchBase } from './dn.ts';
import { RESULT, searchError } from './errors.ts';
import type { LdapResult } from './messages.ts';
import type { SmallSearches } from './small-search.ts';

/** Results of a place that is hidden from us: noSuchObject, insufficientAccessRights (RFC 4511 A.2). */
const HIDDEN: readonly number[] = [RESULT.noSuchObject, 50];

/** Where second looks look. */
export interface LookupPlaces {
  /** What the synchronizer searches, as typed and turned round. */
  bases: readonly SearchBase[];
  /** The same in the order that the directory has. */
  searched: readonly string[];
  /** Where an entry is looked for by its key: the naming contexts of the bases, or as much of them as we may see. */
  wide: readonly string[];
}

/** A DN in a form under which the same DN meets itself, as one server writes it. */
export function dnMark(dn: string): string {
  return splitDn(dn).join(',').toLowerCase();
}

/** The DN of the container of an entry; empty for an entry without one. */
export function parentOf(dn: string): string {
  return splitDn(dn).slice(1).join(',');
}

/** Whether a DN lies within a search base, in whichever order its context was typed. */
export function isInside(dn: string, bases: readonly SearchBase[]): boolean {
  return bases.some(
    (base) => isWithin(dn, base.dn) || (base.reversed !== null && isWithin(dn, base.reversed)),
  );
}

/**
 * Finds out where to look. A server may hide its root entry, and a bind account may see its base only: then the search
 * is as wide as it can be. Throws a RollcallError when the conversation broke off.
 */
export async function findPlaces(
  searches: SmallSearches,
  settings: SynchronizerSettings,
): Promise<LookupPlaces> {
  const bases = searchBases(settings.baseDn, settings.searchContext);
  const contexts = await namingContexts(searches);
  const roots = splitUnescaped(settings.baseDn, ';');
  const searched: string[] = [];
  const wide: string[] = [];
  for (const { dn, reversed } of bases) {
    const known = reversed === null ? dn : ((await firstThatAnswers(searches, [dn, reversed])) ?? dn);
    searched.push(known);
    const nearest = (dns: readonly string[]) =>
      dns
        .filter((each) => isWithin(dn, each))
        .sort((left, right) => right.length - left.length)
        .slice(0, 1);
    const wider = await firstThatAnswers(searches, [...nearest(contexts), ...nearest(roots)]);
    wide.push(wider ?? known);
  }
  return { bases, searched, wide: outermost(wide) };
}

async function namingContexts(searches: SmallSearches): Promise<string[]> {
  const { result, entries } = await searches.entries({
    base: '',
    scope: 'base',
    filter: '(objectClass=*)',
    attributes: ['namingContexts'],
    most: 1,
  });
  if (result.code !== RESULT.success) {
    expectHidden(result, 'its root entry', searches.server);
    return [];
  }
  // A server without a fixed context may name the empty one; searching from there is not possible everywhere.
  return (entries[0]?.values[0] ?? []).map((value) => value.toString('utf8')).filter((dn) => dn !== '');
}

async function firstThatAnswers(searches: SmallSearches, dns: readonly string[]): Promise<string | null> {
  for (const dn of dns) {
    const { result } = await searches.entries({
      base: dn,
      scope: 'base',
      filter: '(objectClass=*)',
      attributes: ['1.1'],
      most: 1,
    });
    if (result.code === RESULT.success) return dn;
    expectHidden(result, dn, searches.server);
  }
  return null;
}

/**
 * A place that is not there for us, or that we may not see, is passed over for a narrower one. Any other failure says
 * nothing of the place: looking only where it is narrower would take for deleted who has moved.
 */
function expectHidden(result: LdapResult, place: string, server: string): void {
  if (HIDDEN.includes(result.code)) return;
  throw searchError(result, place, server);
}

/** Each place once, and none within another. */
function outermost(dns: readonly string[]): string[] {
  return dns.filter(
    (dn, index) =>
      !dns.some(
        (other, place) => place !== index && isWithin(dn, other) && (!isWithin(other, dn) || place < index),
      ),
  );
}
