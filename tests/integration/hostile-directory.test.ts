import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Code } from '../../shared/domain/codes.ts';
import type { Account, Run } from '../../shared/contract/index.ts';
import { HUGE_TEXT, ODD_DNS } from '../servers/hostile-entries.ts';
import { HostileLdap, HOSTILE_BIND, needsTls } from '../servers/hostile-ldap.ts';
import { HOSTILE_LINES, type HostileLine } from '../servers/hostile-lines.ts';
import { inStore, kept, referTo, type Kept } from './kept.ts';
import { changed, entries as plain, people } from './scripted-people.ts';
import { codesOf, configuration, expectSentence, Workbench, type Overrides } from './workbench.ts';

/** How a run ends that met a line. */
interface Ending {
  outcome: Run['outcome'];
  /** Of the run's error; of its first issue where the read itself was complete. Several: the system decides which. */
  code: Code | readonly Code[];
  /** Whether the answer was the whole truth all the same. */
  complete?: true;
  /** Whether what did come was taken over; else nothing at all is changed. */
  takes?: true;
}

/** A line that does no harm: the read is right and complete, and this much follows from it. */
interface Harmless {
  outcome: 'success';
  /** What the accounts are afterwards; as before by default. */
  then?: (account: Account, index: number) => Account;
  updated?: number;
}

const failed = (code: Ending['code']): Ending => ({ outcome: 'failed', code });
const partial = (code: Ending['code']): Ending => ({ outcome: 'warnings', code });
const harmless: Harmless = { outcome: 'success' };

/** One row a line of safety.md's last section, and what must come of it. */
const endings: Record<HostileLine, Ending | Harmless> = {
  'refuses the connection': failed('ldap.unreachable'),
  // Whether the reset overtakes the news of the connection is the system's to decide.
  'resets before the bind': failed(['ldap.incomplete', 'ldap.unreachable']),
  'resets during the bind': failed('ldap.incomplete'),
  'resets after the bind': failed('ldap.incomplete'),
  'sends half a message and stalls': partial('ldap.timeout'),
  'drips one byte a second': partial('ldap.timeout'),
  'answers with a wrong message id': partial('ldap.protocol'),
  'an unsolicited notice of disconnection': partial('ldap.incomplete'),
  'an unknown protocol op': partial('ldap.protocol'),
  'an indefinite length': partial('ldap.protocol'),
  'an over-long length': partial('ldap.protocol'),
  'a 2 GiB length': partial('ldap.protocol'),
  'nested sets': partial('ldap.protocol'),
  'an entry without attributes': partial('entry.missing-field'),
  'an attribute with zero values': { ...partial('entry.missing-field'), takes: true },
  'invalid UTF-8': { ...partial('entry.invalid-utf8'), complete: true },
  'forbidden characters': { ...partial('entry.invalid-character'), complete: true },
  'a 10 MB value': {
    ...harmless,
    updated: 1,
    then: (account, index) => (index === 0 ? { ...account, title: HUGE_TEXT } : account),
  },
  '5,000 values with ;range=': harmless,
  'options such as ;lang-de and ;binary': harmless,
  'attribute names in odd case': harmless,
  'DNs with escaped commas, hex pairs, leading #, multi-valued RDNs': harmless,
  'a repeated entry across pages': partial('ldap.incomplete'),
  'an empty page with a cookie': harmless,
  'the cookie 0': harmless,
  'a cookie that never ends': partial('ldap.incomplete'),
  'paging refused as unavailable critical extension': partial('ldap.size-limit'),
  'size limit after page 1': partial('ldap.size-limit'),
  referrals: partial('ldap.referral'),
  'success with no entries': { outcome: 'held', code: 'source.empty', complete: true },
  busy: partial('ldap.refused-by-server'),
  unavailable: failed('ldap.refused-by-server'),
  'StartTLS refused': failed('tls.refused'),
  'certificate expired': failed('tls.expired'),
  'certificate self-signed': failed('tls.untrusted'),
  'certificate with a wrong name': failed('tls.name-mismatch'),
  'certificate replaced since last time': failed('tls.key-changed'),
  'a password that stops working between pages': partial('ldap.refused-by-server'),
};

const entries = plain.map((entry, index) =>
  changed(entry, { telephoneNumber: [people[index]!.telephoneNumber] }),
);
/** The person one of whose statuses refers to their desk phone. */
const referring = people[0]!;

/** A workbench that has synchronized everybody from a server that behaves, and a status that refers to a number. */
async function filled(line: HostileLine): Promise<{ bench: Workbench; server: HostileLdap }> {
  const server = await HostileLdap.start(entries);
  onTestFinished(() => server.stop());
  const bench = await Workbench.open();
  const settings: Overrides = {
    url: server.url,
    pageSize: 10,
    timeoutSeconds: 1,
    bindDn: HOSTILE_BIND.dn,
    password: { value: HOSTILE_BIND.password },
    mapping: { title: 'title' },
  };
  if (needsTls(line)) {
    settings['transport'] = 'starttls';
    settings['caFile'] = path.join(bench.folder, 'ca.pem');
    writeFileSync(path.join(bench.folder, 'ca.pem'), server.authority.certificate);
  }
  // The server's key was accepted once; a certificate of the same authority with another key is then another server.
  if (line === 'certificate replaced since last time') settings['pin'] = server.pin;
  await bench.import(configuration(settings));
  expect(await bench.synchronize()).toMatchObject({ outcome: 'success', complete: true });
  const { accountId } = await bench.account(referring.uid);
  referTo(bench, accountId, referring.telephoneNumber);
  return { bench, server };
}

