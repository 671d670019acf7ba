/** A letter as a person is to send it with their own mail program. */
interface Letter {
  /** Empty: the person writes whom it is to. */
  to: string;
  subject: string;
  body: string;
}

/** What a mail link may have at most: Windows and some mail programs cut off, or refuse, what is longer. */
const LONGEST_LINK = 2000;
const LONGEST_SUBJECT = 200;

/** What the body ends with when the text does not fit. */
export const TOO_LONG = 'The text was too long for a mail link: it is on the clipboard.';

/**
 * One plain address. Narrower than what mail allows: nothing that parts addresses or fields, or that a mail program or a
 * shell behind it could read as more than an address.
 */
const ADDRESS =
  /^[a-z0-9_](?:[a-z0-9_.+=~'-]{0,62}[a-z0-9_+=~'-])?@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/** A letter as a `mailto:` link, and whether its text had to be shortened; null when the address is no plain one. */
export function mailLink({ to, subject, body }: Letter): { url: string; shortened: boolean } | null {
  const address = addressPart(to);
  if (address === null) return null;
  const head = `mailto:${address}?subject=${encoded(cutTo(lineOf(subject), LONGEST_SUBJECT))}&body=`;
  const text = textOf(body);
  const whole = head + encoded(text);
  if (whole.length <= LONGEST_LINK) return { url: whole, shortened: false };
  const end = encoded(`\r\n\r\n${TOO_LONG}`);
  return { url: head + fitting(text, LONGEST_LINK - head.length - end.length) + end, shortened: true };
}

function addressPart(to: string): string | null {
  if (to === '') return '';
  if (to.length > 254 || !ADDRESS.test(to) || to.includes('..')) return null;
  const [local = '', host = ''] = to.split('@');
  return `${encoded(local)}@${encoded(host)}`;
}

/** Everything but letters, digits and `-_.~`, also the marks that `encodeURIComponent` leaves. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** As many whole lines of a text as fit when encoded; of a first line that is too long, as many characters. */
function fitting(text: string, room: number): string {
  let kept = '';
  for (const [index, line] of text.split('\r\n').entries()) {
    const next = kept + encoded(index === 0 ? line : `\r\n${line}`);
    if (next.length > room) return index === 0 ? fittingCharacters(line, room) : kept;
    kept = next;
  }
  return kept;
}

function fittingCharacters(line: string, room: number): string {
  let kept = '';
  for (const character of line) {
    const next = kept + encoded(character);
    if (next.length > room) break;
    kept = next;
  }
  return kept;
}

/** A text in one line, without anything that steers. */
function lineOf(text: string): string {
  return wellFormed(text)
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
}

/** A text with the line ends of mail, and without any other control character. */
function textOf(text: string): string {
  return wellFormed(text)
    .replaceAll(/\r\n|[\r\n\u2028\u2029]/g, '\n')
    .replaceAll(/[^\P{Cc}\n]/gu, '')
    .replaceAll('\n', '\r\n');
}

/** Halves of characters, which no link can hold, become a mark. */
function wellFormed(text: string): string {
  return text.replaceAll(/\p{Cs}/gu, '\uFFFD');
}

function cutTo(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}
