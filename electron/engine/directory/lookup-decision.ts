/** What a second look found about an account whose entry a complete read did not bring (safety.md 2). */
export interface LookupAnswer {
  reason: 'present' | 'disabled' | 'moved' | 'unmatched' | 'deleted' | 'not-visible' | 'unknown';
  /** Words for a person: the new DN, `employeeType is "left"`, or what went wrong. */
  detail: string;
}

/**
 * What one question to the server came to. `absent` is an answer: the search ended well and found nothing. `refused`
 * is a server that does not let us look; `failed` is everything else that is no answer.
 */
export type Reply<T> =
  | { kind: 'found'; value: T }
  | { kind: 'absent' }
  | { kind: 'refused'; why: string }
  | { kind: 'failed'; why: string };

/** An entry that a look-up found. */
export interface SeenEntry {
  dn: string;
  /** Values of the key attribute; none when it cannot be read. */
  keys: Uint8Array[];
  /** Whether the entry is disabled, and disabled ones are not wanted (domain.md 2.2). */
  disabled: boolean;
}

/** Why an entry does not match the query: the attributes of the condition that it does not fulfil. */
export interface Mismatch {
  /** Attributes with their values, in words: `employeeType is "left"`. */
  shown: string[];
  /** Attributes without a value here and on every other entry of the container, as if we may not see them. */
  hidden: string[];
}

/** What is known so far about one account. A question that was not asked yet is undefined. */
export interface Facts {
  readonly dn: string;
  readonly key: Uint8Array;
  /** The entry at the last DN. */
  dnReply?: Reply<SeenEntry>;
  /** Entries anywhere in the directory with the key. */
  keyReply?: Reply<SeenEntry[]>;
  /** Whether the server finds the key below the search bases. */
  insideReply?: Reply<true>;
  /** Whether the entry that was found matches the query; its state is that of this later look. */
  queryReply?: Reply<SeenEntry>;
  mismatchReply?: Reply<Mismatch>;
  /** DN of a tombstone with the key (Active Directory). */
  tombstoneReply?: Reply<string>;
  /** DNs of one or two entries in the container that the entry stood in, whom the query finds. */
  containerReply?: Reply<string[]>;
}

/** A question to the server. */
export type Question = 'dn' | 'key' | 'inside' | 'query' | 'mismatch' | 'tombstone' | 'container';

/** What does not change from one account to the next. */
export interface LookupRules {
  /** Whether the server keeps tombstones that can be asked for. */
  tombstones: boolean;
  /** Whether a DN lies within a search base, by its text. When it does not, the server is asked. */
  isInside(dn: string): boolean;
  /** Whether this is the DN of an account of which the look-up by DN found nothing. */
  isMissing(dn: string): boolean;
  parentOf(dn: string): string;
}

/** The answer, or what must be asked before there is one. */
export type Step = { ask: Question; entry?: SeenEntry } | { answer: LookupAnswer };

/**
 * The next step of a second look (safety.md 2; engine.md E6). Pure. `deleted` comes out only when the look-ups by DN and by
 * key both ended well and found nothing, and either a tombstone was found or the container showed another entry of the query.
 */
export function nextStep(facts: Facts, rules: LookupRules): Step {
  const { dn, key, dnReply, keyReply } = facts;
  // The empty DN names the server's root entry, which is nobody's.
  if (dn !== '') {
    if (dnReply === undefined) return { ask: 'dn' };
    if (dnReply.kind === 'refused' || dnReply.kind === 'failed') return noAnswer(dnReply);
    if (dnReply.kind === 'found' && hasKey(dnReply.value, key)) return stepFound(facts, dnReply.value, rules);
  }
  if (keyReply === undefined) return { ask: 'key' };
  if (keyReply.kind === 'refused' || keyReply.kind === 'failed') return noAnswer(keyReply);
  if (keyReply.kind === 'absent') return stepGone(facts, rules);
  const [entry, second] = keyReply.value;
  if (entry === undefined) return unknown('The search for its directory key gave no clear answer.');
  if (second !== undefined) {
    return unknown(`Several entries carry its directory key, such as ${entry.dn} and ${second.dn}.`);
  }
  if (!hasKey(entry, key)) {
    return unknown(`The server takes ${entry.dn} for it, although the directory key is not the same.`);
  }
  return stepFound(facts, entry, rules);
}

