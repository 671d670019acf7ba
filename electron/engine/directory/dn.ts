import { RollcallError } from '../../../shared/domain/errors.ts';

/** Splits at `separator` where it is neither escaped with a backslash nor inside quotes (RFC 4514, RFC 2253). */
export function splitUnescaped(text: string, separator: string): string[] {
  const parts: string[] = [];
  let part = '';
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index]!;
    if (character === '\\') {
      part += character + (text[index + 1] ?? '');
      index += 1;
    } else if (character === separator && !quoted) {
      parts.push(part);
      part = '';
    } else {
      if (character === '"') quoted = !quoted;
      part += character;
    }
  }
  parts.push(part);
  return parts.map((each) => trimUnescaped(each)).filter((each) => each !== '');
}

function trimUnescaped(text: string): string {
  const start = text.trimStart();
  const trimmed = start.trimEnd();
  // A blank after a backslash belongs to the value, unless that backslash is itself escaped.
  const backslashes = /\\*$/.exec(trimmed)![0].length;
  return backslashes % 2 === 1 ? start.slice(0, trimmed.length + 1) : trimmed;
}

/** The RDNs of a DN, leaf first, blanks round the commas removed. */
export function splitDn(dn: string): string[] {
  return splitUnescaped(dn, ',');
}

/** A DN in a form fit for comparing places in the tree: attribute types and values in lower case. */
function comparable(dn: string): string[] {
  return splitDn(dn).map(comparableRdn);
}

function comparableRdn(rdn: string): string {
  return rdn.replace(/\s*=\s*/, '=').toLowerCase();
}

/** Whether `dn` is `base` or stands below it. */
export function isWithin(dn: string, base: string): boolean {
  const inner = comparable(dn);
  const outer = comparable(base);
  return (
    outer.length <= inner.length &&
    outer.every((rdn, index) => rdn === inner[inner.length - outer.length + index])
  );
}

/** One search base, and the same with its search context in the opposite order (domain.md 2.4). */
export interface SearchBase {
  dn: string;
  /** Null when there is no context, or it has one RDN only. */
  reversed: string | null;
  /** The typed search context, and the same in the opposite order. */
  context: string;
  reversedContext: string | null;
}

/**
 * The bases that a synchronizer searches: each `;`-separated search context under each `;`-separated base DN
 * (domain.md 2.2). Throws `ldap.several-domains` when they are not all of one domain, and `ldap.overlapping-bases` when
 * one holds another, since its people would come twice.
 */
export function searchBases(baseDn: string, searchContext: string): SearchBase[] {
  const roots = splitUnescaped(baseDn, ';').map(splitDn);
  const contexts = splitUnescaped(searchContext, ';').map(splitDn);
  const domains: string[] = [];
  const bases = (roots.length === 0 ? [[]] : roots).flatMap((root) =>
    (contexts.length === 0 ? [[]] : contexts).map((context): SearchBase => {
      const under = (rdns: string[]) => [...rdns, ...root].join(',');
      domains.push(domainOf([...context, ...root]));
      const reversed = context.length > 1 ? [...context].reverse() : null;
      return {
        dn: under(context),
        reversed: reversed && under(reversed),
        context: context.join(','),
        reversedContext: reversed && reversed.join(','),
      };
    }),
  );
  refuseSeveralDomains(bases, domains);
  for (const [index, base] of bases.entries()) {
    const other = bases.find((each, place) => place !== index && isWithin(base.dn, each.dn));
    if (other) {
      throw new RollcallError(
        'ldap.overlapping-bases',
        `The search base ${base.dn} lies within ${other.dn}: its people would be read twice.`,
      );
    }
  }
  return bases;
}

/** The domain that an entry stands in: its trailing `dc=` RDNs, to be compared. Empty for a tree like `o=acme`. */
function domainOf(dn: readonly string[]): string {
  const rdns = dn.map(comparableRdn);
  let from = rdns.length;
  while (from > 0 && /^(dc|domaincomponent)=/.test(rdns[from - 1]!)) from -= 1;
  return rdns
    .slice(from)
    .map((rdn) => rdn.replace(/^domaincomponent=/, 'dc='))
    .join(',');
}

/** One connection reads one domain (domain.md 2.2): a server answers for another with referrals, or not at all. */
function refuseSeveralDomains(bases: readonly SearchBase[], domains: readonly string[]): void {
  const first = domains.findIndex((domain) => domain !== '');
  const other = domains.findIndex((domain) => domain !== '' && domain !== domains[first]);
  if (other < 0) return;
  throw new RollcallError(
    'ldap.several-domains',
    `The search bases ${bases[first]!.dn} and ${bases[other]!.dn} are of different domains.`,
  );
}

/** What is wrong with the bases of a synchronizer whatever the directory holds, and in which setting; or null. */
export function basesProblem(
  baseDn: string,
  searchContext: string,
): { path: 'baseDn' | 'searchContext'; message: string } | null {
  const severalDomains = (context: string): boolean => {
    try {
      searchBases(baseDn, context);
      return false;
    } catch (error) {
      // Bases that overlap are told by the run, which names the narrower one.
      return error instanceof RollcallError && error.code === 'ldap.several-domains';
    }
  };
  if (!severalDomains(searchContext)) return null;
  return {
    path: severalDomains('') ? 'baseDn' : 'searchContext',
    message: 'must stay within one domain: make a synchronizer for each domain',
  };
}
