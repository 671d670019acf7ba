import { called, identityOf, isNameless, short, type Names } from './names.ts';
import { byNumber, listOf } from './order.ts';
import type { Person, RuleIssue } from './types.ts';

/** A person whose names may be held against others'. */
export interface Named {
  person: Person;
  /** Names as the PBX delivers them. */
  names: Names;
  /** A person said that it is one of its own (D12): nobody is told about it again. */
  isSeparate: boolean;
}

const FIELDS = ['firstName', 'lastName', 'department'] as const;
const LABELS = { firstName: 'first name', lastName: 'last name', department: 'department' };

/** Blanks of all sorts, and characters that nobody sees. */
const BLANKS = /[\s\u00ad\u200b-\u200f\u2060\ufeff]+/g;

/**
 * A15: people whose names would be equal but for case, blanks or Unicode normal forms, with what differs; and people of
 * the same names (A8). Each is named once, against the lowest number of its kind: no pairs are counted.
 */
export function nameIssues(people: readonly Named[]): RuleIssue[] {
  const folded = new Map<string, Named[]>();
  const inOrder = byNumber(people, ({ person }) => person.key);
  for (const named of inOrder) {
    if (named.isSeparate || isNameless(named.names)) continue;
    listOf(folded, foldedIdentity(named.names)).push(named);
  }
  const issues: RuleIssue[] = [];
  for (const near of folded.values()) {
    if (near.length === 1) continue;
    const exact = new Map<string, Named[]>();
    for (const named of near) listOf(exact, identityOf(named.names)).push(named);
    for (const [first, ...others] of exact.values()) {
      if (first !== near[0] && mayBeOne(first!, near[0]!)) issues.push(nearMatch(first!, near[0]!));
      for (const other of others) issues.push(sameIdentity(other, first!));
    }
  }
  return issues;
}

/** Two groups of one kind never merge (D10), whatever their pilots are called. */
function mayBeOne({ person: left }: Named, { person: right }: Named): boolean {
  return left.group === '' || left.group !== right.group;
}

function sameIdentity({ person }: Named, { person: first }: Named): RuleIssue {
  const message = `${called(person, person.key)} has the same first name, last name and department as ${first.key}.`;
  return { severity: 'warning', code: 'pbx.same-identity', subject: person.key, field: '', message };
}

function nearMatch({ person, names }: Named, { person: other, names: others }: Named): RuleIssue {
  const fields = FIELDS.filter((field) => names[field] !== others[field]);
  const differences = fields.map((field) => `${LABELS[field]} ${difference(names[field], others[field])}`);
  const message = `${called(person, person.key)} nearly matches ${called(other, other.key)}: ${differences.join('; ')}.`;
  return {
    severity: 'warning',
    code: 'pbx.near-match',
    subject: person.key,
    field: fields[0] ?? '',
    message,
  };
}

/** What two texts differ in that are the same when folded: `differs in case ("r&d" and "R&D")`. */
export function difference(left: string, right: string): string {
  const isSame = (form: (text: string) => string) => form(left) === form(right);
  const shown = (form: (text: string) => string) => `("${form(short(left))}" and "${form(short(right))}")`;
  if (isSame((text) => text.normalize('NFC')))
    return `differs in Unicode normal form ${shown(showBeyondAscii)}`;
  if (isSame((text) => text.replace(BLANKS, ''))) return `differs in blanks ${shown(showBlanks)}`;
  if (isSame((text) => text.normalize('NFKC'))) return `differs in Unicode form ${shown(showBeyondAscii)}`;
  if (isSame((text) => upper(text.normalize('NFC')))) return `differs in case ${shown(showBlanks)}`;
  return `differs in case, blanks or Unicode form ${shown(showBlanks)}`;
}

/** Names without case, blanks and Unicode forms: the same for names that nearly match. */
export function foldedIdentity(names: Names): string {
  const [firstName, lastName, department] = FIELDS.map((field) => fold(names[field]));
  return identityOf({ firstName: firstName!, lastName: lastName!, department: department! });
}

/** A text without case, blanks and Unicode forms. */
function fold(text: string): string {
  if (/^[\x21-\x7e]*$/.test(text)) return text.toUpperCase();
  return upper(text.normalize('NFKC')).normalize('NFKC').replace(BLANKS, '');
}

/** One case for all: ß is SS, and a Greek s at the end of a word is one too. */
function upper(text: string): string {
  return text.toLowerCase().toUpperCase();
}

/** A text with the blanks that nobody would see as such written out: at the ends, doubled, and other than U+0020. */
function showBlanks(text: string): string {
  const characters = [...text];
  return characters
    .map((character, place) => {
      if (character.replace(BLANKS, '') !== '') return character;
      const isPlain =
        character === ' ' && place > 0 && place < characters.length - 1 && characters[place - 1] !== ' ';
      return isPlain ? character : codePoint(character);
    })
    .join('');
}

/** A text with everything beyond ASCII written out, so that two forms that look alike can be told. */
function showBeyondAscii(text: string): string {
  return Array.from(text, (character) =>
    character > '\x7e' ? `${character}${codePoint(character)}` : character,
  ).join('');
}

function codePoint(character: string): string {
  return `[U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`;
}
