/** Letters that no decomposition takes apart, as people look for them. */
const LETTERS: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  ς: 'σ',
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');

/** Parts that were folded before. Names repeat themselves, so this saves nearly all of the work on long lists. */
const known = new Map<string, string>();
const MOST_KNOWN = 5000;

/**
 * A text as it is looked for and put in order: in lower case, without accents, so that ä stands with a, and Müller
 * is found as MULLER. Only accents of Latin, Greek and Cyrillic letters go: marks of other scripts are letters.
 * Piece by piece the same as the whole, so a folded word occurs in a folded text whenever it did unfolded.
 */
export function foldText(text: string): string {
  return text.toLowerCase().replace(/[^\x00-\x7f]+/g, foldPart);
}

function foldPart(part: string): string {
  let folded = known.get(part);
  if (folded === undefined) {
    folded = part
      .normalize('NFD')
      .replace(/[\u0300-\u036f]+/g, '')
      .replace(LETTER, (letter) => LETTERS[letter]!);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(part, folded);
  }
  return folded;
}
