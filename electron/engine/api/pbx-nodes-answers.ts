import { MOST_NAME } from '../../../shared/contract/configuration-values.ts';
import type { NotAssignedRow } from '../../../shared/contract/index.ts';
import { hintOf, type Code } from '../../../shared/domain/codes.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import type {
  Names,
  PersonAnswers,
  SamePersonAnswer,
} from '../../../shared/domain/mivoice-business/types.ts';
import { dropVoidAnswers, wasOf } from '../../../shared/domain/mivoice-business/void-answers.ts';
import { pbxSettings } from '../pbx/index.ts';
import type { NotAssignedOrder, NotAssignedRecord, Store } from '../store/index.ts';
import type { Services } from './context.ts';
import { answerProblems } from './pbx-node-settings.ts';
import { requireBusiness, requireNode } from './pbx-nodes.ts';
import { editable } from './source-edits.ts';

/** How many answers a node keeps of each kind; as the form takes. */
const MOST_ANSWERS = 10_000;

/** Devices of the last complete export that are in no account, and what was answered since (D12). */
export function listNotAssigned(
  store: Store,
  input: {
    sourceId: number;
    code?: Code | undefined;
    search: string;
    after: number;
    sort?: NotAssignedOrder | undefined;
    offset: number;
    limit: number;
  },
): {
  rows: (NotAssignedRow & { position: number })[];
  total: number;
  next: number | null;
  codes: { code: Code; devices: number; hint: string }[];
} {
  const { sourceId, settings } = requireNode(store, input.sourceId);
  const answers = pbxSettings(settings)?.answers ?? { same: [], separate: [] };
  const records = store.notAssigned.list(sourceId, { ...input, order: input.sort });
  const here = new Set(records.map(({ device: { number } }) => number));
  const same = answers.same.filter(({ number }) => here.has(number));
  const answered = new Map<string, 'same' | 'separate'>([
    ...actingOf(store, sourceId, same).map(({ number }) => [number, 'same'] as const),
    ...answers.separate.map((number) => [number, 'separate'] as const),
  ]);
  return {
    rows: records.map((record) => rowOf(record, answered.get(record.device.number) ?? null)),
    total: store.notAssigned.total(sourceId, input),
    next: records.length < input.limit ? null : records.at(-1)!.position,
    codes: store.notAssigned.codes(sourceId).map((row) => ({ ...row, hint: hintOf(row.code) })),
  };
}

/** Without answers that were given about somebody else: those can be answered anew. */
function actingOf(
  store: Store,
  sourceId: number,
  same: readonly SamePersonAnswer[],
): readonly SamePersonAnswer[] {
  if (same.every(({ was }) => was === undefined)) return same;
  const numbers = same.flatMap((answer) => [answer.number, answer.with]);
  const names = store.nodes.namesOf(sourceId, numbers);
  return dropVoidAnswers({ same: [...same], separate: [] }, names).answers.same;
}

function rowOf(
  { position, device, code, detail, near }: NotAssignedRecord,
  answered: NotAssignedRow['answered'],
): NotAssignedRow & { position: number } {
  return { position, ...device, code, detail, hint: hintOf(code), near, answered };
}

/** One answer: the same person as another number, a person of its own, or none any more. */
interface Answer {
  number: string;
  answer: { kind: 'same'; with: string } | { kind: 'separate' } | { kind: 'none' };
}

/**
 * Stores with a node what a person says of devices that the rules cannot assign, or of whom they make two people where
 * there is one (D12, A15). All or none; the next synchronization heeds them.
 */
export function answerDevices(
  services: Services,
  input: { sourceId: number; answers: readonly Answer[] },
): Promise<{ answers: PersonAnswers }> {
  const { store } = services;
  return services.write(() => {
    const source = requireNode(store, input.sourceId);
    editable(store, source.enterpriseId, 'PBX nodes');
    const settings = requireBusiness(source);
    const given = checked(store, source.sourceId, settings.answers, input.answers);
    const names = namesNow(store, source.sourceId, settings.answers, given);
    const answers = answersAfter(settings.answers, given, names);
    const [problem] = answerProblems(answers);
    if (problem !== undefined) throw refused(`The answer ${problem.message}.`);
    if (answers.same.length > MOST_ANSWERS || answers.separate.length > MOST_ANSWERS) {
      throw refused(`A node keeps at most ${MOST_ANSWERS} answers of a kind. Put the devices into groups.`);
    }
    const { name, profileId } = source;
    store.sources.update(source.sourceId, { name, settings: { ...settings, answers }, profileId });
    return { answers };
  });
}

