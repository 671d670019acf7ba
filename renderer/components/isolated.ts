/**
 * Names, messages and addresses come from directories that others write to. They may hold letters that run from right
 * to left, or characters that turn the order of whatever follows (U+202E), and must not reorder the words around.
 */

/** Letters and digits of right-to-left scripts, and characters that steer the order. A text without them is harmless. */
const TURNING =
  /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Ends a paragraph, and with it every isolation. */
const PARAGRAPHS = /[\n\r\u001c-\u001e\u0085\u2029]+/g;

const OPENERS = '\u2066\u2067\u2068';
const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';

/** A text that closes what it opens and nothing else, so that it cannot break out of what isolates it. */
export function contained(text: string): string {
  if (!TURNING.test(text)) return text;
  let open = 0;
  let kept = '';
  for (const character of text.replaceAll(PARAGRAPHS, ' ')) {
    if (OPENERS.includes(character)) open += 1;
    if (character === POP_ISOLATE) {
      if (open === 0) continue;
      open -= 1;
    }
    kept += character;
  }
  return kept + POP_ISOLATE.repeat(open);
}

/** A text from outside as a part of a longer one where no element can hold it: a title, a label, a notification. */
export function isolated(text: string): string {
  return TURNING.test(text) ? `${FIRST_STRONG_ISOLATE}${contained(text)}${POP_ISOLATE}` : text;
}
