import { createRouterClient, ORPCError } from '@orpc/server';
import * as fc from 'fast-check';
import { afterAll, expect, test, vi } from 'vitest';
import type { Services, Session } from '../../electron/engine/api/context.ts';
import { router } from '../../electron/engine/api/router.ts';
import { Sessions } from '../../electron/engine/api/sessions.ts';
import { isPersonal } from '../../shared/domain/number-life.ts';
import { referencesOf, toSettings } from '../../shared/domain/status-rules.ts';
import type { StatusSettings } from '../../shared/domain/status.ts';
import { device, pbx, prg } from '../support/pbx-node.ts';
import { PbxSyncBench, type BenchNode } from '../support/pbx-sync.ts';

/*
 * Rule 6 as a machine: two people of a PBX, whose phones come and go, change hands and come back, while the two, signed in,
 * and an administrator change statuses and numbers in any order. A model of the life of numbers (domain.md 5.5) is walked
 * along with the real store, real synchronizations of real files and the contract; after each step both must say the same.
 */

const numRuns = Math.max(20, Math.ceil(Number(process.env['PROPERTY_RUNS'] ?? 100) / 25));
vi.setConfig({ testTimeout: 120_000 + 400 * numRuns });

const bench = new PbxSyncBench();
afterAll(() => bench.close());

const PEOPLE = ['Eva', 'Max'] as const;
type Person = (typeof PEOPLE)[number];
/** The phone that each always has: so nobody is ever gone altogether. */
const PILOTS: Record<Person, string> = { Eva: '3000', Max: '4000' };
/** Numbers that the PBX gives to the one or the other, to somebody else, or to nobody. */
const SHARED = ['6001', '6002'] as const;
/** Numbers that only people add. */
const OWN = ['0170'] as const;
const STATUSES = ['Mobile', 'In a Meeting'] as const;

interface ModelNumber {
  origin: 'pbx' | 'manual' | 'user';
  /** As of the last synchronization. */
  state: 'present' | 'deleted-on-pbx' | 'reassigned';
  /** Whether the PBX gave it to this account at the last synchronization. */
  onPbx: boolean;
}

interface ModelStatus {
  settings: StatusSettings;
  locked: boolean;
}

interface Model {
  numbers: Record<Person, Map<string, ModelNumber>>;
  statuses: Record<Person, Map<string, ModelStatus>>;
}

const CLIENT = 'window';

class Real {
  readonly node: BenchNode;
  readonly accounts: Record<Person, number>;
  readonly #services: Services;