/** The entry is there: where, and in which state? */
function stepFound(facts: Facts, entry: SeenEntry, rules: LookupRules): Step {
  const { insideReply, queryReply, mismatchReply } = facts;
  if (!rules.isInside(entry.dn)) {
    // Two DNs can be the same and be written differently: only the server knows all ways.
    if (insideReply === undefined) return { ask: 'inside', entry };
    if (insideReply.kind === 'refused' || insideReply.kind === 'failed') return noAnswer(insideReply);
    if (insideReply.kind === 'absent') return answer('moved', `moved out of the search base to ${entry.dn}`);
  }
  if (queryReply === undefined) return { ask: 'query', entry };
  if (queryReply.kind === 'refused' || queryReply.kind === 'failed') return noAnswer(queryReply);
  if (queryReply.kind === 'found') {
    if (!hasKey(queryReply.value, facts.key)) return unknown(`${entry.dn} changed while it was looked at.`);
    if (queryReply.value.disabled) return answer('disabled', `${entry.dn} is disabled`);
    return answer('present', `${entry.dn} is there and matches the query`);
  }
  if (mismatchReply === undefined) return { ask: 'mismatch', entry };
  if (mismatchReply.kind === 'refused' || mismatchReply.kind === 'failed') return noAnswer(mismatchReply);
  if (mismatchReply.kind === 'absent') {
    return unknown(
      `${entry.dn} is there and does not match the query, but no attribute can be named that keeps it from it.`,
    );
  }
  const { shown, hidden } = mismatchReply.value;
  if (hidden.length > 0) {
    // An attribute that no entry there shows: a right that the bind account lost looks exactly like this.
    return answer(
      'not-visible',
      `${hidden.join(' and ')} cannot be seen on any other entry of its container ${rules.parentOf(entry.dn) || '(none)'}`,
    );
  }
  return answer('unmatched', shown.join('; '));
}

/** Both look-ups found nothing. Is it deleted, or may we no longer see it? */
function stepGone(facts: Facts, rules: LookupRules): Step {
  const { dn, dnReply, tombstoneReply, containerReply } = facts;
  if (dn === '' || dnReply === undefined) return unknown('It has no DN that could be looked up.');
  if (dnReply.kind === 'found' && dnReply.value.keys.length === 0) {
    return unknown(`${dn} is there, but its directory key cannot be read.`);
  }
  if (rules.tombstones) {
    if (tombstoneReply === undefined) return { ask: 'tombstone' };
    if (tombstoneReply.kind === 'found') return answer('deleted', `its tombstone is ${tombstoneReply.value}`);
  }
  if (dnReply.kind === 'found') {
    // Not both look-ups found nothing (safety.md 2): a directory that was restored gives everybody a new key.
    return unknown(`Another entry has its place ${dn}; it may be the same person, made anew.`);
  }
  if (containerReply === undefined) return { ask: 'container' };
  const container = rules.parentOf(dn);
  if (containerReply.kind === 'failed' || containerReply.kind === 'refused') return noAnswer(containerReply);
  const seen = containerReply.kind === 'found' ? containerReply.value : [];
  if (seen.length === 0) {
    return answer(
      'not-visible',
      `no other entry of the query is visible in its container ${container || '(none)'}`,
    );
  }
  // What was missing a moment ago and shows up now proves that this server's answers cannot be relied on.
  const back = seen.find((other) => rules.isMissing(other));
  if (back !== undefined) return unknown(`${back} could not be found, and a moment later it was there.`);
  return answer('deleted', `its container ${container} holds other entries`);
}

function hasKey(entry: SeenEntry, key: Uint8Array): boolean {
  return entry.keys.some((each) => Buffer.compare(each, key) === 0);
}

function noAnswer(reply: { kind: 'refused' | 'failed'; why: string }): Step {
  return answer(reply.kind === 'refused' ? 'not-visible' : 'unknown', reply.why);
}

function unknown(detail: string): Step {
  return answer('unknown', detail);
}

function answer(reason: LookupAnswer['reason'], detail: string): Step {
  return { answer: { reason, detail } };
}
