import { describe, expect, it, onTestFinished } from 'vitest';
import type { Change, HeldRow } from '../../shared/contract/index.ts';
import { makePeople, personDn, toLdif, type Person } from '../servers/people.ts';
import { slapdAvailable, startSlapd, type Slapd } from '../servers/slapd.ts';
import { codesOf, configuration, expectSentence, readerOf, Workbench, type Overrides } from './workbench.ts';

const suffix = 'dc=example,dc=com';
const ous = ['Sales', 'Support'];
const people = makePeople(40, { ous });

/** A slapd with people, and a workbench that has synchronized them once. */
async function filled(
  overrides: Overrides = {},
  now?: () => number,
): Promise<{ slapd: Slapd; bench: Workbench; settings: Overrides }> {
  const slapd = await startSlapd({ ldif: toLdif(people, suffix, { ous }) });
  onTestFinished(() => slapd.stop());
  const bench = await Workbench.open(now ? { now } : {});
  const settings = { ...readerOf(slapd), ...overrides };
  await bench.import(configuration(settings));
  const run = await bench.synchronize();
  expect(run).toMatchObject({ outcome: 'success', counters: { created: people.length } });
  return { slapd, bench, settings };
}

const dns = (persons: readonly Person[]) => persons.map((person) => personDn(person, suffix));
const rename = (person: Person, sn: string) =>
  [
    `dn:: ${Buffer.from(personDn(person, suffix)).toString('base64')}`,
    'changetype: modify',
    `replace: sn\nsn: ${sn}`,
    '',
  ].join('\n');

async function preview(bench: Workbench) {
  const { jobId } = await bench.client.plans.preview({});
  return bench.client.plans.wait({ jobId });
}

async function planRows(bench: Workbench, plan: string): Promise<Change[]> {
  return (await bench.client.plans.changes({ plan })).changes;
}

async function finished(bench: Workbench, started: Promise<{ jobId: number }>) {
  const { jobId } = await started;
  const { runs } = await bench.client.synchronization.wait({ jobId });
  expect(runs).toHaveLength(1);
  return runs[0]!;
}

const shape = ({ kind, state, reasonCode, login, fields }: Change) => ({
  kind,
  state,
  reasonCode,
  login,
  fields,
});
const held = async (bench: Workbench): Promise<HeldRow[]> => (await bench.client.held.list({})).rows;

describe.skipIf(!slapdAvailable)('previews (E7; needs slapd)', () => {
  it('a preview says what the run then does, row by row, and changes nothing', async () => {
    const { slapd, bench } = await filled();
    await slapd.delete(...dns(people.slice(0, 2)));
    await slapd.modify(rename(people[5]!, 'Renamed'));
    const before = await bench.accounts();
    const { previews, failures } = await preview(bench);
    expect(failures).toEqual([]);
    const [made] = previews;
    expect(made).toMatchObject({
      ...{ preview: true, id: null, outcome: 'success', complete: true, appliedRun: null },
      counters: { read: 38, updated: 1, deleted: 2, unchanged: 37 },
    });
    expect(await bench.accounts()).toEqual(before);
    const rows = await planRows(bench, made!.plan);
    expect(rows.map(({ kind, reasonCode }) => `${kind} ${reasonCode}`)).toEqual([
      ...['delete deleted', 'delete deleted', 'update changed'],
    ]);
    // The same directory gives the same plan.
    expect((await preview(bench)).previews[0]!.plan).toBe(made!.plan);
    const run = await finished(bench, bench.client.plans.apply({ plan: made!.plan.slice(0, 12) }));
    expect(run).toMatchObject({
      outcome: 'success',
      plan: made!.plan,
      counters: made!.counters,
      kind: 'sync',
    });
    expect((await bench.changes(run.id)).map(shape)).toEqual(rows.map(shape));
    expect(await bench.logins()).not.toContain(people[0]!.uid);
    await expect(bench.client.plans.apply({ plan: made!.plan })).rejects.toMatchObject({
      code: 'plan.applied',
    });
    expect(await bench.synchronize()).toMatchObject({ counters: { unchanged: 38, updated: 0, deleted: 0 } });
  });

  it('a row whose ground moved is refused by name, the others go through', async () => {
    const { slapd, bench } = await filled({ query: '(&(objectClass=inetOrgPerson)(title=*))' });
    const title = (person: Person, ...lines: string[]) =>
      `dn:: ${Buffer.from(personDn(person, suffix)).toString('base64')}\nchangetype: modify\n${lines.join('\n')}\n`;
    for (const person of people.slice(0, 2)) await slapd.modify(title(person, 'delete: title'));
    await slapd.modify(rename(people[5]!, 'Renamed'));
    const [made] = (await preview(bench)).previews;
    expect(made).toMatchObject({ counters: { deleted: 2, updated: 1 } });
    await slapd.modify(title(people[0]!, 'add: title', 'title: Back'));
    const again = await bench.account(people[5]!.uid);
    const { version } = await bench.client.accounts.get({ accountId: again.accountId });
    await bench.client.accounts.update({
      accountId: again.accountId,
      version,
      account: { numbers: [{ number: '77', kind: 'other' }] },
    });
    const run = await finished(bench, bench.client.plans.apply({ plan: made!.plan }));
    expect(run).toMatchObject({ outcome: 'warnings', counters: { deleted: 1, updated: 0, failed: 1 } });
    const refused = (await bench.changes(run.id)).filter(({ state }) => state === 'refused');
    expect(refused.map(({ kind, login, reasonCode }) => `${kind} ${login} ${reasonCode}`).sort()).toEqual([
      `delete ${people[0]!.uid} row.moved`,
      `update ${people[5]!.uid} row.moved`,
    ]);
    for (const { message } of run.issues) expectSentence(message);
  });

  it('an old preview looks at every row again; one of other settings, or after seven days, is refused', async () => {
    let now = Date.now();
    const { slapd, bench, settings } = await filled({}, () => now);
    await slapd.modify(rename(people[5]!, 'Renamed'));
    await slapd.modify(rename(people[6]!, 'Renamed'));
    const [made] = (await preview(bench)).previews;
    await slapd.modify(rename(people[5]!, 'Otherwise'));
    expect(made).toBeDefined();
    now += 8 * 24 * 3_600_000;
    await expect(bench.client.plans.apply({ plan: made!.plan })).rejects.toMatchObject({
      code: 'plan.expired',
    });
    now -= 8 * 24 * 3_600_000;
    await bench.import(configuration({ ...settings, query: '(uid=*)' }));
    const run = await finished(bench, bench.client.plans.apply({ plan: made!.plan }));
    expect(run).toMatchObject({ outcome: 'failed', error: { code: 'plan.expired' } });
  });

  it('a source that cannot be read has no preview, and says why', async () => {
    const { slapd, bench } = await filled();
    await slapd.stop();
    const { previews, failures } = await preview(bench);
    expect(previews).toEqual([]);
    expect(failures).toMatchObject([
      { source: 'HQ directory', enterprise: 'acme', code: 'ldap.unreachable' },
    ]);
  });
});

