import { RollcallError } from '../../../shared/domain/errors.ts';
import type { Tries } from '../store/index.ts';
import type { Services } from './context.ts';

/** How often a name may be tried: so many tries are free, and with `most`, and each further one, it is locked. */
interface Limit {
  free: number;
  most: number;
}

const WRONG: Limit = { free: 2, most: 5 };
/** Tries that nothing could be said about: no guess was made, but which login has a directory behind it shows. */
const UNANSWERED: Limit = { free: 20, most: 20 };
const LOCK_MS = 15 * 60 * 1000;
/** Tries that old do not count any more. */
const FORGET_MS = 60 * 60 * 1000;

/**
 * What a check found: null for a wrong guess, else what is done in the very transaction that forgets the tries. That looks
 * whether it still holds, and answers null when it does not.
 */
type Found<T> = (() => T | null) | null;

/**
 * Lets somebody guess once at what only one person knows: slowly after two wrong tries, and not at all for a while after
 * five. A try counts as wrong before it is looked at, so that many at once cannot slip through, and is forgotten when it was
 * right. Tries are stored: a restart, another window and the command all count together. Throws `sign-in.refused`, or
 * `sign-in.locked` with `details.waitSeconds`.
 *
 * What the check throws says nothing about the guess, and takes the try back; it counts under a laxer limit. But once the
 * check called `spend`, the guess was made, and the try stays whatever comes of it.
 */
export async function guessed<T>(
  services: Services,
  name: string,
  check: (spend: () => void) => Promise<Found<T>>,
): Promise<T> {
  const wait = await services.write(() => countTry(services, name));
  if (wait > 0) throw tooEarly(wait);
  let spent = false;
  let found: Found<T>;
  try {
    found = await check(() => (spent = true));
  } catch (error) {
    await services.write(() => takeBack(services, spent ? unanswered(name) : name));
    throw error;
  }
  const admitted = await services.write(() => {
    const answer = found?.() ?? null;
    if (answer === null) takeBack(services, unanswered(name));
    else forgetTries(services, name);
    return answer;
  });
  if (admitted === null) {
    throw new RollcallError('sign-in.refused', 'The login ID or the password is not right.');
  }
  return admitted;
}

/** Lets somebody guess once, where nothing is done with the proof. */
export async function guessing(
  services: Services,
  name: string,
  isRight: () => Promise<boolean>,
): Promise<void> {
  await guessed(services, name, async () => ((await isRight()) ? () => true : null));
}

/** Lets a name be tried at once. Call in a transaction. */
export function forgetTries({ store }: Pick<Services, 'store'>, name: string): void {
  store.signIns.forgetTries(name);
  store.signIns.forgetTries(unanswered(name));
}

/** Until when a name is kept out, epoch milliseconds; null when it is not. */
export function lockedUntil({ store, now }: Pick<Services, 'store' | 'now'>, name: string): number | null {
  const at = now();
  const until = Math.max(
    ...[name, unanswered(name)].map((each) => store.signIns.tries(each)?.lockedUntil ?? 0),
  );
  return until > at ? Math.min(until, at + LOCK_MS) : null;
}

/** Under which name the tries of a name are counted that nothing could be said about. */
function unanswered(name: string): string {
  return `${name}/unanswered`;
}

/** Counts a try as both wrong and unanswered, or says for how many milliseconds it comes too early. */
function countTry(services: Services, name: string): number {
  const counts = [looked(services, name, WRONG), looked(services, unanswered(name), UNANSWERED)];
  const wait = Math.max(...counts.map((each) => each.wait));
  for (const each of counts) each.keep(wait <= 0);
  return wait;
}

/** How long it is until a name may be tried again, and what is kept of it then. */
function looked(services: Services, name: string, { free, most }: Limit) {
  const { store } = services;
  const at = services.now();
  const tries = sinceSetBack(store.signIns.tries(name), at);
  const count = tries === undefined || at - tries.lastAt >= FORGET_MS ? 0 : tries.wrong;
  const slow = tries === undefined || count <= free ? at : tries.lastAt + 1000 * 2 ** (count - free - 1);
  return {
    wait: Math.max(tries?.lockedUntil ?? at, slow) - at,
    keep: (isTry: boolean) => {
      if (isTry) {
        const lock = count + 1 >= most ? at + LOCK_MS : null;
        store.signIns.putTries(name, { wrong: count + 1, lastAt: at, lockedUntil: lock });
      }
      // Kept as of now where the clock was set back, so that the wait ends.
      else if (tries !== undefined) store.signIns.putTries(name, tries);
    },
  };
}

/** Tries of a clock that was set back since count as just now: it keeps nobody out for longer than a lock lasts. */
function sinceSetBack(tries: Tries | undefined, at: number): Tries | undefined {
  if (tries === undefined || tries.lastAt <= at) return tries;
  const { wrong, lockedUntil } = tries;
  return { wrong, lastAt: at, lockedUntil: lockedUntil === null ? null : at + LOCK_MS };
}

/**
 * One try less, whatever was counted meanwhile: else a try that fails on purpose would wipe out the wrong ones beside it. A
 * lock rested on this try too, since nobody may try after it.
 */
function takeBack({ store }: Services, name: string): void {
  const tries = store.signIns.tries(name);
  if (tries === undefined) return;
  const { wrong, lastAt } = tries;
  if (wrong <= 1) store.signIns.forgetTries(name);
  else store.signIns.putTries(name, { wrong: wrong - 1, lastAt, lockedUntil: null });
}

function tooEarly(wait: number): RollcallError {
  const waitSeconds = Math.ceil(wait / 1000);
  const minutes = Math.ceil(waitSeconds / 60);
  return new RollcallError(
    'sign-in.locked',
    waitSeconds < 60
      ? `Too many wrong tries. Try again in ${waitSeconds} ${waitSeconds === 1 ? 'second' : 'seconds'}.`
      : `Too many wrong tries. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
    { details: { waitSeconds } },
  );
}
