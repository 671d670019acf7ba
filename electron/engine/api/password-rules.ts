import { RollcallError } from '../../../shared/domain/errors.ts';

/** Fewest characters of a password of Rollcall's own. */
const LEAST_PASSWORD = 10;

/** A password that a person chose, or `password.weak`. Length is what counts; what it is made of is theirs. */
export function checkedPassword(password: string): string {
  const isLong = [...password.normalize('NFKC')].length >= LEAST_PASSWORD;
  const isVaried = new Set(password).size >= 4;
  if (isLong && isVaried) return password;
  throw new RollcallError(
    'password.weak',
    isLong
      ? 'The password repeats a few characters.'
      : `The password has fewer than ${LEAST_PASSWORD} characters.`,
  );
}
