import { describe, expect, it, onTestFinished } from 'vitest';
import { ldifRecord, makePeople, personDn, toLdif } from '../servers/people.ts';
import { slapdAvailable, startSlapd, type Slapd } from '../servers/slapd.ts';
import {
  codesOf,
  configuration,
  expectToAddUp,
  readerOf,
  synchronizerEntry,
  Workbench,
  type Overrides,
} from './workbench.ts';

const suffix = 'dc=example,dc=com';
const ous = ['Sales', 'Support'];

async function server(ldif: string): Promise<Slapd> {
  const slapd = await startSlapd({ ldif });
  onTestFinished(() => slapd.stop());
  return slapd;
}

/** One synchronizer for each of the two units. */
function bothUnits(slapd: Slapd, overrides: Overrides = {}): Overrides {
  return {
    synchronizers: ous.map((ou) =>
      synchronizerEntry({
        ...readerOf(slapd),
        description: ou,
        searchContext: `ou=${ou},ou=people`,
        ...overrides,
      }),
    ),
  };
}

function entry(uid: string, ou: string, sn = uid): string {
  return ldifRecord(`cn=${uid},ou=${ou},ou=people,${suffix}`, [
    ['objectClass', 'inetOrgPerson'],
    ['cn', uid],
    ['uid', uid],
    ['sn', sn],
  ]);
}

