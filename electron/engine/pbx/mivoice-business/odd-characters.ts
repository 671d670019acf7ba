import path from 'node:path';
import { RollcallError } from '../../../../shared/domain/errors.ts';
import type { Doubt } from '../../../../shared/domain/mivoice-business/types.ts';

/** A character of a row that no form of a PBX has by itself. */
export interface OddCharacter {
  /** Place of the cell in its row, from 0. */
  place: number;
  /** `lost`: U+FFFD, where a program has lost a character. `direction`: read as it stands, though names look alike by it. */
  kind: 'control' | 'lost' | 'direction';
  /** Such as `U+0007`. */
  code: string;
  /** Place of the character in its cell, from 1. */
  position: number;
}

/** What no text of an account may hold (shared/domain/characters.ts). */
const CONTROL = new RegExp(String.raw`[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]`);
/** Overrides, embeddings and isolates; the plain marks of right-to-left scripts are none of these. */
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/;
const ODD = new RegExp(`${CONTROL.source}|${DIRECTION.source}|\ufffd`);

/** Whether a text has any odd character. */
export function isOddText(text: string): boolean {
  return ODD.test(text);
}

/** The odd characters of a row: of each cell the first of the gravest kind. */
export function oddCharacters(cells: readonly string[]): OddCharacter[] {
  return cells.flatMap((cell, place): OddCharacter[] => {
    if (!ODD.test(cell)) return [];
    const control = CONTROL.exec(cell)?.index ?? -1;
    const lost = cell.indexOf('\ufffd');
    const kind = control >= 0 ? 'control' : lost >= 0 ? 'lost' : 'direction';
    const at = control >= 0 ? control : lost >= 0 ? lost : DIRECTION.exec(cell)!.index;
    const code = `U+${cell.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')}`;
    return [{ place, kind, code, position: [...cell.slice(0, at)].length + 1 }];
  });
}

/** An odd character in a sentence. */
export function oddWords({ kind, code }: OddCharacter): string {
  if (kind === 'control') return `the control character ${code}`;
  return kind === 'lost'
    ? `the character ${code}, which stands for one that was lost`
    : `the character ${code}, which turns the direction of text`;
}

/** Judges the odd characters of the rows of one file. */
export class OddRows {
  readonly #path: string;
  readonly #headers: readonly string[];
  /** Rows that are read as they stand, though with characters that turn the direction of text. */
  readonly turned: { number: string; line: number; header: string; code: string }[] = [];

  constructor(file: string, headers: readonly string[]) {
    this.#path = file;
    this.#headers = headers;
  }

  /** Throws `csv.malformed` when the number of a row cannot be told: then nobody can say whose row is unclear. */
  requireNumber(odd: readonly OddCharacter[], place: number, line: number): void {
    const found = odd.find((each) => each.place === place && each.kind !== 'direction');
    if (found === undefined) return;
    const what = `has ${oddWords(found)} in its number (column "${this.#headers[place] ?? ''}")`;
    throw new RollcallError('csv.malformed', `${this.#path}, line ${line}, ${what}.`);
  }

  /**
   * Why a row whose number is clear cannot be believed (D19), by the columns that are read of it; undefined when it can.
   *
   * @param places of the columns by the field that an issue names.
   */
  doubtOf(
    odd: readonly OddCharacter[],
    { number, line, places }: { number: string; line: number; places: readonly [string, number][] },
  ): Doubt | undefined {
    for (const each of odd) {
      const [field] = places.find(([, place]) => place === each.place) ?? [];
      if (field === undefined) continue;
      const header = this.#headers[each.place] ?? '';
      if (each.kind === 'direction') {
        this.turned.push({ number, line, header, code: each.code });
        continue;
      }
      const where = `${path.basename(this.#path)}, line ${line}, "${header}", character ${each.position}`;
      return { field, detail: `The row of ${number} has ${oddWords(each)} (${where}).` };
    }
    return undefined;
  }
}
