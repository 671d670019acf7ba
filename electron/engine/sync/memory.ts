import type { Remembered } from '../store/index.ts';
import { isOrphaning, sameValues } from './ground.ts';
import { issue, type CreateRow, type DeleteRow, type Plan, type UpdateRow } from './plan.ts';

/** By what a row is told to be the same one as before, whatever run asks for it. */
export interface RowIdentity {
  /** Key as hex, and the attribute that it came from in lower case. */
  key: string;
  keyAttribute: string;
  /** What an answer would rest on (ground.ts); of a deletion `absent` or `disabled`. */
  ground: string;
  /** Of an account of a PBX that is gone from it. */
  gone?: GoneQuestion | undefined;
}

/** That an account is gone from its PBX, whether it would be deleted or stay (D2): one question, by whatever row it is asked. */
export interface GoneQuestion {
  /** What the account is known by, and would be if it stayed, as hex. */
  keys: string[];
  /** Why it is gone; null where that is not known. */
  reason: string | null;
}

/** What a person answered before, found by the rows it is about. */
export class Memories {
  readonly #byKey = new Map<string, Remembered>();
  readonly #byDn = new Map<string, Remembered[]>();

  constructor(memories: Iterable<Remembered>) {
    for (const memory of memories) {
      const { kind, keyAttribute, key, dn } = memory;
      this.#byKey.set(keyOf(kind, keyAttribute, Buffer.from(key).toString('hex')), memory);
      const at = `${kind} ${dn}`;
      this.#byDn.set(at, [...(this.#byDn.get(at) ?? []), memory]);
    }
  }

  get isEmpty(): boolean {
    return this.#byKey.size === 0;
  }

  all(): Iterable<Remembered> {
    return this.#byKey.values();
  }

  /** Those that were given or changed since. */
  without(earlier: Memories): Memories {
    const said = (memory: Remembered) => JSON.stringify([memory.answer, memory.ground, memory.at]);
    return new Memories(
      [...this.#byKey].flatMap(([key, memory]) => {
        const before = earlier.#byKey.get(key);
        return before !== undefined && said(before) === said(memory) ? [] : [memory];
      }),
    );
  }

  /** What was answered about this row: by its key, or by its DN when the key attribute was changed since (E6). */
  find(kind: Remembered['kind'], dn: string, identity: RowIdentity): Remembered | undefined {
    if (identity.gone !== undefined) return this.#ofGone(identity.gone, identity.keyAttribute);
    const found = this.#byKey.get(keyOf(kind, identity.keyAttribute, identity.key));
    if (found !== undefined) return found;
    const sameDn = this.#byDn.get(`${kind} ${dn}`) ?? [];
    return sameDn.find(({ keyAttribute }) => keyAttribute !== identity.keyAttribute);
  }

  /** The newest answer to the question whether an account is gone. */
  #ofGone({ keys }: GoneQuestion, keyAttribute: string): Remembered | undefined {
    const answers = keys.flatMap((key) => {
      const deletion = this.#byKey.get(keyOf('delete', keyAttribute, key));
      const change = this.#byKey.get(keyOf('update', keyAttribute, key));
      const orphaning = change !== undefined && isOrphaning(change.ground) ? change : undefined;
      return [deletion, orphaning].filter((answer) => answer !== undefined);
    });
    return answers.sort((left, right) => right.at - left.at)[0];
  }
}

function keyOf(kind: string, keyAttribute: string, key: string): string {
  return `${kind} ${keyAttribute} ${key}`;
}

/**
 * Lets a person's answers count (E8, E9): what was rejected is not asked for again until the source's value changes, an
 * account that is kept not until its entry is back, and what was undone waits for approval. A row that asks for what was
 * answered and for something else as well waits too. Takes rows out of the plan or holds them; touches nothing else.
 * Comes before the guard, which must not weigh what nobody asks for.
 */
export function applyMemories(
  plan: Plan,
  memories: Memories,
  identityOf: (row: CreateRow | UpdateRow | DeleteRow) => RowIdentity,
): Plan {
  if (memories.isEmpty) return plan;
  const passed = { rejected: 0, kept: 0 };
  const held = { 'row.rejected': 0, 'row.undone': 0, 'row.asked': 0 };
  const stays = (kind: Remembered['kind'], dn: string, row: CreateRow | UpdateRow | DeleteRow): boolean => {
    const identity = identityOf(row);
    const memory = memories.find(kind, dn, identity);
    const same = memory === undefined ? 'none' : answeredPart(memory, identity);
    if (memory === undefined || same === 'none') return true;
    const { answer, runId } = memory;
    if (answer === 'undone' || answer === 'asked' || same === 'some') {
      const code = answer === 'undone' ? 'row.undone' : answer === 'asked' ? 'row.asked' : 'row.rejected';
      row.state = 'held';
      const said = answer === 'asked' ? '' : `${answer} in run ${runId}`;
      if (row.reasonCode === 'pbx.identity-changed') row.detail = askedAgain(row.detail, said);
      else {
        row.reasonCode = code;
        row.detail = said;
      }
      held[code] += 1;
      return true;
    }
    passed[answer] += 1;
    if (kind !== 'delete') plan.skipped += 1;
    return false;
  };
  plan.creates = plan.creates.filter((row) => stays('create', row.dn, row));
  plan.updates = plan.updates.filter((row) => stays('update', row.account.dn, row));
  plan.deletes = plan.deletes.filter((row) => stays('delete', row.account.dn, row));
  const say = (
    severity: 'info' | 'warning',
    code: keyof typeof held | 'row.kept',
    count: number,
    message: string,
  ) => {
    if (count > 0) plan.issues.push({ ...issue(severity, code, '', '', message), count });
  };
  const { rejected, kept } = passed;
  say('info', 'row.rejected', rejected, `${changes(rejected)} rejected before, and passed over.`);
  const accounts = kept === 1 ? '1 account was' : `${kept} accounts were`;
  say('info', 'row.kept', kept, `${accounts} kept although the entry is gone, as a person asked.`);
  const partly = held['row.rejected'];
  say(
    'warning',
    'row.rejected',
    partly,
    `A part of ${partly === 1 ? '1 change' : `${partly} changes`} was rejected before, so approval is asked for.`,
  );
  say(
    'warning',
    'row.undone',
    held['row.undone'],
    `${changes(held['row.undone'])} undone before, so approval is asked for.`,
  );
  say(
    'warning',
    'row.asked',
    held['row.asked'],
    `${changes(held['row.asked'])} to be asked about again, so approval is asked for.`,
  );
  return plan;
}

/** Whether it is the same person stays the question (D8): who was who, and what was said of it before. */
function askedAgain(question: string, said: string): string {
  const asked = question.replace(/ \((?:rejected|undone) in run \d+\)$/, '');
  return said === '' ? asked : `${asked} (${said})`;
}

function changes(count: number): string {
  return count === 1 ? '1 change was' : `${count} changes were`;
}

/** How much of what a row asks for was answered before: the source still says so. Who is kept is kept, whatever the reason. */
export function answeredPart(memory: Remembered, { ground, gone }: RowIdentity): 'all' | 'some' | 'none' {
  if (memory.answer === 'kept') return 'all';
  if (gone !== undefined) {
    const isOther = memory.kind === 'delete' && gone.reason !== null && memory.ground !== gone.reason;
    return isOther ? 'none' : 'all';
  }
  if (memory.kind === 'update') return sameValues(memory.ground, ground);
  return memory.ground === ground ? 'all' : 'none';
}
