import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { escapeDnValue, ldifRecord } from '../servers/people.ts';
import { slapdAvailable, startSlapd, type Slapd } from '../servers/slapd.ts';
import { codesOf, configuration, expectSentence, readerOf, Workbench } from './workbench.ts';

const suffix = 'dc=example,dc=com';

/**
 * ou=people with two towns; each has two departments; `Research, Development` and `a;b` want escapes. One person in
 * every unit, called after it.
 */
const units: [string, string][] = [
  ['berlin', `ou=Berlin,ou=people,${suffix}`],
  ['berlin-sales', `ou=Sales,ou=Berlin,ou=people,${suffix}`],
  ['berlin-support', `ou=Support,ou=Berlin,ou=people,${suffix}`],
  ['paris', `ou=Paris,ou=people,${suffix}`],
  ['paris-sales', `ou=Sales,ou=Paris,ou=people,${suffix}`],
  ['research', `ou=${escapeDnValue('Research, Development')},ou=people,${suffix}`],
  ['semicolon', `ou=${escapeDnValue('a;b')},ou=people,${suffix}`],
  ['plus', `ou=${escapeDnValue('#1 + "x"')},ou=people,${suffix}`],
  ['munich', `ou=München,ou=people,${suffix}`],
  ['other', `ou=other,${suffix}`],
];

function ldif(): string {
  return units
    .flatMap(([uid, dn]) => [
      ldifRecord(dn, [['objectClass', 'organizationalUnit']]),
      ldifRecord(`uid=${uid},${dn}`, [
        ['objectClass', 'inetOrgPerson'],
        ['uid', uid],
        ['cn', uid],
        ['sn', uid],
      ]),
    ])
    .join('\n');
}