describe.skipIf(!slapdAvailable)('who owns what (needs slapd)', () => {
  const people = makePeople(30, { ous });
  const inSales = people.filter((person) => person.ou === 'Sales');
  const inSupport = people.filter((person) => person.ou === 'Support');

  it('a run never touches manual accounts or those of another synchronizer', async () => {
    const slapd = await server(toLdif(people, suffix, { ous }));
    const bench = await Workbench.open();
    await bench.import(
      configuration(
        {},
        {
          ...bothUnits(slapd),
          accounts: [{ loginId: 'lobby', lastName: 'Lobby', numbers: [{ number: '1999', kind: 'desk' }] }],
        },
      ),
    );
    const runs = await bench.synchronizeAll();
    expect(runs.map((run) => [run.source, run.outcome, run.counters.created])).toEqual([
      ['Sales', 'success', inSales.length],
      ['Support', 'success', inSupport.length],
    ]);
    const before = await bench.accounts();
    expect(before).toHaveLength(31);
    const others = before.filter((account) => account.source !== 'Sales');
    expect(others).toHaveLength(inSupport.length + 1);
    expect(before.find((account) => account.loginId === 'lobby')).toMatchObject({
      sourceKind: 'manual',
      source: null,
      deskPhone: '1999',
    });

    // Two of Sales go, one moves to Support: to the other synchronizer it is a new entry with a taken login.
    const [gone, alsoGone, mover] = inSales;
    await slapd.delete(personDn(gone!, suffix), personDn(alsoGone!, suffix));
    await slapd.modify(
      `dn: ${personDn(mover!, suffix)}\nchangetype: modrdn\nnewrdn: uid=${mover!.uid}\ndeleteoldrdn: 0\n` +
        `newsuperior: ou=Support,ou=people,${suffix}\n`,
    );
    const onlySales = await bench.synchronize('Sales');
    expect(onlySales.counters).toMatchObject({ deleted: 3, created: 0, updated: 0 });
    expect((await bench.accounts()).filter((account) => account.source !== 'Sales')).toEqual(others);
    const onlySupport = await bench.synchronize('Support');
    expect(onlySupport.counters).toMatchObject({ created: 1, deleted: 0, updated: 0 });
    expect(await bench.logins()).toHaveLength(29);
    expect((await bench.account('lobby')).accountId).toBe(
      before.find((account) => account.loginId === 'lobby')?.accountId,
    );
  });

  it('a login that another source or a person holds is not given again, and its holder keeps it', async () => {
    const slapd = await server(
      ['Sales', 'Support']
        .map((ou) =>
          ldifRecord(`ou=${ou},ou=people,${suffix}`, [
            ['objectClass', 'organizationalUnit'],
            ['ou', ou],
          ]),
        )
        .concat(entry('ann', 'Sales', 'First'), entry('ANN', 'Support', 'Second'), entry('lobby', 'Support'))
        .join('\n'),
    );
    const bench = await Workbench.open();
    await bench.import(
      configuration({}, { ...bothUnits(slapd), accounts: [{ loginId: 'Lobby', lastName: 'By hand' }] }),
    );
    const [sales, support] = await bench.synchronizeAll();
    expect(sales).toMatchObject({ outcome: 'success' });
    expect(support).toMatchObject({ outcome: 'warnings', complete: true });
    expect(support!.counters).toMatchObject({ read: 2, created: 0, failed: 2 });
    expect(codesOf(support!)).toEqual(['entry.duplicate-login', 'entry.duplicate-login']);
    expect(support!.issues.map((issue) => issue.subject).sort()).toEqual([
      `cn=ANN,ou=Support,ou=people,${suffix}`,
      `cn=lobby,ou=Support,ou=people,${suffix}`,
    ]);
    const accounts = await bench.accounts();
    expect(accounts.map(({ loginId, lastName, source }) => [loginId, lastName, source])).toEqual([
      ['ann', 'First', 'Sales'],
      ['Lobby', 'By hand', null],
    ]);
    const again = await bench.synchronizeAll();
    expect(again[1]!.counters).toMatchObject({ failed: 2, created: 0 });
    expect(await bench.accounts()).toEqual(accounts);
    const end = await bench.cli(['sync', '--json']);
    expect(end.status).toBe(2);

    // Once the holder is gone, the other gets it.
    await slapd.modify(
      `dn: cn=ann,ou=Sales,ou=people,${suffix}\nchangetype: modify\nreplace: uid\nuid: anna\n`,
    );
    const freed = await bench.synchronizeAll();
    expect(freed[1]!.counters).toMatchObject({ created: 1, failed: 1 });
    expect(await bench.logins()).toEqual(['ANN', 'anna', 'Lobby']);
  });

  it('of two new entries with one login neither gets an account', async () => {
    const slapd = await server(
      [
        ldifRecord(`ou=Sales,ou=people,${suffix}`, [
          ['objectClass', 'organizationalUnit'],
          ['ou', 'Sales'],
        ]),
        entry('ann', 'Sales'),
        entry('other', 'Sales').replace('uid: other', 'uid: Ann'),
      ].join('\n'),
    );
    const bench = await Workbench.open();
    await bench.import(configuration(readerOf(slapd)));
    const run = await bench.synchronize();
    expect(run).toMatchObject({ outcome: 'warnings', complete: true });
    expect(run.counters).toMatchObject({ read: 2, failed: 2, created: 0 });
    expect(codesOf(run)).toEqual(['entry.duplicate-login', 'entry.duplicate-login']);
    expect(await bench.accounts()).toEqual([]);
  });

  it('the feature profile is given to created accounts only', async () => {
    const slapd = await server(toLdif(inSales, suffix, { ous }));
    const bench = await Workbench.open();
    const profiles = {
      features: [{ name: 'Softphone', seats: 100 }],
      featureProfiles: [{ name: 'Mobile', features: ['Softphone'] }],
    };
    await bench.import(configuration(readerOf(slapd), profiles));
    await bench.synchronize();
    const before = await bench.accounts();
    expect(new Set(before.map((account) => account.featureProfile))).toEqual(
      new Set(['Default Feature Profile']),
    );
    await bench.import(configuration({ ...readerOf(slapd), featureProfile: 'Mobile' }, profiles));
    await slapd.add(toLdif([{ ...inSupport[0]!, entryUUID: '' }], suffix, { ous: [] }));
    await slapd.modify(
      `dn: ${personDn(inSales[0]!, suffix)}\nchangetype: modify\nreplace: sn\nsn: Changed\n`,
    );
    const run = await bench.synchronize();
    expectToAddUp(run);
    expect(run.counters).toMatchObject({ created: 1, updated: 1 });
    const byLogin = new Map((await bench.accounts()).map((each) => [each.loginId, each.featureProfile]));
    expect(byLogin.get(inSupport[0]!.uid)).toBe('Mobile');
    for (const person of inSales) expect(byLogin.get(person.uid)).toBe('Default Feature Profile');
  });

  it('numbers follow the directory only while the synchronizer says so', async () => {
    const slapd = await server(toLdif(inSales, suffix, { ous }));
    const bench = await Workbench.open();
    await bench.import(configuration({ ...readerOf(slapd), numbersFollowDirectory: false }));
    await bench.synchronize();
    const person = inSales[0]!;
    expect((await bench.account(person.uid)).deskPhone).toBe(person.telephoneNumber);
    await slapd.modify(
      `dn: ${personDn(person, suffix)}\nchangetype: modify\nreplace: telephoneNumber\ntelephoneNumber: +1 613 555 9999\n-\nreplace: sn\nsn: Changed\n`,
    );
    const kept = await bench.synchronize();
    expect(kept.counters).toMatchObject({ updated: 1 });
    expect(await bench.account(person.uid)).toMatchObject({
      deskPhone: person.telephoneNumber,
      lastName: 'Changed',
    });
    expect((await bench.changes(kept.id))[0]?.fields).toEqual({ lastName: [person.sn, 'Changed'] });
    await bench.import(configuration({ ...readerOf(slapd), numbersFollowDirectory: true }));
    const followed = await bench.synchronize();
    expect(followed.counters).toMatchObject({ updated: 1, unchanged: inSales.length - 1 });
    expect((await bench.account(person.uid)).deskPhone).toBe('+1 613 555 9999');
    expect((await bench.changes(followed.id))[0]?.fields).toEqual({
      deskPhone: [person.telephoneNumber, '+1 613 555 9999'],
    });
  });
});
