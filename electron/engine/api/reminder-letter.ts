import type { NumberOrigin, NumberState } from '../../../shared/domain/numbers.ts';

/** A number that a user can free, with the places that hold it. */
export interface HeldForUser {
  number: string;
  origin: NumberOrigin;
  state: NumberState;
  /** The day on which it went; null when it is not known. */
  since: string | null;
  uses: readonly { status: string; places: readonly string[] }[];
}

/** Lines of a letter stay shorter than this: mail programs break longer ones where they like. */
const WIDTH = 76;

/** Control characters, and those that turn the direction of what follows: names come from outside. */
const NOT_PLAIN = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]+/gu;

/** A text from outside as one line that cannot disturb the rest of the letter. */
export function plain(text: string): string {
  return text.replaceAll(NOT_PLAIN, ' ').replaceAll(/\s+/gu, ' ').trim();
}

/** The letter that asks a user to free numbers: plain text, without anything secret. */
export function letterTo(
  { name, loginId }: { name: string; loginId: string },
  held: readonly HeldForUser[],
): { subject: string; body: string } {
  const numbers = held.map(({ number }) => plain(number));
  const [which, it, goes] = numbers.length === 1 ? ['number', 'it', 'goes'] : ['numbers', 'they', 'go'];
  const paragraphs = [
    `Hello ${name},`,
    `please free the ${which} ${listed(numbers)}. ${capital(it)} only ${goes} when none of your dynamic statuses uses ${it === 'it' ? 'it' : 'them'} any more.`,
    held.flatMap(causeOf),
    'What to do:',
    numbered([
      `Sign in to Rollcall with your login ID ${plain(loginId)}.`,
      ...held.flatMap(({ number, uses }) => uses.map((use) => stepFor(plain(number), use))),
      ...held.map(({ number }) => `Choose Numbers, then ${plain(number)}, then Delete.`),
    ]),
    'It takes less than a minute. Thank you!',
  ];
  const body = paragraphs
    .map((paragraph) => (typeof paragraph === 'string' ? wrapped(paragraph, '', '') : paragraph).join('\n'))
    .join('\n\n');
  return { subject: `Please free the ${which} ${listed(numbers)}`, body: `${body}\n` };
}

/** Why a number is to be freed, and what uses it. */
function causeOf({ number, origin, state, since, uses }: HeldForUser): string[] {
  const on = since === null ? '' : ` on ${since}`;
  const deleted =
    origin === 'directory' ? `was replaced in the directory${on}` : `was deleted on the phone system${on}`;
  const why =
    state === 'reassigned'
      ? `belongs to somebody else now${since === null ? '' : ` (since ${since})`}`
      : deleted;
  return [
    ...wrapped(`${plain(number)} ${why}${uses.length === 0 ? '.' : ' and is still used by:'}`, '', ''),
    ...uses.flatMap(({ status, places }) => {
      const where = places.length === 0 ? '' : `: ${places.join(', ')}`;
      return wrapped(`${plain(status)}${where}`, '- ', '  ');
    }),
  ];
}

function stepFor(number: string, { status, places }: HeldForUser['uses'][number]): string {
  const where = places.length === 0 ? 'every place' : listed(places);
  return `Choose ${plain(status)}, set ${where} to something other than ${number}, then Done.`;
}

function numbered(steps: readonly string[]): string[] {
  const indent = ' '.repeat(String(steps.length).length + 2);
  return steps.flatMap((step, at) => wrapped(step, `${at + 1}. `.padStart(indent.length), indent));
}

/** `a`, `a and b`, `a, b and c`. */
function listed(texts: readonly string[]): string {
  return texts.length < 2 ? (texts[0] ?? '') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** A text in lines of no more than WIDTH characters; a word that is longer is cut. */
function wrapped(text: string, first: string, others: string): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  const end = () => {
    lines.push(line);
    line = others;
    isEmpty = true;
  };
  for (const word of text.split(' ').flatMap((each) => pieces(each, WIDTH - others.length))) {
    if (!isEmpty && line.length + 1 + word.length > WIDTH) end();
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  end();
  return lines;
}

function pieces(word: string, size: number): string[] {
  const parts: string[] = [];
  let part = '';
  for (const character of word) {
    if (part.length + character.length > size) {
      parts.push(part);
      part = '';
    }
    part += character;
  }
  return [...parts, part];
}
