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
  return splitDn(dn).map((rdn) => rdn.replace(/\s*=\s*/, '=').toLowerCase());
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
 * (domain.md 2.2). Throws `ldap.overlapping-bases` when one holds another, since its people would come twice.
 */
export function searchBases(baseDn: string, searchContext: string): SearchBase[] {
  const roots = splitUnescaped(baseDn, ';').map((root) => splitDn(root).join(','));
  const contexts = splitUnescaped(searchContext, ';').map(splitDn);
  const bases = (roots.length === 0 ? [''] : roots).flatMap((root) =>
    (contexts.length === 0 ? [[]] : contexts).map((context): SearchBase => {
      const under = (rdns: string[]) => [...rdns, ...(root === '' ? [] : [root])].join(',');
      const reversed = context.length > 1 ? [...context].reverse() : null;
      return {
        dn: under(context),
        reversed: reversed && under(reversed),
        context: context.join(','),
        reversedContext: reversed && reversed.join(','),
      };
    }),
  );
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
