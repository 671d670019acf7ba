import type { SignInCode } from '../../shared/contract/index.ts';
import { CSV_MARK, csvRow } from '../../shared/domain/csv.ts';
import { RollcallError } from '../../shared/domain/errors.ts';
import { saveFile } from './save-file.ts';

/** Codes that were made, and for whom none was. */
export interface MadeCodes {
  codes: SignInCode[];
  passedOver: { loginId: string; why: string }[];
}

const HEADER = ['Login ID', 'First name', 'Last name', 'E-mail', 'One-time code', 'Valid until'];

/**
 * Has one-time codes made and writes them to a file as CSV. They are made when the file is open already: a place that
 * cannot be written costs nobody a code. When the disk refuses them after that, the error says that they were made, and
 * for whom, since only their hashes are left then.
 */
export async function saveCodes(
  path: string,
  make: () => Promise<MadeCodes>,
): Promise<{ codes: number; passedOver: MadeCodes['passedOver'] }> {
  const result: { made: MadeCodes | null } = { made: null };
  async function* pieces(): AsyncGenerator<string> {
    yield CSV_MARK + csvRow(HEADER);
    result.made = await make();
    yield result.made.codes.map(rowOf).join('');
  }
  try {
    await saveFile(path, pieces());
  } catch (cause) {
    throw madeForNothing(result.made, cause);
  }
  const { codes = [], passedOver = [] } = result.made ?? {};
  return { codes: codes.length, passedOver };
}

function rowOf({ loginId, firstName, lastName, email, code, expiresAt }: SignInCode): string {
  return csvRow([loginId, firstName, lastName, email, code, expiresAt]);
}

function madeForNothing(made: MadeCodes | null, cause: unknown): unknown {
  if (made === null || made.codes.length === 0) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  const { length } = made.codes;
  return new RollcallError(
    'file.unwritable',
    `${length === 1 ? 'One code was' : `${length} codes were`} made, but nobody can read ${length === 1 ? 'it' : 'them'}: ${why} Save codes again: new ones take the place of these.`,
    { cause, details: { accountIds: made.codes.map(({ accountId }) => accountId) } },
  );
}
