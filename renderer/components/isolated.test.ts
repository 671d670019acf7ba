import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contained, isolated } from './isolated.ts';

/** The runner's; the page has no Node, so its types are not known here. */
declare const process: { env: Record<string, string | undefined> };
const runs = Number(process.env['PROPERTY_RUNS'] ?? 100);

const FSI = '\u2068';
const PDI = '\u2069';

test.each(['', 'HQ directory', '+49 30 123', 'Žižkov, 東京', 'uid=ann,dc=example'])(
  '%j needs nothing and stays as it is',
  (text) => {
    expect(isolated(text)).toBe(text);
    expect(contained(text)).toBe(text);
  },
);

test.each([
  ['an override', 'HQ\u202egpj.exe'],
  ['Hebrew', 'משרד'],
  ['Arabic digits', '\u0661\u0662'],
  ['a mark', 'a\u200fb'],
  ['Adlam, beyond the first plane', '\u{1e900}'],
])('%s is isolated', (_, text) => {
  expect(isolated(text)).toBe(`${FSI}${text}${PDI}`);
});

test('what closes an isolation that the text did not open is left out', () => {
  expect(isolated(`a${PDI}\u202eb`)).toBe(`${FSI}a\u202eb${PDI}`);
});

test('what the text opens it closes', () => {
  expect(contained('a\u2067b')).toBe(`a\u2067b${PDI}`);
  expect(contained(`a\u2066b${PDI}${PDI}`)).toBe(`a\u2066b${PDI}`);
});

test('a new paragraph would end every isolation', () => {
  expect(isolated('a\u2029\u202eb\r\nc')).toBe(`${FSI}a \u202eb c${PDI}`);
});

test('whatever the text, its isolation ends exactly where it ends', () => {
  const steering = fc.constantFrom(
    ...['\u2066', '\u2067', FSI, PDI, '\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2029', 'a', 'א'],
  );
  const text = fc.oneof(
    fc.array(steering).map((each) => each.join('')),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(text, (name) => {
      const part = isolated(name);
      if (part === name) return;
      expect(endOfIsolation(part)).toBe(part.length - 1);
      expect(part).not.toMatch(/[\n\r\u001c-\u001e\u0085\u2029]/);
    }),
    { numRuns: runs },
  );
});

/** Where the isolation that begins a text is closed (UAX 9, BD9). */
function endOfIsolation(text: string): number {
  let depth = 0;
  for (const [at, character] of [...text.matchAll(/[\s\S]/g)].map(
    (match) => [match.index, match[0]] as const,
  )) {
    if ('\u2066\u2067\u2068'.includes(character)) depth += 1;
    if (character === PDI) depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}