/** The DN that is stored for each person, in the order of the accounts' ids. */
function storedDns(bench: Workbench): string[] {
  return inStore(bench, (store) =>
    store
      .prepare('SELECT dn FROM account ORDER BY account_id')
      .all()
      .map((row) => String(row['dn'])),
  );
}

/** What must hold of any run that met something hostile: nobody is deleted, no number freed, and it says why. */
async function expectSafe(bench: Workbench, before: Kept, run: Run, ending: Ending) {
  const after = kept(bench);
  expect(after.accounts).toEqual(before.accounts);
  expect(after.numbers).toEqual(before.numbers);
  expect(after.references).toEqual(before.references);
  expect(run.counters).toMatchObject({ deleted: 0, created: 0 });
  expect(run.outcome).not.toBe('success');
  expect(run.outcome).toBe(ending.outcome);
  expect(run.complete).toBe(ending.complete ?? false);
  if (ending.outcome !== 'held') expect(run.counters.heldDeletes).toBe(0);
  if (ending.takes === undefined) expect(run.counters.updated).toBe(0);

  // One clear sentence: what it is, and which server or entry.
  const said = ending.complete ? run.issues[0] : run.error;
  expect([ending.code].flat()).toContain(said?.code);
  if (!ending.complete) expect(codesOf(run)).toContain(said?.code);
  const message = said?.message ?? '';
  expectSentence(message, HOSTILE_BIND.password);
  if (!ending.complete) expect(message).toMatch(/127\.0\.0\.1|,dc=example,dc=com/);
  else if (run.counters.read > 0) expect(run.issues[0]?.subject).toMatch(/,dc=example,dc=com$/);
}

describe('what a broken or hostile directory may do', () => {
  it.each(HOSTILE_LINES)('%s', async (line) => {
    const { bench, server } = await filled(line);
    const ending = endings[line];
    const before = kept(bench);
    const accounts = await bench.accounts();
    await server.turn(line);
    const run = await bench.synchronize();

    if (ending.outcome === 'success') {
      const { then = (account) => account, updated = 0 } = ending as Harmless;
      expect(run).toMatchObject({ outcome: 'success', complete: true, error: null, issues: [] });
      expect(run.counters).toMatchObject({ read: entries.length, updated, deleted: 0, created: 0 });
      const byLogin = new Map((await bench.accounts()).map((account) => [account.loginId, account]));
      const after = people.map(({ uid }) => byLogin.get(uid));
      const expected = people.map(({ uid }, index) =>
        then(
          accounts.find(({ loginId }) => loginId === uid)!,
          index,
        ),
      );
      // Compared one by one: a difference in ten megabytes is nothing to print.
      for (const [index, account] of after.entries())
        expect(account?.title === expected[index]!.title).toBe(true);
      const untitled = (all: (Account | undefined)[]) => all.map((account) => ({ ...account, title: '' }));
      expect(untitled(after)).toEqual(untitled(expected));
      expect(kept(bench)).toEqual(before);
      if (line.startsWith('DNs')) expect(storedDns(bench).sort()).toEqual(oddDns().sort());
    } else {
      await expectSafe(bench, before, run, ending);
      if (ending.takes === undefined) expect(await bench.accounts()).toEqual(accounts);
    }
    expect(server.problems).toEqual([]);

    // The engine stays usable: when the server is itself again, so is everything else.
    await server.heal();
    const next = await bench.synchronize();
    expect(next).toMatchObject({ outcome: 'success', complete: true, error: null });
    expect(next.counters).toMatchObject({ read: entries.length, deleted: 0, heldDeletes: 0, created: 0 });
    expect(await bench.accounts()).toEqual(accounts);
    expect(kept(bench)).toEqual(before);
  });

  it('the invariant can fail: a number that no status refers to goes when the directory no longer has it', async () => {
    const { bench, server } = await filled('an attribute with zero values');
    const { accountId } = await bench.account(referring.uid);
    const number = { account_id: accountId, number: referring.telephoneNumber };
    expect(kept(bench).numbers.some((each) => isDeepStrictEqual(each, number))).toBe(true);
    inStore(bench, (store) => store.exec('DELETE FROM status_reference'));
    await server.turn('an attribute with zero values');
    await bench.synchronize();
    expect(kept(bench).numbers.some((each) => isDeepStrictEqual(each, number))).toBe(false);
  });
});

/** The DNs of everybody as the line of the odd DNs has them. */
function oddDns(): string[] {
  return entries.map(({ dn }, index) => ODD_DNS[index] ?? dn);
}
