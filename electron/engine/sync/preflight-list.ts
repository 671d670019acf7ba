import type { PreflightIssue, PreflightReport } from '../../../shared/contract/index.ts';
import { codePointLabel, type InvalidCharacter } from '../../../shared/domain/characters.ts';
import type { Code } from '../../../shared/domain/codes.ts';
import { CSV_MARK, csvRow } from '../../../shared/domain/csv.ts';
import type { Issue } from '../../../shared/domain/run.ts';

/** Remarks of each code that the report names. */
const MOST_NAMED = 20;
/** Rows of the list: the window saves 64 MB of text at once. */
const MOST_LISTED = 200_000;
/** Characters that go into one piece of the list. */
const PIECE = 64 * 1024;

const HEADER = ['DN', 'Attribute', 'Code', 'Position', 'Code point', 'Message'];
const GRAVITY = { error: 0, warning: 1, info: 2 };

type CodeReport = PreflightReport['codes'][number];

/** Gathers the remarks about a directory: counts and the first of each code, and all of them as CSV in pieces. */
export class PreflightList {
  readonly #write: (text: string) => void;
  readonly #codes = new Map<Code, CodeReport>();
  #piece = CSV_MARK + csvRow(HEADER);
  listed = 0;
  listable = 0;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Takes a remark; `at` is the character that it is about. */
  add(
    { code, severity, hint, subject, field, message, count = 1 }: Issue,
    at: InvalidCharacter | null = null,
  ): void {
    let report = this.#codes.get(code);
    if (report === undefined)
      this.#codes.set(code, (report = { code, severity, hint, count: 0, issues: [] }));
    report.count += count;
    const issue: PreflightIssue = {
      dn: subject,
      attribute: field,
      position: at === null ? null : at.position + 1,
      codePoint: at === null ? '' : codePointLabel(at),
      message,
    };
    if (report.issues.length < MOST_NAMED) report.issues.push(issue);
    this.listable += 1;
    if (this.listed === MOST_LISTED) return;
    this.listed += 1;
    this.#piece += csvRow([issue.dn, issue.attribute, code, issue.position, issue.codePoint, message]);
    if (this.#piece.length >= PIECE) this.flush();
  }

  /** Writes what was not written yet. */
  flush(): void {
    if (this.#piece !== '') this.#write(this.#piece);
    this.#piece = '';
  }

  /** The codes, the gravest first. */
  codes(): CodeReport[] {
    return [...this.#codes.values()].sort(
      (left, right) => GRAVITY[left.severity] - GRAVITY[right.severity] || right.count - left.count,
    );
  }
}
