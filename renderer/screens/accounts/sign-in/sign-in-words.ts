import type { SignIn } from '../../../../shared/contract/index.ts';
import { isolated } from '../../../components/isolated.ts';
import { counted } from '../../../components/numbers.ts';
import { dateTime } from '../../../components/times.ts';

/** How many days a one-time code holds unless somebody says otherwise, and how many it may. */
export const CODE_DAYS = { usual: 14, least: 1, most: 90 } as const;

/** How an account signs in, as a sentence (E15). */
export function signInSentence({ kind, source, hasPassword, codeUntil }: SignIn): string {
  if (kind === 'directory') {
    return source === null
      ? 'Signs in with the password of a directory. Its synchronizer is gone, so nobody can sign in now.'
      : `Signs in with the directory password over ${isolated(source)}.`;
  }
  if (hasPassword && codeUntil !== null) return 'Signs in with a password, or once with a one-time code.';
  if (hasPassword) return 'Signs in with a password.';
  if (codeUntil !== null) return 'Signs in with a one-time code.';
  return 'Cannot sign in: it has neither a password nor a one-time code.';
}

/** What is known of an account's sign-in beside that, by name. Empty values are left out where they are shown. */
export function signInFacts({
  kind,
  hasPassword,
  codeUntil,
  lockedUntil,
}: SignIn): [label: string, value: string][] {
  const own: [string, string][] =
    kind === 'own'
      ? [
          ['Password', hasPassword ? 'Set' : 'None'],
          ['One-time code', codeUntil === null ? 'None' : `Valid until ${dateTime(codeUntil)}`],
        ]
      : [];
  return [...own, ['Locked', lockedUntil === null ? '' : `Until ${dateTime(lockedUntil)}: wrong tries`]];
}

/** Why there is nothing to take away from an account; null when there is. */
export function whyNotRevoke({ hasPassword, codeUntil, lastSignIn }: SignIn): string | null {
  // Whoever came in with a code that is used up is still there.
  const has = hasPassword || codeUntil !== null || lastSignIn !== null;
  return has ? null : 'It has neither a password nor a one-time code, and never signed in.';
}

/** What stays and what goes when an account's sign-in is taken away. */
export function revokeSentence({ hasPassword, codeUntil }: SignIn): string {
  const what = [hasPassword ? 'password' : '', codeUntil === null ? '' : 'one-time code'].filter(
    (each) => each !== '',
  );
  if (what.length === 0) return 'The user is signed out wherever they are.';
  return `The ${what.join(' and the ')} stop${what.length === 1 ? 's' : ''} working at once, and the user is signed out wherever they are.`;
}

/** A number of days that was typed; null when it is none that a code may hold. */
export function daysOf(typed: string | number): number | null {
  const days = typeof typed === 'number' ? typed : Number.parseInt(typed, 10);
  return Number.isInteger(days) && days >= CODE_DAYS.least && days <= CODE_DAYS.most ? days : null;
}

/** What saving codes for many came to. */
export function savedSentence({
  codes,
  passedOver,
}: {
  codes: number;
  passedOver: readonly unknown[];
}): string {
  const left =
    passedOver.length === 0
      ? ''
      : ` ${counted(passedOver.length, 'account was', 'accounts were')} passed over.`;
  return `${counted(codes, 'one-time code')} saved.${left}`;
}
