import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePeople, toLdif } from '../servers/people.ts';
import { slapdAvailable, startSlapd, type Slapd } from '../servers/slapd.ts';
import { codesOf, configuration, expectSentence, readerOf, Workbench } from './workbench.ts';
import { zeroCounters } from '../../shared/domain/run.ts';

const COUNT = 5000;
const suffix = 'dc=example,dc=com';

describe.skipIf(!slapdAvailable)('5,000 people under the server’s size limit of 500 (needs slapd)', () => {
  const people = makePeople(COUNT);
  let slapd: Slapd;

  beforeAll(async () => {
    slapd = await startSlapd({ ldif: toLdif(people, suffix), sizeLimit: 500 });
  });
  afterAll(() => slapd.stop());

  const expected = people
    .map(({ uid, givenName, sn, mail, departmentNumber, telephoneNumber }) => ({
      loginId: uid,
      firstName: givenName,
      lastName: sn,
      email: mail,
      department: departmentNumber,
      deskPhone: telephoneNumber,
    }))
    .sort((left, right) => (left.loginId < right.loginId ? -1 : 1));

  it('all arrive, the counters add up, and the evidence names the pages', async () => {
    const bench = await Workbench.open();
    await bench.import(configuration(readerOf(slapd)));
    const run = await bench.synchronize();
    expect(run).toMatchObject({
      outcome: 'success',
      complete: true,
      error: null,
      issues: [],
      enterprise: 'acme',
      source: 'HQ directory',
      sourceKind: 'directory',
      trigger: 'manual',
      kind: 'sync',
      mode: 'full',
      feed: 'full',
    });
    expect(run.counters).toEqual({
      ...zeroCounters(),
      read: COUNT,
      created: COUNT,
      updated: 0,
      unchanged: 0,
      deleted: 0,
      heldCreates: 0,
      heldUpdates: 0,
      heldDeletes: 0,
      skipped: 0,
      failed: 0,
      numbersHeld: 0,
    });
    const { evidence } = await bench.run(run.id);
    expect(evidence).toEqual({
      server: slapd.url,
      bindDn: slapd.readerDn,
      filter: '(objectClass=inetOrgPerson)',
      scope: 'sub',
      paging: true,
      entries: COUNT,
      pages: 5,
      bases: [
        { base: `ou=people,${suffix}`, entries: COUNT, pages: 5, result: 0, referrals: [], reversed: false },
      ],
      controls: ['1.2.840.113556.1.4.319'],
      estimate: 0,
      looks: null,
      mapping: expect.objectContaining({ directoryKey: 'entryUUID', loginId: 'uid', title: '' }) as unknown,
    });
    const accounts = await bench.accounts();
    const fields = accounts.map(({ loginId, firstName, lastName, email, department, deskPhone }) => ({
      loginId,
      firstName,
      lastName,
      email,
      department,
      deskPhone,
    }));
    expect(fields).toEqual(expected);
    const changes = await bench.changes(run.id);
    expect(changes).toHaveLength(COUNT);
    expect(new Set(changes.map((change) => change.accountId))).toEqual(
      new Set(accounts.map((account) => account.accountId)),
    );
  });

  it('a second run changes nothing: no journal rows, the same account ids, whatever the page size', async () => {
    const bench = await Workbench.open();
    await bench.import(configuration(readerOf(slapd)));
    await bench.synchronize();
    const before = await bench.accounts();
    const again = await bench.synchronize();
    expect(again).toMatchObject({ outcome: 'success', complete: true, baseline: false });
    expect(again.counters).toMatchObject({
      read: COUNT,
      unchanged: COUNT,
      created: 0,
      updated: 0,
      deleted: 0,
    });
    expect(await bench.changes(again.id)).toEqual([]);
    expect(await bench.accounts()).toEqual(before);

    await bench.import(configuration({ ...readerOf(slapd), pageSize: 333 }));
    const inSmallPages = await bench.synchronize();
    expect(inSmallPages).toMatchObject({ outcome: 'success', complete: true });
    expect(inSmallPages.counters.unchanged).toBe(COUNT);
    expect((await bench.run(inSmallPages.id)).evidence?.pages).toBe(16);
    expect(await bench.changes(inSmallPages.id)).toEqual([]);
    expect(await bench.accounts()).toEqual(before);
  });

  it('without paging the read is partial: nobody is deleted, and the command ends with 4', async () => {
    const bench = await Workbench.open();
    await bench.import(configuration(readerOf(slapd)));
    await bench.synchronize();
    const before = await bench.accounts();
    await bench.import(configuration({ ...readerOf(slapd), paging: false }));
    const { status, run, end } = await bench.syncByCommand();
    expect(status).toBe(4);
    expect(run).toMatchObject({ outcome: 'warnings', complete: false });
    expect(run.counters).toMatchObject({ read: 500, unchanged: 500, deleted: 0, heldDeletes: 0 });
    expect(codesOf(run)).toEqual(['ldap.size-limit']);
    expect(run.issues[0]?.severity).toBe('error');
    expect(run.error?.code).toBe('ldap.size-limit');
    expectSentence(run.error?.message ?? '', slapd.readerPassword);
    expect(run.error?.hint).toContain('paging');
    expect(end.stdout).not.toContain(slapd.readerPassword);
    expect((await bench.run(run.id)).evidence).toMatchObject({ paging: false, entries: 500, pages: 1 });
    expect(await bench.changes(run.id)).toEqual([]);
    expect(await bench.accounts()).toEqual(before);
  });

  it('a first read cut at the size limit creates who came, and the next whole one the rest', async () => {
    const bench = await Workbench.open();
    await bench.import(configuration({ ...readerOf(slapd), paging: false }));
    const cut = await bench.synchronize();
    expect(cut).toMatchObject({ outcome: 'warnings', complete: false });
    expect(cut.counters).toMatchObject({ read: 500, created: 500 });
    const early = new Map((await bench.accounts()).map(({ loginId, accountId }) => [loginId, accountId]));
    expect(early.size).toBe(500);
    await bench.import(configuration({ ...readerOf(slapd), paging: true }));
    const whole = await bench.synchronize();
    expect(whole).toMatchObject({ outcome: 'success', complete: true });
    expect(whole.counters).toMatchObject({ read: COUNT, created: COUNT - 500, unchanged: 500, deleted: 0 });
    const accounts = await bench.accounts();
    expect(accounts.map((account) => account.loginId)).toEqual(expected.map((person) => person.loginId));
    for (const { loginId, accountId } of accounts) {
      if (early.has(loginId)) expect(accountId).toBe(early.get(loginId));
    }
  });
});
