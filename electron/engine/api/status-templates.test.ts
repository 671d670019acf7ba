import { createRouterClient } from '@orpc/server';
import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import type { WantedTemplates } from '../../../shared/contract/index.ts';
import { emptyFields } from '../../../shared/domain/account.ts';
import { DEFAULT_TEMPLATES, type StatusSettings } from '../../../shared/domain/status.ts';
import { referencesOf } from '../../../shared/domain/status-rules.ts';
import type { Store } from '../store/index.ts';
import type { Services } from './context.ts';
import { router } from './router.ts';

const numRuns = Math.max(50, Math.ceil(Number(process.env['PROPERTY_RUNS'] ?? 100) / 4));
vi.setConfig({ testTimeout: 120_000 + 100 * numRuns });

const folders = new TestFolders();
let store: Store;
let client: ReturnType<typeof connect>;
let enterpriseId = 0;
let logins = 0;
beforeAll(() => {
  store = openQuickStore(folders.next());
  client = connect();
  enterpriseId = store.enterprises.create(enterpriseValues('One'), 1);
  const other = store.enterprises.create(enterpriseValues('Two'), 1);
  store.accounts.createManual(other, { ...emptyFields(), loginId: 'elsewhere' }, null);
});
beforeEach(() => {
  store.connection.prepare('DELETE FROM account WHERE enterprise_id = ?').run(enterpriseId);
  store.connection.exec(
    "DELETE FROM change; DELETE FROM status_template; UPDATE enterprise SET users_may_add = 1, defaults_point_at = 'role'",
  );
});
afterAll(() => {
  store.close();
  folders.remove();
});

function connect() {
  const services = {
    store,
    now: () => 2000,
    write: <T>(work: () => T) => store.write(work),
    events: { storeChanged: () => undefined },
    sessions: { touch: () => undefined },
  } as unknown as Services;
  return createRouterClient(router, { context: { services, session: { role: 'admin' } } });
}

const PLAIN: StatusSettings = {
  makeCallFrom: 'prime-phone',
  sendCallsTo: ['prime-phone'],
  whenBusy: 'pbx-default',
  whenNoAnswer: 'voicemail',
};

function account(
  loginId = `p${(logins += 1)}`,
  phones: { desk?: string; soft?: string } = { desk: '1' },
): number {
  const { desk = '', soft = '' } = phones;
  const fields = {
    ...emptyFields(),
    loginId,
    firstName: 'A',
    lastName: loginId,
    deskPhone: desk,
    softPhone: soft,
  };
  const accountId = store.accounts.createManual(enterpriseId, fields, null);
  for (const [kind, number] of [['desk', desk] as const, ['soft', soft] as const]) {
    if (number === '') continue;
    store.accounts.addNumber(accountId, { number, kind, origin: 'manual', state: 'present' }, 1);
  }
  return accountId;
}

const put = (accountId: number, name: string, settings: Partial<StatusSettings> = {}) =>
  store.statuses.put(accountId, {
    name,
    settings: { ...PLAIN, whenBusy: 'none', ...settings },
    locked: false,
  });

type Template = WantedTemplates['templates'][number];

/** The templates as they are, each with what it was, for a test to change. */
const asTheyAre = (): Template[] =>
  store.statuses.templates(enterpriseId).map((template) => ({ ...template, was: template.name }));

const wanted = (templates: Template[], more: Partial<WantedTemplates> = {}): WantedTemplates => ({
  ...{ enterpriseId, pointAt: 'role', usersMayAdd: true, templates },
  ...more,
});

const renamed = (from: string, to: string): Template[] =>
  asTheyAre().map((each) => (each.name === from ? { ...each, name: to } : each));

async function set(input: WantedTemplates) {
  const { hash } = await client.statuses.previewTemplates(input);
  return client.statuses.setTemplates({ ...input, hash });
}

const statuses = async (accountId: number) => (await client.statuses.list({ accountId })).statuses;
const brief = async (accountId: number) =>
  (await statuses(accountId))
    .filter(({ edited, active, own }) => edited || active || own)
    .map(({ name, edited, active, own }) =>
      [name, ...(edited ? ['edited'] : []), ...(own ? ['own'] : []), ...(active ? ['active'] : [])].join(' '),
    );

