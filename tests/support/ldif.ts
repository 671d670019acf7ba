/** An entry of an LDIF file: its DN, and the values of each attribute description in lower case, as bytes. */
export interface LdifEntry {
  dn: Buffer;
  attributes: Map<string, Buffer[]>;
}

/**
 * Entries of an LDIF file (RFC 2849) as ldapsearch prints it: lines may be folded and values base64. Its comments and
 * its talk of pages are passed over.
 */
export function parseLdif(text: string): LdifEntry[] {
  const entries: LdifEntry[] = [];
  let current: LdifEntry | null = null;
  for (const line of unfolded(text)) {
    if (line === '' || line.startsWith('#')) {
      if (line === '') current = null;
      continue;
    }
    const colon = line.indexOf(':');
    if (colon < 0) throw new Error(`not a line of LDIF: ${line.slice(0, 100)}`);
    const name = line.slice(0, colon).toLowerCase();
    const encoded = line[colon + 1] === ':';
    const value = line.slice(colon + (encoded ? 2 : 1)).replace(/^ +/, '');
    const bytes = Buffer.from(value, encoded ? 'base64' : 'utf8');
    if (current !== null) {
      const values = current.attributes.get(name);
      if (values === undefined) current.attributes.set(name, [bytes]);
      else values.push(bytes);
    } else if (name === 'dn') {
      current = { dn: bytes, attributes: new Map() };
      entries.push(current);
    }
  }
  return entries;
}

/** Lines, with those that begin with a blank put behind the ones before. */
function unfolded(text: string): string[] {
  const lines: string[][] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith(' ')) lines.at(-1)?.push(line.slice(1));
    else lines.push([line]);
  }
  return lines.map((parts) => parts.join(''));
}