/** The answers of a node after further ones: of a number the newest counts. In the order in which they were given. */
function answersAfter(
  before: PersonAnswers,
  given: readonly Answer[],
  names: ReadonlyMap<string, Names>,
): PersonAnswers {
  const all = new Map<string, SamePersonAnswer | 'separate'>();
  for (const answer of before.same) all.set(answer.number, answer);
  for (const number of before.separate) all.set(number, 'separate');
  for (const { number, answer } of given) {
    if (answer.kind === 'none') all.delete(number);
    else if (answer.kind === 'separate') all.set(number, 'separate');
    else all.set(number, { number, with: answer.with, ...wasOf(names.get(number), names.get(answer.with)) });
  }
  const after: PersonAnswers = { same: [], separate: [] };
  for (const [number, answer] of all) {
    if (answer === 'separate') after.separate.push(number);
    else after.same.push(answer);
  }
  return after;
}

/**
 * Who has the numbers of *same person* answers now, as far as that is known. What was joined to somebody already has the
 * names that it had then: so a chain of answers ends where one of them does.
 */
function namesNow(
  store: Store,
  sourceId: number,
  before: PersonAnswers,
  given: readonly Answer[],
): Map<string, Names> {
  const numbers = given.flatMap(({ number, answer }) =>
    answer.kind === 'same' ? [number, answer.with] : [],
  );
  const found = store.nodes.namesOf(sourceId, numbers);
  const names = new Map<string, Names>();
  for (const { number, was } of before.same) if (was?.number !== undefined) names.set(number, was.number);
  for (const number of numbers) {
    const now = found.get(number);
    if (now !== undefined && isKeepable(now)) names.set(number, now);
  }
  return names;
}

/** Whether names are no longer than a node's form takes. */
function isKeepable({ firstName, lastName, department }: Names): boolean {
  return [firstName, lastName, department].every(({ length }) => length <= MOST_NAME);
}

/**
 * An answer is about a device that is in no account or was answered, or about a number that an account has on the PBX; and
 * "same person" names another such number. Who is in a group is who the PBX says (R4): that is no answer's to change.
 */
function checked(
  store: Store,
  sourceId: number,
  before: PersonAnswers,
  given: readonly Answer[],
): readonly Answer[] {
  const numbers = given.flatMap(({ number, answer }) =>
    answer.kind === 'same' ? [number, answer.with] : [number],
  );
  const listed = store.notAssigned.numbers(sourceId, numbers);
  const answered = new Set([...before.same.map(({ number }) => number), ...before.separate]);
  const owners = store.nodes.numberOwners(sourceId, numbers);
  const isKnown = (number: string) => listed.has(number) || answered.has(number) || owners.has(number);
  /** The group that has a number, unless an answer put it there. */
  const groupOf = (number: string) => {
    const owner = answered.has(number) || listed.has(number) ? undefined : owners.get(number);
    return owner === undefined || owner.group === '' ? null : { kind: owner.group, pilot: owner.key };
  };
  return given.map(({ number, answer }) => {
    if (!isKnown(number)) {
      throw refused(
        `${number} is neither a device in no account nor the number of an account of this node, so there is nothing to answer.`,
      );
    }
    const group = groupOf(number);
    if (answer.kind === 'separate' && group !== null) throw refused(inGroup(number, group));
    if (answer.kind !== 'same') return { number, answer };
    if (answer.with === number) throw refused(`${number} cannot be the same person as itself.`);
    if (!isKnown(answer.with)) throw refused(`${answer.with} is the number of nobody on this node.`);
    if (group === null) return { number, answer };
    if (group.pilot !== number) throw refused(inGroup(number, group));
    const other = groupOf(answer.with);
    // A group is joined, and joins nobody: the other number goes to it.
    if (other === null) return { number: answer.with, answer: { kind: 'same', with: number } };
    if (other.kind !== group.kind) return { number, answer };
    throw refused(
      `${number} and ${answer.with} are both in a ${group.kind}. Two of one kind never become one person.`,
    );
  });
}

function inGroup(number: string, { kind, pilot }: { kind: string; pilot: string }): string {
  return `${number} is in the ${kind} ${pilot}, so the PBX says whose it is.`;
}

function refused(message: string): RollcallError {
  return new RollcallError('usage.invalid', message);
}
