import { RollcallError } from '../../../shared/domain/errors.ts';
import type { SynchronizerSettings } from '../../../shared/domain/synchronizer.ts';
import { cancelled } from './connection.ts';
import {
  nextStep,
  type Facts,
  type LookupAnswer,
  type LookupRules,
  type Question,
} from './lookup-decision.ts';
import { scanForKeys } from './lookup-key-scan.ts';
import { dnMark, findPlaces, isInside, parentOf, type LookupPlaces } from './lookup-places.ts';
import { LookupQuestions } from './lookup-questions.ts';
import { plainText } from './lookup-words.ts';
import { inParallel, SEARCHES_AT_ONCE, SmallSearches } from './small-search.ts';

/** Past so many accounts without an entry at their DN, one scan of all keys answers for all (engine.md E6). */
const MOST_KEY_SEARCHES = 50;
/** How often progress is reported at most, in milliseconds. */
const PROGRESS_MS = 250;

/** An account whose entry a complete read did not find. */
export interface LookupRequest {
  /** Where its entry was last; empty when that is not known. */
  dn: string;
  /** Its directory key, as bytes. */
  key: Uint8Array;
}

/**
 * Looks accounts up once more whose entries are gone, and says why (safety.md 2; engine.md E6): by DN first, then by key.
 * Never throws for what the server does: such an account's answer is `unknown` with the sentence, also for all that were
 * not answered yet when the conversation broke off. Throws `run.cancelled`.
 *
 * @param server the server that answered the scan, and no other: `ldap://host:port` (ReadEvidence)
 * @param progress answers so far
 */
export async function lookUpGone(
  settings: SynchronizerSettings,
  password: string | null,
  server: string,
  requests: readonly LookupRequest[],
  signal: AbortSignal,
  progress: (done: number) => void,
): Promise<LookupAnswer[]> {
  if (requests.length === 0) return [];
  const looks = new Looks(requests, progress);
  let searches: SmallSearches | null = null;
  try {
    searches = await SmallSearches.open(settings, password, server, signal);
    const places = await findPlaces(searches, settings);
    await looks.byDn(new LookupQuestions(searches, settings, places), settings, places);
    const keys = looks.open.map(({ facts }) => facts.key);
    if (keys.length > MOST_KEY_SEARCHES) {
      looks.takeKeys(await scanForKeys(settings, password, server, places.wide, keys, signal));
    }
    await looks.toTheEnd();
  } catch (error) {
    if (signal.aborted) throw cancelled();
    if (!(error instanceof RollcallError) || error.code === 'run.cancelled') throw error;
    looks.giveUp(error);
  } finally {
    searches?.close();
  }
  return looks.answers();
}

/** One account on its way to an answer. */
interface Look {
  readonly facts: Facts;
  answer: LookupAnswer | null;
}

/** The second looks of one run. */
class Looks {
  readonly #looks: readonly Look[];
  readonly #progress: (done: number) => void;
  readonly #missing = new Set<string>();
  #questions: LookupQuestions | null = null;
  #rules: LookupRules | null = null;
  #done = 0;
  #reportedAt = performance.now();

  constructor(requests: readonly LookupRequest[], progress: (done: number) => void) {
    this.#looks = requests.map(({ dn, key }) => ({ facts: { dn, key }, answer: null }));
    this.#progress = progress;
  }

  /** Those without an answer. */
  get open(): Look[] {
    return this.#looks.filter((look) => look.answer === null);
  }

  /** Looks everybody up by DN; whoever is found there gets an answer. */
  async byDn(
    questions: LookupQuestions,
    settings: SynchronizerSettings,
    places: LookupPlaces,
  ): Promise<void> {
    this.#questions = questions;
    this.#rules = {
      tombstones: settings.server === 'active-directory',
      isInside: (dn) => isInside(dn, places.bases),
      isMissing: (dn) => this.#missing.has(dnMark(dn)),
      parentOf,
    };
    await inParallel(this.#looks, SEARCHES_AT_ONCE, (look) => this.#walk(look, 'key'));
    for (const { facts } of this.#looks) {
      if (facts.dnReply?.kind === 'absent') this.#missing.add(dnMark(facts.dn));
    }
  }

  takeKeys(reply: (key: Uint8Array) => Facts['keyReply'] & {}): void {
    for (const { facts } of this.open) facts.keyReply = reply(facts.key);
  }

  async toTheEnd(): Promise<void> {
    await inParallel(this.open, SEARCHES_AT_ONCE, (look) => this.#walk(look, null));
  }

  /** Nothing more can be found out. */
  giveUp(error: RollcallError): void {
    for (const look of this.open) look.answer = { reason: 'unknown', detail: error.message };
  }

  answers(): LookupAnswer[] {
    this.#progress(this.#looks.length);
    return this.#looks.map(({ answer }) => {
      if (answer === null) throw new Error('a second look ended without an answer');
      return { reason: answer.reason, detail: plainText(answer.detail) };
    });
  }

  /** Asks one question after the other, up to the answer or a question that has to wait. */
  async #walk(look: Look, stopAt: Question | null): Promise<void> {
    for (;;) {
      const step = nextStep(look.facts, this.#rules!);
      if ('answer' in step) {
        look.answer = step.answer;
        this.#done += 1;
        this.#report();
        return;
      }
      if (step.ask === stopAt) return;
      await this.#questions!.ask(step.ask, look.facts, step.entry);
    }
  }

  #report(): void {
    const now = performance.now();
    if (now - this.#reportedAt < PROGRESS_MS) return;
    this.#reportedAt = now;
    this.#progress(this.#done);
  }
}