  private constructor(node: BenchNode, accounts: Record<Person, number>) {
    this.node = node;
    this.accounts = accounts;
    const { store } = bench;
    this.#services = {
      store,
      now: () => 1,
      write: <T>(work: () => T) => store.write(work),
      events: { storeChanged: () => undefined },
      sessions: new Sessions({ store, now: () => 1 }),
    } as unknown as Services;
  }

  static async make(): Promise<Real> {
    bench.wipe();
    const node = bench.node();
    await bench.take(node, exportOf(FIRST));
    const found = bench.accounts(node.source.sourceId);
    const of = (person: Person) => found.find(({ login }) => login === PILOTS[person])!.id;
    return new Real(node, { Eva: of('Eva'), Max: of('Max') });
  }

  as(session: Session) {
    return createRouterClient(router, { context: { services: this.#services, session } });
  }

  user(person: Person) {
    return this.as({ role: 'user', accountId: this.accounts[person], via: 'window', client: CLIENT });
  }

  get admin() {
    return this.as({ role: 'admin', via: 'window' });
  }

  /** All that is stored of a person's numbers and statuses. */
  image(person: Person): string {
    const accountId = this.accounts[person];
    const account = bench.store.accounts.get(accountId)!;
    return JSON.stringify([account.version, account.numbers, bench.store.statuses.image(accountId)]);
  }
}

/** Whose each shared number is: a person's, a stranger's, or nobody's. */
type Given = Partial<Record<(typeof SHARED)[number], Person | 'stranger'>>;

/** What the PBX has at first. */
const FIRST: Given = { 6001: 'Eva', 6002: 'Max' };

function exportOf(given: Given) {
  const of = (owner: string) => SHARED.filter((number) => given[number] === owner);
  const people = PEOPLE.flatMap((person) => [
    device(PILOTS[person], 'desk', `${person} Kane/R&D`),
    ...of(person).map((number) => device(number, 'desk', `${person} phone`)),
  ]);
  const strangers = of('stranger').map((number) => device(number, 'desk', `Stranger ${number}`));
  const groups = PEOPLE.map((person) => prg(PILOTS[person], PILOTS[person], ...of(person)));
  return pbx([...people, ...strangers], groups);
}

function usesOf(model: Model, person: Person, number: string): string[] {
  return [...model.statuses[person]]
    .filter(([, { settings }]) => referencesOf(settings).some((each) => each.number === number))
    .map(([name]) => name);
}

function statusOf(model: Model, person: Person, name: string): ModelStatus {
  return model.statuses[person].get(name) ?? { settings: DEFAULT, locked: false };
}

const DEFAULT: StatusSettings = {
  makeCallFrom: 'prime-phone',
  sendCallsTo: ['prime-phone'],
  whenBusy: 'pbx-default',
  whenNoAnswer: 'voicemail',
};

/** Does something and answers with the code that it was refused with; null when it was not. */
async function refusal(act: Promise<unknown>): Promise<string | null> {
  return act.then(
    () => null,
    (error: unknown) => {
      if (error instanceof ORPCError) return String(error.code);
      throw error;
    },
  );
}

function other(person: Person): Person {
  return person === 'Eva' ? 'Max' : 'Eva';
}

abstract class Step implements fc.AsyncCommand<Model, Real> {
  check(): boolean {
    return true;
  }

  async run(model: Model, real: Real): Promise<void> {
    await this.act(model, real);
    agree(model, real);
  }

  abstract act(model: Model, real: Real): Promise<void>;
  abstract toString(): string;
}

/** The PBX changes and is synchronized. */
class Synchronize extends Step {
  readonly given: Given;
  constructor(given: Given) {
    super();
    this.given = given;
  }

  async act(model: Model, real: Real): Promise<void> {
    const run = await bench.take(real.node, exportOf(this.given));
    expect(run.complete).toBe(true);
    // A stranger whose number came into a group is still there: somebody says that the account goes (D20).
    const waiting = bench.waiting(real.node);
    if (waiting.length > 0) await bench.approve(real.node, waiting);
    expect(bench.waiting(real.node)).toEqual([]);
    for (const person of PEOPLE) {
      const numbers = model.numbers[person];
      const has = (number: string) =>
        number === PILOTS[person] || this.given[number as (typeof SHARED)[number]] === person;
      const taken = (number: string) =>
        Object.values(PILOTS).includes(number) || this.given[number as (typeof SHARED)[number]] !== undefined;
      for (const number of new Set([...numbers.keys(), ...SHARED, PILOTS[person]])) {
        const row = numbers.get(number);
        if (has(number)) {
          const origin = row === undefined || row.origin === 'pbx' ? 'pbx' : row.origin;
          numbers.set(number, { origin, state: 'present', onPbx: true });
        } else if (row !== undefined) {
          const isOwn = row.origin !== 'pbx';
          // What a person added and the PBX never had has nothing to lose.
          if (isOwn && !row.onPbx && row.state === 'present') continue;
          if (isOwn || usesOf(model, person, number).length > 0) {
            const state = taken(number) ? 'reassigned' : 'deleted-on-pbx';
            numbers.set(number, { ...row, state, onPbx: false });
          } else numbers.delete(number);
        }
      }
    }
  }

  toString(): string {
    return `synchronize ${JSON.stringify(this.given)}`;
  }
}

/** A signed-in user, or an administrator on their behalf, sets a place of a status. */
class SetPlace extends Step {
  readonly #by: 'user' | 'admin';
  readonly #person: Person;
  readonly #name: string;
  readonly #change: Partial<StatusSettings>;
  constructor(by: 'user' | 'admin', person: Person, name: string, change: Partial<StatusSettings>) {
    super();
    this.#by = by;
    this.#person = person;
    this.#name = name;
    this.#change = change;
  }

  async act(model: Model, real: Real): Promise<void> {
    const [person, name, settings] = [this.#person, this.#name, this.#change];
    const others = real.image(other(person));
    const before = statusOf(model, person, name);
    const chosen = referencesOf({ ...NONE, ...settings }).map(({ number }) => number);
    const had = referencesOf(before.settings);
    const wrong = referencesOf({ ...NONE, ...settings }).find(
      ({ number, slot }) =>
        model.numbers[person].get(number)?.state !== 'present' &&
        !had.some((each) => each.number === number && each.slot === slot),
    );
    const code =
      this.#by === 'user'
        ? await refusal(real.user(person).me.setStatus({ name, settings }))
        : await refusal(real.admin.statuses.set({ accountId: real.accounts[person], name, settings }));
    if (this.#by === 'user' && before.locked) expect(code).toBe('status.locked');
    else if (wrong !== undefined) {
      expect(code).toBe(model.numbers[person].has(wrong.number) ? 'number.gone' : 'number.not-found');
    } else {
      expect(code, chosen.join()).toBeNull();
      model.statuses[person].set(name, { ...before, settings: { ...before.settings, ...settings } });
    }
    expect(real.image(other(person))).toBe(others);
  }

  toString(): string {
    return `${this.#by} sets ${this.#name} of ${this.#person} ${JSON.stringify(this.#change)}`;
  }
}

const NONE: StatusSettings = { makeCallFrom: '', sendCallsTo: [], whenBusy: 'none', whenNoAnswer: 'none' };

class Repoint extends Step {
  readonly #person: Person;
  readonly #from: string;
  readonly #to: string;
  constructor(person: Person, from: string, to: string) {
    super();
    this.#person = person;
    this.#from = from;
    this.#to = to;
  }

  async act(model: Model, real: Real): Promise<void> {
    const [person, from, to] = [this.#person, this.#from, this.#to];
    const others = real.image(other(person));
    const uses = usesOf(model, person, from);
    const free = uses.filter((name) => !statusOf(model, person, name).locked);
    const code = await refusal(real.user(person).me.repoint({ from, to }));
    const there = model.numbers[person].get(to)?.state;
    if (uses.length === 0 && !model.numbers[person].has(from)) expect(code).toBe('number.not-found');
    else if (to !== 'prime-phone' && there !== 'present') {
      expect(code).not.toBeNull();
    } else if (uses.length > 0 && free.length === 0) expect(code).toBe('status.locked');
    else {
      expect(code).toBeNull();
      for (const name of free) {
        const status = statusOf(model, person, name);
        model.statuses[person].set(name, { ...status, settings: moved(status.settings, from, to) });
      }
    }
    expect(real.image(other(person))).toBe(others);
  }

  toString(): string {
    return `${this.#person} re-points ${this.#from} to ${this.#to}`;
  }
}

function moved(settings: StatusSettings, from: string, to: string): StatusSettings {
  const other = (target: string) => (target === from ? to : target);
  return {
    makeCallFrom: other(settings.makeCallFrom),
    sendCallsTo: [...new Set(settings.sendCallsTo.map(other))],
    whenBusy: other(settings.whenBusy),
    whenNoAnswer: other(settings.whenNoAnswer),
  };
}

/** No path deletes a number that a status points at, or one that the PBX still has; a user's none that works but their own. */
class DeleteNumber extends Step {
  readonly #by: 'user' | 'admin';
  readonly #person: Person;
  readonly #number: string;
  constructor(by: 'user' | 'admin', person: Person, number: string) {
    super();
    this.#by = by;
    this.#person = person;
    this.#number = number;
  }

  async act(model: Model, real: Real): Promise<void> {
    const [person, number] = [this.#person, this.#number];
    const others = real.image(other(person));
    const row = model.numbers[person].get(number);
    const code =
      this.#by === 'user'
        ? await refusal(real.user(person).me.deleteNumber({ number }))
        : await refusal(real.admin.numbers.delete({ accountId: real.accounts[person], number }));
    if (row === undefined) expect(code).toBe('number.not-found');
    else if (row.origin === 'pbx' && row.state === 'present') expect(code).toBe('number.present');
    else if (this.#by === 'user' && (row.onPbx || (row.origin === 'manual' && row.state === 'present'))) {
      // Nothing would go, or it is the administrator's.
      expect(code).toBe('number.present');
    } else if (row.onPbx) {
      // A person's number that the PBX has too is the PBX's alone afterwards: nothing is lost, so nothing is refused.
      expect(code).toBeNull();
      model.numbers[person].set(number, { ...row, origin: 'pbx' });
    } else if (usesOf(model, person, number).length > 0) expect(code).toBe('number.held');
    else {
      expect(code).toBeNull();
      model.numbers[person].delete(number);
    }
    expect(real.image(other(person))).toBe(others);
  }

  toString(): string {
    return `${this.#by} deletes ${this.#number} of ${this.#person}`;
  }
}

/** A user adds a number of their own. */
class AddNumber extends Step {
  readonly #person: Person;
  readonly #number: string;
  constructor(person: Person, number: string) {
    super();
    this.#person = person;
    this.#number = number;
  }

  async act(model: Model, real: Real): Promise<void> {
    const [person, number] = [this.#person, this.#number];
    const code = await refusal(real.user(person).me.addNumber({ number, kind: 'other' }));
    if (model.numbers[person].has(number)) expect(code).toBe('number.exists');
    else {
      expect(code).toBeNull();
      model.numbers[person].set(number, { origin: 'user', state: 'present', onPbx: false });
    }
  }

  toString(): string {
    return `${this.#person} adds ${this.#number}`;
  }
}

/** An administrator adds a number to an account, or makes one of its numbers one that they added (A14). */
class AddForUser extends Step {
  readonly #person: Person;
  readonly #number: string;
  constructor(person: Person, number: string) {
    super();
    this.#person = person;
    this.#number = number;
  }

  async act(model: Model, real: Real): Promise<void> {
    const [person, number] = [this.#person, this.#number];
    const others = real.image(other(person));
    const numbers = model.numbers[person];
    const row = numbers.get(number) ?? { state: 'present', onPbx: false };
    numbers.set(number, { ...row, origin: 'manual' });
    const added = [...numbers].filter(([, { origin }]) => origin === 'manual');
    const account = { numbers: added.map(([each]) => ({ number: each, kind: 'other' as const })) };
    const accountId = real.accounts[person];
    const { version } = bench.store.accounts.get(accountId)!;
    expect(await refusal(real.admin.accounts.update({ accountId, version, account }))).toBeNull();
    // While it works, only they delete it.
    if (row.state === 'present') {
      expect(await refusal(real.user(person).me.deleteNumber({ number }))).toBe('number.present');
    }
    expect(real.image(other(person))).toBe(others);
  }

  toString(): string {
    return `an administrator adds ${this.#number} for ${this.#person}`;
  }
}

class Lock extends Step {
  readonly #person: Person;
  readonly #name: string;
  readonly #locked: boolean;
  constructor(person: Person, name: string, locked: boolean) {
    super();
    this.#person = person;
    this.#name = name;
    this.#locked = locked;
  }

  async act(model: Model, real: Real): Promise<void> {
    const [person, name, locked] = [this.#person, this.#name, this.#locked];
    await real.admin.statuses.set({ accountId: real.accounts[person], name, settings: {}, locked });
    model.statuses[person].set(name, { ...statusOf(model, person, name), locked });
  }

  toString(): string {
    return `${this.#name} of ${this.#person} is ${this.#locked ? 'locked' : 'unlocked'}`;
  }
}

/** An administrator frees numbers of both people at once, as the preview said. */
class Release extends Step {
  readonly #number: string;
  constructor(number: string) {
    super();
    this.#number = number;
  }

  async act(model: Model, real: Real): Promise<void> {
    const number = this.#number;
    const items = PEOPLE.map((person) => ({ accountId: real.accounts[person], number }));
    const action = { kind: 'release', alsoDelete: true } as const;
    const { hash, rows: said } = await real.admin.numbers.previewAction({ items, action });
    const { rows } = await real.admin.numbers.act({ items, action, hash });
    expect(rows).toEqual(said);
    for (const person of PEOPLE) {
      const row = model.numbers[person].get(number);
      const mayGo = row !== undefined && (row.origin !== 'pbx' || row.state !== 'present') && !row.onPbx;
      const found = rows.find(({ accountId }) => accountId === real.accounts[person])!;
      if (row?.onPbx === true && row.origin !== 'pbx') {
        // It becomes the PBX's alone, or is left: either way it is still there.
        expect(found.deletes).toBe(false);
        if (found.result === 'refused') continue;
        model.numbers[person].set(number, { ...row, origin: 'pbx' });
      } else {
        expect(found.result, found.why).toBe(mayGo ? 'done' : 'refused');
        if (!mayGo) continue;
        model.numbers[person].delete(number);
      }
      for (const name of usesOf(model, person, number)) {
        const status = statusOf(model, person, name);
        model.statuses[person].set(name, { ...status, settings: emptied(status.settings, number) });
      }
    }
  }

  toString(): string {
    return `${this.#number} is released`;
  }
}

function emptied(settings: StatusSettings, number: string): StatusSettings {
  return {
    makeCallFrom: settings.makeCallFrom === number ? '' : settings.makeCallFrom,
    sendCallsTo: settings.sendCallsTo.filter((target) => target !== number),
    whenBusy: settings.whenBusy === number ? 'pbx-default' : settings.whenBusy,
    whenNoAnswer: settings.whenNoAnswer === number ? 'pbx-default' : settings.whenNoAnswer,
  };
}

/** A user asks for another one's account by everything that takes an account: refused, and nothing is changed. */
class Trespass extends Step {
  readonly #person: Person;
  constructor(person: Person) {
    super();
    this.#person = person;
  }

  async act(_: Model, real: Real): Promise<void> {
    const before = PEOPLE.map((person) => real.image(person));
    const user = real.user(this.#person);
    const accountId = real.accounts[other(this.#person)];
    const items = [{ accountId, number: '6001' }];
    const action = { kind: 'release', alsoDelete: true } as const;
    for (const ask of [
      user.accounts.get({ accountId }),
      user.statuses.list({ accountId }),
      user.statuses.set({ accountId, name: 'Mobile', settings: { makeCallFrom: '' } }),
      user.numbers.repoint({ accountId, from: '6001', to: 'prime-phone' }),
      user.numbers.delete({ accountId, number: '6001' }),
      user.numbers.act({ items, action, hash: '0'.repeat(64) }),
      user.signIns.setPassword({ accountId, password: 'a long password' }),
    ])
      expect(await refusal(ask)).toBe('access.denied');
    expect(PEOPLE.map((person) => real.image(person))).toEqual(before);
  }

  toString(): string {
    return `${this.#person} reaches for the other account`;
  }
}

/** What the user did last is put back, when nothing came between. */
class ThereAndBack extends Step {
  readonly #person: Person;
  readonly #number: string;
  constructor(person: Person, number: string) {
    super();
    this.#person = person;
    this.#number = number;
  }

  async act(model: Model, real: Real): Promise<void> {
    const [person, number] = [this.#person, this.#number];
    const settings = { makeCallFrom: number };
    const before = without(real.image(person));
    const code = await refusal(real.user(person).me.setStatus({ name: 'Mobile', settings }));
    if (code !== null) return;
    const { undo } = await real.user(person).me.get();
    if (statusOf(model, person, 'Mobile').settings.makeCallFrom === number) return;
    expect(undo).not.toBeNull();
    await real.user(person).me.undo({ changeId: undo!.changeId });
    expect(without(real.image(person))).toBe(before);
  }

  toString(): string {
    return `${this.#person} points Mobile at ${this.#number} and takes it back`;
  }
}

/** An image without the version, which an undo raises too, and the ids of rows. */
function without(image: string): string {
  const [, ...rest] = JSON.parse(image) as unknown[];
  return JSON.stringify(rest).replaceAll(/"status_id":\d+,?/g, '');
}

/** The store says what the model says, and nothing dangles. */
function agree(model: Model, real: Real): void {
  for (const person of PEOPLE) {
    const accountId = real.accounts[person];
    const account = bench.store.accounts.get(accountId)!;
    const rows = Object.fromEntries(
      account.numbers.map(({ number, origin, state }) => [number, `${origin} ${state}`]),
    );
    const expected = Object.fromEntries(
      [...model.numbers[person]].map(([number, { origin, state }]) => [number, `${origin} ${state}`]),
    );
    expect(rows).toEqual(expected);
    const image = bench.store.statuses.image(accountId);
    const derived = image.statuses.flatMap(({ name, settings }) =>
      referencesOf(toSettings(JSON.parse(String(settings)))).map(
        ({ number, slot }) => `${number} ${String(name)} ${slot}`,
      ),
    );
    const stored = image.references.map(
      ({ number, status, slot }) => `${String(number)} ${String(status)} ${String(slot)}`,
    );
    expect(stored.sort()).toEqual(derived.sort());
    // No path deletes a number that a status points at.
    for (const { number } of image.references) expect(rows).toHaveProperty([String(number)]);
    for (const name of STATUSES) {
      const { settings, locked } = statusOf(model, person, name);
      const found = bench.store.statuses.of(accountId)!.edited.find((each) => each.name === name);
      expect(found?.settings ?? DEFAULT).toEqual(settings);
      expect(found?.locked ?? false).toBe(locked);
    }
    // A row that is gone and that nobody added is there only for a status, since the last synchronization or edit.
    for (const row of account.numbers)
      if (isPersonal(row)) expect(model.numbers[person].get(row.number)?.origin).toBe(row.origin);
  }
}

const person = fc.constantFrom('Eva' as const, 'Eva' as const, 'Eva' as const, 'Max' as const);
/** Mostly the number that comes and goes: steps that have nothing to do with each other prove nothing. */
const number = fc.constantFrom('6001', '6001', '6001', '6001', '6002', ...OWN, '3000', '4000');
const target = fc.oneof(number, fc.constant('prime-phone'));
const name = fc.constantFrom('Mobile', 'Mobile', 'Mobile', 'In a Meeting');
const owner = fc.constantFrom('Eva' as const, 'Eva' as const, 'Max' as const, 'stranger' as const, undefined);
const change = fc.oneof(
  fc.record({ makeCallFrom: target }),
  fc.record({ sendCallsTo: fc.uniqueArray(target, { maxLength: 2 }) }),
  fc.record({ whenBusy: fc.oneof(number, fc.constant('voicemail')) }),
);
const by = fc.constantFrom('user' as const, 'admin' as const);
const given = fc.record({ 6001: owner, 6002: owner });

test('R6: no order of steps deletes a referenced number, loses a manual one, keeps a released one, or reaches another account', async () => {
  const commands = [
    given.map((each) => new Synchronize(each as Given)),
    given.map((each) => new Synchronize(each as Given)),
    fc.tuple(by, person, name, change).map((args) => new SetPlace(...args)),
    fc.tuple(by, person, name, change).map((args) => new SetPlace(...args)),
    fc.tuple(person, number, target).map((args) => new Repoint(...args)),
    fc.tuple(by, person, number).map((args) => new DeleteNumber(...args)),
    fc.tuple(person, fc.constantFrom(...OWN, '6001', '6002')).map((args) => new AddNumber(...args)),
    fc.tuple(person, fc.constantFrom(...OWN, '6001', '6002')).map((args) => new AddForUser(...args)),
    fc.tuple(person, name, fc.boolean()).map((args) => new Lock(...args)),
    number.map((each) => new Release(each)),
    person.map((each) => new Trespass(each)),
    fc.tuple(person, number).map((args) => new ThereAndBack(...args)),
  ];
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 16, size: 'max' }), async (steps) => {
      await fc.asyncModelRun(async () => {
        const pilot = { origin: 'pbx', state: 'present', onPbx: true } as const;
        const model: Model = {
          numbers: {
            Eva: new Map([
              ['3000', pilot],
              ['6001', pilot],
            ]),
            Max: new Map([
              ['4000', pilot],
              ['6002', pilot],
            ]),
          },
          statuses: { Eva: new Map(), Max: new Map() },
        };
        return { model, real: await Real.make() };
      }, steps);
    }),
    { numRuns },
  );
});
