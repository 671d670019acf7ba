/** Text as caseIgnoreMatch sees it: case and repeated spaces do not count. */
export function foldCase(text: string): string {
  return text.toLowerCase().replace(/ +/g, ' ').trim();
}

/** A DN's parts, leaf first, each in a form that compares with ===; undefined when it is not a DN. */
export function parseDn(dn: string): string[] | undefined {
  if (dn.trim() === '') return [];
  const parts: string[] = [];
  for (const rdn of splitUnescaped(dn, ',')) {
    const pairs: string[] = [];
    for (const pair of splitUnescaped(rdn, '+')) {
      const equals = pair.indexOf('=');
      const type = pair.slice(0, equals).trim().toLowerCase();
      if (equals < 1 || !/^[a-z0-9.-]+$/.test(type)) return undefined;
      pairs.push(`${type}=${foldCase(unescapeValue(pair.slice(equals + 1)))}`);
    }
    parts.push(pairs.sort().join('+'));
  }
  return parts;
}

/** The RDNs of a DN as they were written. */
export function splitDn(dn: string): string[] {
  return dn.trim() === '' ? [] : splitUnescaped(dn, ',');
}

/** A key under which equal DNs meet. A newline keeps the parts apart, since no folded value starts with one. */
export function dnKey(parts: readonly string[]): string {
  return parts.join('\n');
}

function splitUnescaped(text: string, separator: string): string[] {
  if (!text.includes('\\')) return text.split(separator);
  const pieces: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === separator) {
      pieces.push(text.slice(start, at));
      start = at + 1;
    }
  }
  pieces.push(text.slice(start));
  return pieces;
}

function unescapeValue(text: string): string {
  if (!text.includes('\\')) return text;
  const bytes: Buffer[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    const hex = text.slice(at + 1, at + 3);
    if (character !== '\\') {
      // Whole code points, so that a pair of surrogates stays a pair.
      const point = String.fromCodePoint(text.codePointAt(at) ?? 0);
      bytes.push(Buffer.from(point, 'utf8'));
      at += point.length - 1;
    } else if (/^[0-9a-f]{2}$/i.test(hex)) {
      bytes.push(Buffer.from(hex, 'hex'));
      at += 2;
    } else {
      bytes.push(Buffer.from(text[at + 1] ?? '', 'utf8'));
      at += 1;
    }
  }
  return Buffer.concat(bytes).toString('utf8');
}