/** The edits of all accounts that the journal has, the oldest first. */
const edits = () =>
  store.connection
    .prepare('SELECT account_id AS id FROM account')
    .all<{ id: number }>()
    .flatMap(({ id }) => store.runs.laterChanges([id], 0))
    .sort((one, other) => one.changeId - other.changeId);

const version = (accountId: number) => store.accounts.get(accountId)!.version;

describe('domain.md 5.1: the templates of an Enterprise', () => {
  test('E5: what Rollcall comes with is not stored, and nothing is when it is set again', async () => {
    expect(await client.statuses.templates({ enterpriseId })).toEqual({
      ...{ templates: DEFAULT_TEMPLATES, isDefault: true, pointAt: 'role', usersMayAdd: true },
    });
    const rows = () => store.connection.scalar('SELECT count(*) FROM status_template');
    const moved = await set(wanted(asTheyAre().reverse(), { pointAt: 'number', usersMayAdd: false }));
    expect(moved).toMatchObject({ isDefault: false, pointAt: 'number', usersMayAdd: false });
    expect(rows()).toBe(8);
    expect(store.statuses.usersMayAdd(enterpriseId)).toBe(false);
    const back = asTheyAre().reverse();
    expect(await set(wanted(back))).toMatchObject({ isDefault: true, usersMayAdd: true });
    expect(rows()).toBe(0);
  });

  test('a change reaches whoever edited nothing, at once; a preview says whom it touches, and changes nothing', async () => {
    const [ann, ben, cat] = [account('ann'), account('ben', { soft: '2' }), account('cat')];
    put(cat, 'Mobile');
    const templates = asTheyAre().map((each) =>
      each.name === 'Mobile'
        ? { ...each, settings: { ...PLAIN, makeCallFrom: 'desk-phone' }, locked: true }
        : each,
    );
    const preview = await client.statuses.previewTemplates(wanted(templates));
    expect(preview).toMatchObject({
      accounts: 3,
      changes: [
        {
          ...{ kind: 'changed', name: 'Mobile', was: null, untouched: 2, edited: 1, broken: 1, active: 0 },
          details: ['Make call from: Prime phone → Desk phone'],
        },
        { kind: 'locked', name: 'Mobile', untouched: 2, edited: 1, broken: 0 },
      ],
      rows: [
        { accountId: cat, loginId: 'cat', name: 'A cat', effect: 'stays', status: 'Mobile' },
        { accountId: ben, effect: 'breaks' },
        { accountId: ann, effect: 'changes' },
      ],
      rowsTotal: 3,
    });
    expect(store.connection.scalar('SELECT count(*) FROM status_template')).toBe(0);
    await client.statuses.setTemplates({ ...wanted(templates), hash: preview.hash });
    const of = async (accountId: number) => (await statuses(accountId)).find(({ name }) => name === 'Mobile');
    expect(await of(ann)).toMatchObject({ makeCallFrom: 'desk-phone', locked: true, broken: false });
    expect(await of(ben)).toMatchObject({ makeCallFrom: 'desk-phone', broken: true });
    expect(await of(cat)).toMatchObject({ makeCallFrom: 'prime-phone', locked: true, edited: true });
    // Nothing is stored of those who edited nothing.
    expect(edits().map(({ accountId }) => accountId)).toEqual([cat]);
  });

  test('a new name goes along: what was edited, what it points at, and whether it is active; it is journalled', async () => {
    const [ann, ben, cat] = [account('ann'), account('ben'), account('cat')];
    put(ann, 'Mobile', { makeCallFrom: '1' });
    store.statuses.setActive(ann, 'Mobile');
    store.statuses.setActive(ben, 'Mobile');
    await set(wanted(renamed('Mobile', 'On the Road')));
    expect(await brief(ann)).toEqual(['On the Road edited active']);
    expect(store.statuses.referenced(ann)).toEqual(new Map([['1', ['On the Road']]]));
    expect(await brief(ben)).toEqual(['On the Road active']);
    const versions = [ann, ben, cat].map((id) => store.accounts.get(id)!.version);
    expect(versions).toEqual([2, 2, 1]);
    const edits = store.runs.laterChanges([ann, ben, cat], 0);
    expect(
      edits.map(({ accountId, reasonCode, afterVersion }) => [accountId, reasonCode, afterVersion]),
    ).toEqual([
      [ann, 'templates-changed', 2],
      [ben, 'templates-changed', 2],
    ]);
    expect(edits[0]?.before).toMatchObject({
      ...{ activeStatus: 'Mobile', statuses: [{ name: 'Mobile' }] },
      references: [{ number: '1', status: 'Mobile', slot: 'makeCallFrom' }],
    });
    expect(edits[1]?.before).toEqual({ activeStatus: 'Mobile' });
    expect((await client.statuses.templates({ enterpriseId })).templates[1]?.name).toBe('On the Road');
  });

  test("an account's own status of the new name becomes its version of the template", async () => {
    const ann = account('ann');
    put(ann, 'Mobile', { makeCallFrom: '1' });
    put(ann, 'on the road');
    const { changes } = await client.statuses.previewTemplates(wanted(renamed('Mobile', 'On the Road')));
    expect(changes).toMatchObject([{ kind: 'renamed', was: 'Mobile', untouched: 0, edited: 1 }]);
    await set(wanted(renamed('Mobile', 'On the Road')));
    expect(await brief(ann)).toEqual(['In the Office active', 'On the Road edited', 'Mobile edited own']);
    expect(store.statuses.referenced(ann)).toEqual(new Map([['1', ['Mobile']]]));
  });

  test('5.1: a lock reaches what people edited, whose settings stay; one that an account has since stays until the next', async () => {
    const [ann, ben, cat, dan] = [account('ann'), account('ben'), account('cat'), account('dan')];
    put(ann, 'Mobile', { makeCallFrom: '1' });
    store.statuses.put(ben, { name: 'Mobile', settings: { ...PLAIN, whenBusy: 'none' }, locked: true });
    store.statuses.seedDefaults(cat, '1');
    const lock = (locked: boolean) =>
      wanted(asTheyAre().map((each) => (each.name === 'Mobile' ? { ...each, locked } : each)));
    const image = store.statuses.image(ann);
    const { changes, rows } = await client.statuses.previewTemplates(lock(true));
    expect(changes).toMatchObject([{ kind: 'locked', untouched: 1, edited: 3 }]);
    expect(rows.map(({ effect }) => effect)).toEqual(Array<string>(4).fill('changes'));
    await set(lock(true));
    const locks = async () =>
      Promise.all(
        [ann, ben, cat, dan].map(
          async (id) => (await statuses(id)).find(({ name }) => name === 'Mobile')!.locked,
        ),
      );
    expect(await locks()).toEqual([true, true, true, true]);
    expect((await statuses(cat)).filter(({ locked }) => locked)).toHaveLength(1);
    expect(store.statuses.referenced(ann)).toEqual(new Map([['1', ['Mobile']]]));
    expect(store.statuses.of(ann)?.edited[0]?.settings.makeCallFrom).toBe('1');
    // Where it was locked already nothing happened, and it is not journalled.
    expect(edits().map(({ accountId, reasonCode }) => [accountId, reasonCode])).toEqual([
      [ann, 'templates-changed'],
      [cat, 'templates-changed'],
    ]);
    expect(edits()[0]?.before).toEqual({ statuses: image.statuses, references: image.references });
    expect([ann, ben, cat, dan].map(version)).toEqual([2, 1, 2, 1]);
    // An account's own lock stays while that of the template does.
    await client.statuses.set({ accountId: ann, name: 'Mobile', settings: {}, locked: false });
    await set(wanted(renamed('Mobile', 'Road')));
    expect((await statuses(ann)).find(({ name }) => name === 'Road')).toMatchObject({ locked: false });
    await set(wanted(asTheyAre().map((each) => ({ ...each, locked: false }))));
    for (const id of [ann, ben, cat, dan])
      expect((await statuses(id)).filter(({ locked }) => locked)).toEqual([]);
  });

  test('5.1: a new one that users cannot change locks what people called so', async () => {
    const ann = account('ann');
    put(ann, 'lunch');
    const lunch: Template = { name: 'Lunch', was: null, locked: true, settings: PLAIN };
    const { changes } = await client.statuses.previewTemplates(wanted([...asTheyAre(), lunch]));
    expect(changes.map(({ kind, untouched, edited }) => [kind, untouched, edited])).toEqual([
      ['added', 0, 1],
      ['locked', 0, 1],
    ]);
    await set(wanted([...asTheyAre(), lunch]));
    expect((await statuses(ann)).at(-1)).toMatchObject({ name: 'Lunch', locked: true, whenBusy: 'none' });
  });

  test('a template that takes the name of one that goes brings what people edited; of the other it stays, under a free name', async () => {
    const [ann, ben, cat] = [account('ann'), account('ben'), account('cat')];
    put(ann, 'Mobile', { makeCallFrom: '1' });
    put(ann, 'In a Meeting', { whenBusy: '1' });
    put(ben, 'In a Meeting', { whenBusy: '1' });
    put(cat, 'in a meeting 2');
    for (const id of [ann, ben, cat]) store.statuses.setActive(id, 'In a Meeting');
    const templates = renamed('Mobile', 'In a Meeting').filter(({ was }) => was !== 'In a Meeting');
    const { changes } = await client.statuses.previewTemplates(wanted(templates));
    expect(changes).toMatchObject([
      { kind: 'renamed', name: 'In a Meeting', was: 'Mobile', untouched: 2, edited: 1 },
      { kind: 'removed', name: 'In a Meeting', untouched: 1, edited: 2, active: 1 },
    ]);
    await set(wanted(templates));
    expect(await brief(ann)).toEqual(['In a Meeting edited', 'In a Meeting 3 edited own active']);
    expect((await statuses(ann)).find(({ name }) => name === 'In a Meeting')?.makeCallFrom).toBe('1');
    expect(store.statuses.referenced(ann)).toEqual(new Map([['1', ['In a Meeting', 'In a Meeting 3']]]));
    expect(await brief(ben)).toEqual(['In the Office', 'In a Meeting 3 edited own active'].slice(1));
    expect(await brief(cat)).toEqual(['In the Office active', 'in a meeting 2 edited own']);
  });

  test('D1: with stored rows of everybody, a template takes the name of one that goes, too', async () => {
    const ids = [account(), account(), account()];
    for (const id of ids) store.statuses.seedDefaults(id, '1');
    await set(wanted(renamed('Mobile', 'In a Meeting').filter(({ was }) => was !== 'In a Meeting')));
    for (const id of ids) {
      const names = (await statuses(id)).map(({ name, own }) => (own ? `${name} (own)` : name));
      expect(names).toHaveLength(8);
      expect(names.filter((name) => name.includes('Meeting'))).toEqual([
        'In a Meeting',
        'In a Meeting 2 (own)',
      ]);
      expect(store.statuses.referenced(id).get('1')).toHaveLength(8);
    }
  });

  test('whoever had one active that goes has none, so that a later one of that name is not active by surprise', async () => {
    const [ann, ben, cat] = [account('ann'), account('ben'), account('cat')];
    put(ann, 'Mobile');
    for (const id of [ann, ben]) store.statuses.setActive(id, 'Mobile');
    // Of an older store: it never was one, or is long gone.
    store.statuses.setActive(cat, 'Lunch');
    await set(wanted(asTheyAre().filter(({ name }) => name !== 'Mobile')));
    expect([ann, ben, cat].map((id) => store.statuses.of(id)!.active)).toEqual(['Mobile', '', 'Lunch']);
    expect(edits().map(({ accountId, before }) => [accountId, before])).toEqual([
      [ben, { activeStatus: 'Mobile' }],
    ]);
    const added = ['Mobile', 'Lunch'].map((name) => ({ name, was: null, locked: false, settings: PLAIN }));
    await set(wanted([...asTheyAre(), ...added]));
    expect(await brief(ben)).toEqual(['In the Office active']);
    expect(await brief(cat)).toEqual(['In the Office active']);
    expect([ann, ben, cat].map(version)).toEqual([1, 2, 2]);
  });

  test('of a template that goes, what was edited stays as a status of their own; others fall to the first', async () => {
    const [ann, ben, cat] = [account('ann'), account('ben'), account('cat')];
    put(ann, 'Mobile');
    for (const id of [ann, ben]) store.statuses.setActive(id, 'Mobile');
    const templates = asTheyAre().filter(({ name }) => name !== 'Mobile');
    const { changes } = await client.statuses.previewTemplates(wanted(templates));
    expect(changes).toMatchObject([{ kind: 'removed', name: 'Mobile', untouched: 2, edited: 1, active: 1 }]);
    await set(wanted(templates));
    expect(await brief(ann)).toEqual(['Mobile edited own active']);
    expect(await brief(ben)).toEqual(['In the Office active']);
    expect(await brief(cat)).toEqual(['In the Office active']);
    // The first goes: whoever chose none has the next one.
    const rest = asTheyAre().slice(1);
    expect((await client.statuses.previewTemplates(wanted(rest))).changes).toMatchObject([
      { kind: 'removed', name: 'In the Office', active: 2, details: [expect.stringContaining('first')] },
    ]);
  });

  test('numbers, wrong targets and one name for two are refused', async () => {
    const refuse = async (templates: Template[]) =>
      client.statuses.previewTemplates(wanted(templates)).then(
        () => 'taken',
        (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
      );
    const one = (settings: Partial<StatusSettings>): Template[] => [
      { name: 'A', was: null, locked: false, settings: { ...PLAIN, ...settings } },
    ];
    expect(await refuse(one({ makeCallFrom: '3000' }))).toBe(
      'usage.invalid: A: Make call from cannot be 3000: a template holds for everybody, so it names no number.',
    );
    expect(await refuse(one({ whenBusy: 'all-devices' }))).toContain('usage.invalid: A: When I am');
    expect(await refuse([...one({}), { ...one({})[0]!, name: ' a ' }])).toContain('status.exists');
    const twice = asTheyAre().slice(0, 2);
    expect(await refuse(twice.map((each) => ({ ...each, was: 'Mobile' })))).toContain('usage.invalid');
    expect(await refuse(one({ makeCallFrom: '', sendCallsTo: [] }))).toBe('taken');
  });

  test('E9: what changed since the preview makes it a row.moved, and nothing happens', async () => {
    const ann = account('ann');
    const input = wanted(renamed('Mobile', 'Road'));
    const { hash } = await client.statuses.previewTemplates(input);
    const refused = (more: Partial<WantedTemplates>) =>
      expect(client.statuses.setTemplates({ ...input, ...more, hash })).rejects.toMatchObject({
        code: 'row.moved',
      });
    await refused({ usersMayAdd: false });
    await refused({ templates: renamed('Mobile', 'Rood') });
    await client.statuses.set({ accountId: ann, name: 'Mobile', settings: { whenBusy: 'none' } });
    await refused({});
    expect((await client.statuses.templates({ enterpriseId })).isDefault).toBe(true);
    await set(input);
    // A template that was meant is not there any more.
    await refused({});
  });
});

test('E5: whatever becomes of templates, nothing that a person set is lost, and counts are what happens', async () => {
  const name = fc.constantFrom('A', 'B', 'C', 'a', 'Own', 'own');
  const target = fc.constantFrom('prime-phone', 'desk-phone', 'soft-phone');
  const settings = target.map((makeCallFrom) => ({ ...PLAIN, sendCallsTo: [], makeCallFrom }));
  const template = fc.record({ name, settings, locked: fc.boolean() });
  const templates = (was: fc.Arbitrary<string | null>) =>
    fc.uniqueArray(fc.record({ name, settings, locked: fc.boolean(), was }), {
      ...{ minLength: 1, maxLength: 4, selector: (each: { name: string }) => each.name.toLowerCase() },
    });
  const person = fc.record({
    phones: fc.record({ desk: fc.constantFrom('', '1'), soft: fc.constantFrom('', '2') }),
    statuses: fc.uniqueArray(fc.record({ name, makeCallFrom: fc.oneof(target, fc.constantFrom('1', '2')) }), {
      ...{ maxLength: 3, selector: (each: { name: string }) => each.name.toLowerCase() },
    }),
    active: fc.oneof(name, fc.constant('')),
  });
  const scenario = fc.tuple(
    fc.uniqueArray(template, { minLength: 1, maxLength: 4, selector: (each) => each.name.toLowerCase() }),
    templates(fc.option(name, { nil: null })),
    fc.array(person, { maxLength: 5 }),
  );
  await fc.assert(
    fc.asyncProperty(scenario, async ([now, then, people]) => {
      store.connection.prepare('DELETE FROM account WHERE enterprise_id = ?').run(enterpriseId);
      store.statuses.setTemplates(enterpriseId, now);
      // No account has a status whose name differs from a template's in case alone.
      const spelled = (text: string) =>
        now.find((each) => each.name.toLowerCase() === text.toLowerCase())?.name ?? text;
      const ids = people.map(({ phones, statuses: given, active }) => {
        const id = account(undefined, phones);
        for (const each of given)
          put(id, spelled(each.name), { sendCallsTo: [], makeCallFrom: each.makeCallFrom });
        store.statuses.setActive(id, active);
        return id;
      });
      const seen = new Set<string>();
      const valid = then.map((each) => {
        const was = now.some((one) => one.name === each.was) && !seen.has(each.was!) ? each.was : null;
        if (was !== null) seen.add(was);
        return { ...each, was };
      });
      const settingsNow = (id: number) =>
        store.statuses
          .of(id)!
          .edited.map((each) => JSON.stringify(each.settings))
          .sort();
      const before = await Promise.all(ids.map(statuses));
      const stored = ids.map(settingsNow);
      const ownedNow = (id: number) =>
        JSON.stringify([store.statuses.image(id), store.statuses.of(id)!.active]);
      const owned = ids.map((id) => [version(id), ownedNow(id)] as const);
      const preview = await client.statuses.previewTemplates(wanted(valid));
      await client.statuses.setTemplates({ ...wanted(valid), hash: preview.hash });
      const after = await Promise.all(ids.map(statuses));
      expect(ids.map(settingsNow)).toEqual(stored);
      expect(store.statuses.templates(enterpriseId)).toEqual(
        valid.map(({ name: named, settings: of, locked }) => ({ name: named, settings: of, locked })),
      );
      for (const [at, id] of ids.entries()) {
        // What changed of an account, and nothing else, is journalled as it was, and outdates what rests on it.
        const [versionThen, then] = owned[at]!;
        const journal = edits().filter(({ accountId }) => accountId === id);
        expect([version(id) - versionThen, journal.length]).toEqual(ownedNow(id) === then ? [0, 0] : [1, 1]);
        const [image, activeThen] = JSON.parse(then) as [object, string];
        for (const edit of journal)
          expect({ ...image, activeStatus: activeThen }).toMatchObject(edit.before as object);
        const said = store.statuses
          .of(id)!
          .edited.flatMap((each) =>
            referencesOf(each.settings).map(({ number, slot }) => `${number} ${each.name} ${slot}`),
          );
        const references = store.statuses
          .image(id)
          .references.map(
            (row) => `${String(row['number'])} ${String(row['status'])} ${String(row['slot'])}`,
          );
        expect(references.sort()).toEqual(said.sort());
        // The active status goes along with its name, or falls to the first.
        const [was, is] = [before[at]!, after[at]!].map((all) => all.find(({ active }) => active)!);
        const chosen = people[at]!.active;
        if (was!.name === chosen && was!.edited) {
          expect([is!.makeCallFrom, is!.edited]).toEqual([was!.makeCallFrom, true]);
        }
      }
      for (const change of preview.changes) {
        expect(change.untouched + change.edited).toBe(change.kind === 'moved' ? 0 : ids.length);
        if (change.kind === 'removed' || change.kind === 'moved') continue;
        const mine = after.map((all) => all.find(({ name: named }) => named === change.name)!);
        expect(mine.filter(({ edited }) => !edited)).toHaveLength(change.untouched);
        if (change.kind === 'locked' || change.kind === 'unlocked') {
          expect(mine.map(({ locked }) => locked)).toEqual(mine.map(() => change.kind === 'locked'));
        }
        if (change.kind === 'added') {
          expect(mine.filter(({ edited, broken }) => !edited && broken)).toHaveLength(change.broken);
        }
      }
    }),
    { numRuns },
  );
});