describe.skipIf(!slapdAvailable)('where the search begins (needs slapd)', () => {
  let slapd: Slapd;

  beforeAll(async () => {
    slapd = await startSlapd({ ldif: ldif() });
  });
  afterAll(() => slapd.stop());

  async function benchFor(searchContext: string, baseDn = suffix): Promise<Workbench> {
    const bench = await Workbench.open();
    await bench.import(configuration({ ...readerOf(slapd), baseDn, searchContext }));
    return bench;
  }

  async function expectLogins(bench: Workbench, logins: readonly string[]): Promise<void> {
    expect((await bench.logins()).sort()).toEqual([...logins].sort());
  }

  /** The search context as it is stored. */
  async function storedContext(bench: Workbench): Promise<string | undefined> {
    const file = (await bench.client.configuration.export({})) as {
      enterprises: { synchronizers: { searchContext?: string }[] }[];
    };
    return file.enterprises[0]?.synchronizers[0]?.searchContext;
  }

  const berlin = ['berlin', 'berlin-sales', 'berlin-support'];

  it.each<[string, string, string[]]>([
    ['no context: everything below the base', '', units.map(([uid]) => uid)],
    ['one part', 'ou=people', units.map(([uid]) => uid).filter((uid) => uid !== 'other')],
    ['leaf first', 'ou=Berlin,ou=people', berlin],
    ['leaf first, three parts, blanks and capitals', ' OU = Sales , ou=berlin,OU=PEOPLE ', ['berlin-sales']],
    [
      'several contexts',
      'ou=Sales,ou=Berlin,ou=people; ou=Paris,ou=people ;',
      ['berlin-sales', 'paris', 'paris-sales'],
    ],
    ['an escaped comma', 'ou=Research\\, Development,ou=people', ['research']],
    ['an escaped comma in hex', 'ou=Research\\2C Development,ou=people', ['research']],
    ['an escaped semicolon', 'ou=a\\;b,ou=people; ou=other', ['semicolon', 'other']],
    ['a leading #, a plus and quotes', 'ou=\\#1 \\+ \\"x\\",ou=people', ['plus']],
    ['an accent', 'ou=München,ou=people', ['munich']],
  ])('%s', async (_name, context, logins) => {
    const bench = await benchFor(context);
    const run = await bench.synchronize();
    expect(run).toMatchObject({ outcome: 'success', complete: true, issues: [] });
    await expectLogins(bench, logins);
  });

  it('several bases', async () => {
    const bench = await benchFor('', `ou=Berlin,ou=people,${suffix};ou=other,${suffix}`);
    const run = await bench.synchronize();
    expect(run).toMatchObject({ outcome: 'success', complete: true });
    await expectLogins(bench, [...berlin, 'other']);
    const { evidence } = await bench.run(run.id);
    expect(evidence?.bases.map(({ base, entries, result }) => [base, entries, result])).toEqual([
      [`ou=Berlin,ou=people,${suffix}`, 3, 0],
      [`ou=other,${suffix}`, 1, 0],
    ]);
  });

  it.each<[string, string, string[]]>([
    ['ou=people,ou=Berlin', 'ou=Berlin,ou=people', berlin],
    ['ou=people,ou=Berlin,ou=Sales', 'ou=Sales,ou=Berlin,ou=people', ['berlin-sales']],
    ['ou=people,ou=Research\\, Development', 'ou=Research\\, Development,ou=people', ['research']],
  ])(
    'root first (%s) works, is stored the other way round, and needs no second try',
    async (typed, kept, logins) => {
      const bench = await benchFor(typed);
      const run = await bench.synchronize();
      expect(run).toMatchObject({ outcome: 'success', complete: true });
      expect(codesOf(run)).toEqual(['source.context-reversed']);
      expect(run.issues[0]).toMatchObject({ severity: 'info', field: 'searchContext' });
      expect(run.issues[0]?.message).toContain(kept);
      expect((await bench.run(run.id)).evidence?.bases).toMatchObject([
        { base: `${kept},${suffix}`, reversed: true },
      ]);
      await expectLogins(bench, logins);
      expect(await storedContext(bench)).toBe(kept);

      const next = await bench.synchronize();
      expect(next).toMatchObject({ outcome: 'success', complete: true, baseline: false, issues: [] });
      expect(next.counters).toMatchObject({ unchanged: logins.length, deleted: 0, heldDeletes: 0 });
      expect((await bench.run(next.id)).evidence?.bases).toMatchObject([
        { base: `${kept},${suffix}`, reversed: false },
      ]);
    },
  );

  it('several contexts of which one is root first', async () => {
    const bench = await benchFor('ou=Paris,ou=people; ou=people,ou=Berlin');
    const run = await bench.synchronize();
    expect(run).toMatchObject({ outcome: 'success', complete: true });
    expect(codesOf(run)).toEqual(['source.context-reversed']);
    await expectLogins(bench, [...berlin, 'paris', 'paris-sales']);
    expect(await storedContext(bench)).toBe('ou=Paris,ou=people; ou=Berlin,ou=people');
    expect(await bench.synchronize()).toMatchObject({ outcome: 'success', baseline: false, issues: [] });
  });

  it('a deletion after a reversal is not held for the reversal', async () => {
    const dn = `uid=short,ou=Paris,ou=people,${suffix}`;
    await slapd.add(
      ldifRecord(dn, [
        ['objectClass', 'inetOrgPerson'],
        ['uid', 'short'],
        ['cn', 'x'],
        ['sn', 'x'],
      ]),
    );
    const bench = await benchFor('ou=people,ou=Paris');
    expect((await bench.synchronize()).counters.created).toBe(3);
    await slapd.delete(dn);
    const run = await bench.synchronize();
    expect(run).toMatchObject({ outcome: 'success', complete: true, baseline: false });
    expect(run.counters).toMatchObject({ deleted: 1, heldDeletes: 0 });
  });

  it.each<[string, string, string]>([
    ['a context within another', 'ou=people; ou=Berlin,ou=people', suffix],
    ['the same twice, written differently', 'ou=people; OU = People', suffix],
    ['a base within another', '', `${suffix};ou=people,${suffix}`],
  ])('overlapping bases are refused in one clear sentence: %s', async (_name, context, baseDn) => {
    const bench = await benchFor(context, baseDn);
    const run = await bench.synchronize();
    expect(run).toMatchObject({
      outcome: 'failed',
      complete: false,
      error: { code: 'ldap.overlapping-bases' },
    });
    expectSentence(run.error?.message ?? '');
    expect(run.error?.message.toLowerCase()).toContain(`ou=people,${suffix}`);
    expect(await bench.accounts()).toEqual([]);
  });

  it('a context that worked reversed is not kept from a read that was not complete', async () => {
    const typed = 'ou=people,ou=Berlin; ou=Rome,ou=people';
    const bench = await benchFor(typed);
    expect(await bench.synchronize()).toMatchObject({
      complete: false,
      error: { code: 'ldap.base-not-found' },
    });
    expect(await storedContext(bench)).toBe(typed);
    await expectLogins(bench, berlin);
    await bench.synchronize();
    await expectLogins(bench, berlin);
  });

  it('one base of several that is missing makes the read partial, and deletes nobody', async () => {
    const bench = await benchFor('ou=Berlin,ou=people; ou=Paris,ou=people');
    await bench.synchronize();
    await expectLogins(bench, [...berlin, 'paris', 'paris-sales']);
    await bench.import(
      configuration({ ...readerOf(slapd), searchContext: 'ou=Berlin,ou=people; ou=Rome,ou=people' }),
    );
    const run = await bench.synchronize();
    expect(run).toMatchObject({
      outcome: 'warnings',
      complete: false,
      error: { code: 'ldap.base-not-found' },
    });
    expect(run.error?.message).toContain(`nearest entry is ou=people,${suffix}`);
    expect(run.counters).toMatchObject({ deleted: 0, heldDeletes: 0 });
    await expectLogins(bench, [...berlin, 'paris', 'paris-sales']);
  });
});
