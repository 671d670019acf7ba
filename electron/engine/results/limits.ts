import { RollcallError } from '../../../shared/domain/errors.ts';

/** How much of a results file is read at most. Real files stay far below. */
export interface ResultsLimits {
  /** Bytes of one line. */
  line: number;
  lines: number;
  /** Bytes of all lines. */
  total: number;
  /** Bytes of lines for each byte of the file, once more than `ratioFrom` bytes were unpacked. */
  ratio: number;
  ratioFrom: number;
  /** How deep lists and objects may lie in each other. */
  depth: number;
}

export const RESULTS_LIMITS: ResultsLimits = {
  line: 32 * 2 ** 20,
  lines: 50_000_000,
  total: 8 * 2 ** 30,
  ratio: 300,
  ratioFrom: 64 * 2 ** 20,
  depth: 32,
};

/** A file that is not what Rollcall writes. */
export function damaged(file: string, where: string, what: string, cause?: unknown): RollcallError {
  return new RollcallError('results.damaged', `${file} ${where}: ${what}.`, { cause });
}
