import { isTargetWord } from './status-words.ts';

/**
 * Characters that nobody sees: with one of them a name looks like another one, or turns the text round it. Emoji keep the
 * selector that makes them pictures.
 */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u2800]|(?!\ufe0f)\p{Default_Ignorable_Code_Point}|(?<!\p{Extended_Pictographic})\ufe0f/u;

/** Anything that leaves a mark by itself. */
const VISIBLE = /[^\p{Z}\p{C}\p{M}]/u;

/** What keeps a text from being a name that a person gives, as the rest of a sentence; null when nothing does. */
export function nameProblem(text: string): string | null {
  if (text.trim() === '') return 'must not be empty';
  if (INVISIBLE.test(text)) return 'must not contain invisible characters';
  return VISIBLE.test(text) ? null : 'must contain a visible character';
}

/** The same of a number that a person adds: the words for phones and places are no numbers (D1). */
export function newNumberProblem(text: string): string | null {
  if (isTargetWord(text)) return 'must be a number: it is a word that statuses use';
  return nameProblem(text);
}
