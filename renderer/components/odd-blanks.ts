/** Any blank, of whatever width. */
const BLANK = /[\s\u00a0\u2000-\u200b\u202f\u205f\u3000]/u;

/**
 * A name with the blanks marked that nobody sees: at either end, several in a row, and others than the usual one. Names
 * are compared with them (D15), so that `Kane ` is not `Kane`.
 */
export function withOddBlanks(text: string): string {
  const characters = [...text];
  return characters
    .map((character, place) => {
      if (!BLANK.test(character)) return character;
      const [before, after] = [characters[place - 1], characters[place + 1]];
      const inside = before !== undefined && after !== undefined;
      const alone = inside && !BLANK.test(before) && !BLANK.test(after);
      return character === ' ' && alone ? character : '␣';
    })
    .join('');
}