describe.skipIf(!slapdAvailable)('rows that wait (E8; needs slapd)', () => {
  it('approve, reject and keep; nobody is asked twice', async () => {
    const { slapd, bench } = await filled();
    const gone = people.slice(0, 10);
    await slapd.delete(...dns(gone));
    const run = await bench.synchronize();
    expect(run).toMatchObject({ outcome: 'held', counters: { heldDeletes: 10, deleted: 0 } });
    const rows = await held(bench);
    expect(rows.map(({ login }) => login).sort()).toEqual(gone.map(({ uid }) => uid).sort());
    for (const { reason } of rows) expect(reason).toMatch(/^held: more deletions.*deleted in directory/);
    const seen = (login: string) => {
      const { heldId, runId } = rows.find((row) => row.login === login)!;
      return { rows: [{ heldId, runId }] };
    };
    const [kept, rejected, ...others] = gone.map(({ uid }) => uid);
    expect(await bench.client.held.keep(seen(kept!))).toEqual({ rows: 1 });
    expect(await bench.client.held.reject(seen(rejected!))).toEqual({ rows: 1 });
    const approval = await finished(
      bench,
      bench.client.held.approve({ runId: run.id, logins: others.slice(0, 5) }),
    );
    expect(approval).toMatchObject({ kind: 'approval', outcome: 'success', counters: { deleted: 5 } });
    expect((await held(bench)).map(({ login }) => login).sort()).toEqual(others.slice(5).sort());
    const next = await bench.synchronize();
    expect(next).toMatchObject({ outcome: 'held', counters: { heldDeletes: 3, deleted: 0 } });
    expect(codesOf(next)).toEqual(expect.arrayContaining(['row.rejected', 'row.kept']));
    await expect(bench.client.held.approve({ runId: run.id })).rejects.toMatchObject({ code: 'held.newer' });
    // Back in the directory: nothing is remembered of the two any more.
    await slapd.add(toLdif(gone.slice(0, 2), suffix, { ous: [] }).replace(/^entryUUID:.*\n/gm, ''));
    const { memories } = await bench.client.held.memories({});
    expect(memories.map(({ answer, login }) => `${answer} ${login}`).sort()).toEqual(
      [`kept ${kept}`, `rejected ${rejected}`].sort(),
    );
  });
});

describe.skipIf(!slapdAvailable)('reasons (safety.md 2; needs slapd)', () => {
  it('moved, unmatched, deleted and not visible are told apart', async () => {
    const { slapd, bench } = await filled({
      searchContext: 'ou=people',
      query: '(&(objectClass=inetOrgPerson)(title=*))',
    });
    const [moved, unmatched, deleted] = people;
    await slapd.add(`dn: ou=former,${suffix}\nobjectClass: organizationalUnit\nou: former\n`);
    await slapd.modify(
      `dn:: ${Buffer.from(personDn(moved!, suffix)).toString('base64')}\nchangetype: modrdn\nnewrdn: uid=${moved!.uid}\n` +
        `deleteoldrdn: 0\nnewsuperior: ou=former,${suffix}\n`,
    );
    await slapd.modify(
      `dn:: ${Buffer.from(personDn(unmatched!, suffix)).toString('base64')}\nchangetype: modify\ndelete: title\n`,
    );
    await slapd.delete(personDn(deleted!, suffix));
    const run = await bench.synchronize();
    expect(run).toMatchObject({ outcome: 'success', counters: { deleted: 3 } });
    const changes = await bench.changes(run.id);
    const of = (person: Person) => changes.find(({ login }) => login === person.uid)!;
    expect(of(moved!)).toMatchObject({
      reasonCode: 'moved',
      reason: expect.stringContaining('ou=former') as string,
    });
    expect(of(unmatched!)).toMatchObject({
      reasonCode: 'unmatched',
      reason: expect.stringContaining('title') as string,
    });
    expect(of(deleted!)).toMatchObject({
      reasonCode: 'deleted',
      reason: expect.stringMatching(/^deleted in directory/) as string,
    });
    const { evidence } = await bench.run(run.id);
    expect(evidence).toMatchObject({
      looks: { looked: 3, reasons: { moved: 1, unmatched: 1, deleted: 1 }, missed: null },
    });
  });
});
