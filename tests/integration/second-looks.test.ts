import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAgain, type LookupRequest } from '../../electron/engine/directory/index.ts';
import type { SynchronizerSettings } from '../../shared/domain/synchronizer.ts';
import { ldifRecord } from '../servers/people.ts';
import { slapdAvailable, startSlapd, type Slapd } from '../servers/slapd.ts';
import { lookUp, people, settingsFor, suffix } from './second-looks-bench.ts';
import { expectSentence } from './workbench.ts';

describe.skipIf(!slapdAvailable)('second looks at a real directory (needs slapd)', () => {
  let slapd: Slapd;
  let settings: SynchronizerSettings;
  const query = '(&(objectClass=inetOrgPerson)(employeeType=staff))';

  const person = (uid: string, parent = people, extra: [string, string][] = [['employeeType', 'staff']]) =>
    ldifRecord(`uid=${uid},${parent}`, [
      ['objectClass', 'inetOrgPerson'],
      ['uid', uid],
      ['cn', uid],
      ['sn', uid],
      ...extra,
    ]);
  const unit = (name: string, parent = people) =>
    ldifRecord(`ou=${name},${parent}`, [['objectClass', 'organizationalUnit']]);

  async function start(options: Parameters<typeof startSlapd>[0] = {}): Promise<void> {
    slapd = await startSlapd({
      ldif: [
        unit('Berlin'),
        unit('Paris'),
        unit('other', suffix),
        ...['ann', 'bob', 'cid', 'dan'].map((uid) => person(uid, `ou=Berlin,${people}`)),
        person('paul', `ou=Paris,${people}`),
      ].join('\n'),
      ...options,
    });
    settings = settingsFor(slapd.url, { bindDn: slapd.readerDn, query });
  }

  beforeEach(() => start());
  afterEach(() => slapd.stop());

  /** What a run would have stored of an entry. */
  async function known(dn: string): Promise<LookupRequest> {
    const ldif = await slapd.search(dn, '(objectClass=*)', ['entryUUID'], { scope: 'base', as: 'admin' });
    const key = /^entryUUID: (.*)$/m.exec(ldif)?.[1];
    if (key === undefined) throw new Error(`no key in ${ldif}`);
    return { dn, key: Buffer.from(key) };
  }
  const at = (uid: string) => `uid=${uid},ou=Berlin,${people}`;

  async function look(requests: LookupRequest[], overrides: Partial<SynchronizerSettings> = {}) {
    return lookUp({ ...settings, ...overrides }, requests, { password: slapd.readerPassword });
  }

  async function reasonOf(request: LookupRequest, overrides: Partial<SynchronizerSettings> = {}) {
    const [answer] = await look([request], overrides);
    expect(answer?.detail).not.toMatch(/undefined|\[object/);
    return answer;
  }

  it('a deleted entry is deleted: both look-ups find nothing, and its container holds others', async () => {
    const bob = await known(at('bob'));
    await slapd.delete(at('bob'));
    expect(await reasonOf(bob)).toEqual({
      reason: 'deleted',
      detail: `its container ou=Berlin,${people} holds other entries`,
    });
  });

  it('an entry that is there is present, and one that was renamed within the base too', async () => {
    const [ann, bob] = [await known(at('ann')), await known(at('bob'))];
    await slapd.modify(`dn: ${at('bob')}\nchangetype: modrdn\nnewrdn: uid=robert\ndeleteoldrdn: 1\n`);
    expect(await look([ann, bob])).toEqual([
      { reason: 'present', detail: `${at('ann')} is there and matches the query` },
      { reason: 'present', detail: `${at('robert')} is there and matches the query` },
    ]);
  });

  it.each([
    ['moved out of the search base', `ou=other,${suffix}`, 'moved', 'moved out of the search base to '],
    ['moved within it', `ou=Paris,${people}`, 'present', ''],
  ])('an entry %s', async (_name, parent, reason, words) => {
    const bob = await known(at('bob'));
    await slapd.modify(
      `dn: ${at('bob')}\nchangetype: modrdn\nnewrdn: uid=bob\ndeleteoldrdn: 0\nnewsuperior: ${parent}\n`,
    );
    const answer = await reasonOf(bob);
    expect(answer?.reason).toBe(reason);
    expect(answer?.detail).toContain(`${words}uid=bob,${parent}`);
  });

  it('only the server knows that two DNs are one: a base written otherwise is no other place', async () => {
    const bob = await known(at('bob'));
    for (const searchContext of ['2.5.4.11=Berlin,ou=people', 'ou=\\42erlin,ou=people']) {
      expect(await reasonOf(bob, { searchContext }), searchContext).toMatchObject({ reason: 'present' });
    }
    // And in the order that the directory does not have.
    expect(await reasonOf(bob, { searchContext: 'ou=people,ou=Berlin' })).toMatchObject({
      reason: 'present',
    });
    expect(await reasonOf(bob, { searchContext: 'ou=people,ou=Paris' })).toMatchObject({ reason: 'moved' });
  });

  it.each<[string, string, string]>([
    ['replace: employeeType\nemployeeType: left', query, 'employeeType is "left"'],
    [
      'replace: employeeType\nemployeeType: left\nemployeeType: gone',
      query,
      'employeeType is "left", "gone"',
    ],
    ['delete: employeeType', query, 'employeeType has no value'],
    [
      'replace: title\ntitle: retired',
      '(&(objectClass=inetOrgPerson)(!(title=retired))(uid=*))',
      'title is "retired"',
    ],
    [
      'replace: employeeType\nemployeeType: left',
      '(&(objectClass=inetOrgPerson)(|(employeeType=staff)(uid=nobody)))',
      'employeeType is "left"; uid is "bob"',
    ],
    [
      `replace: employeeType\nemployeeType: ${'x'.repeat(200)}`,
      query,
      `employeeType is "${'x'.repeat(79)}…"`,
    ],
  ])('an entry that no longer matches the query, after %s', async (change, filter, detail) => {
    const bob = await known(at('bob'));
    await slapd.modify(`dn: ${at('bob')}\nchangetype: modify\n${change}\n`);
    expect(await reasonOf(bob, { query: filter })).toEqual({ reason: 'unmatched', detail });
  });

  it('an entry that was made anew at the same place may be the same person: nobody can say', async () => {
    const bob = await known(at('bob'));
    await slapd.delete(at('bob'));
    await slapd.add(person('bob', `ou=Berlin,${people}`));
    expect(await reasonOf(bob)).toEqual({
      reason: 'unknown',
      detail: `Another entry has its place ${at('bob')}; it may be the same person, made anew.`,
    });
  });

  it('a whole container without anybody else of the query is not visible, never deleted', async () => {
    const paul = await known(`uid=paul,ou=Paris,${people}`);
    await slapd.delete(paul.dn);
    const words = `no other entry of the query is visible in its container ou=Paris,${people}`;
    expect(await reasonOf(paul)).toEqual({ reason: 'not-visible', detail: words });
    // Somebody whom the query does not want shows nothing of those whom it wants.
    await slapd.add(person('guest', `ou=Paris,${people}`, [['employeeType', 'guest']]));
    expect(await reasonOf(paul)).toEqual({ reason: 'not-visible', detail: words });
    await slapd.delete(`uid=guest,ou=Paris,${people}`, `ou=Paris,${people}`);
    expect(await reasonOf(paul)).toEqual({ reason: 'not-visible', detail: words });
  });

  it('whom the query finds further down in the container shows it too', async () => {
    await slapd.add(person('top', people));
    const top = await known(`uid=top,${people}`);
    await slapd.delete(top.dn);
    expect(await reasonOf(top)).toEqual({
      reason: 'deleted',
      detail: `its container ${people} holds other entries`,
    });
  });

  it('sixty gone accounts take one scan of the keys, and come to the same answers', async () => {
    const uids = Array.from({ length: 60 }, (_, index) => `many${index}`);
    await slapd.add(uids.map((uid) => person(uid, `ou=Berlin,${people}`)).join('\n'));
    const requests = await Promise.all(uids.map((uid) => known(at(uid))));
    await slapd.modify(
      `dn: ${at('many0')}\nchangetype: modrdn\nnewrdn: uid=many0\ndeleteoldrdn: 0\nnewsuperior: ou=other,${suffix}\n`,
    );
    await slapd.delete(...uids.slice(1).map(at));
    const done: number[] = [];
    const answers = await lookUp(settings, requests, {
      password: slapd.readerPassword,
      progress: (count) => done.push(count),
    });
    expect(answers[0]).toMatchObject({ reason: 'moved' });
    expect(new Set(answers.slice(1).map(({ reason }) => reason))).toEqual(new Set(['deleted']));
    expect(done.at(-1)).toBe(60);
    // Without paging, slapd cuts the scan off: nothing is concluded.
    await slapd.stop();
    await start({ sizeLimit: 3 });
    const cut = await look(requests, { paging: false });
    expect(new Set(cut.map(({ reason }) => reason))).toEqual(new Set(['unknown']));
    expect(cut[0]?.detail).toContain('size limit');
  });

  describe('rights that the bind account lost', () => {
    /** Bob was deleted; Ann is there, if only we could see her. */
    async function withRights(...access: string[]): Promise<{ ann: LookupRequest; bob: LookupRequest }> {
      await slapd.stop();
      await start({ access });
      const [ann, bob] = [await known(at('ann')), await known(at('bob'))];
      await slapd.delete(at('bob'));
      return { ann, bob };
    }
    const gone = `no other entry of the query is visible in its container ou=Berlin,${people}`;

    it.each([
      ['its whole subtree', `access to dn.subtree="ou=Berlin,${people}" by * none`, gone],
      ['what stands in it', `access to dn.children="ou=Berlin,${people}" by * none`, gone],
      [
        'an attribute of the query',
        'access to attrs=employeeType by * none',
        `employeeType cannot be seen on any other entry of its container ou=Berlin,${people}`,
      ],
      [
        'an attribute of the query in its container alone',
        `access to dn.subtree="ou=Berlin,${people}" attrs=employeeType by * none`,
        `employeeType cannot be seen on any other entry of its container ou=Berlin,${people}`,
      ],
    ])('on %s: not visible, and so is who was really deleted, or unknown', async (_name, rule, detail) => {
      const { ann, bob } = await withRights(rule);
      expect(await reasonOf(ann)).toEqual({ reason: 'not-visible', detail });
      expect(['not-visible', 'unknown']).toContain((await reasonOf(bob))?.reason);
    });

    it.each([
      ['alone', query, 'staff'],
      ['as one of several', '(&(objectClass=inetOrgPerson)(|(employeeType=staff)(uid=nobody)))', 'staff'],
      ['that must not be so', '(&(objectClass=inetOrgPerson)(!(employeeType=left)))', 'staff'],
    ])(
      'to search by an attribute of the query, not to read it, %s: nothing can be said',
      async (_name, filter, value) => {
        const { ann } = await withRights(
          `access to attrs=employeeType by dn.exact="cn=reader,${suffix}" =rx by * none`,
        );
        const answer = await reasonOf(ann, { query: filter });
        expect(answer?.reason).toBe('unknown');
        expect(answer?.detail).toContain(
          `${at('ann')} matches the query by what it shows (employeeType is "${value}"`,
        );
        expectSentence(answer!.detail, slapd.readerPassword);
      },
    );

    it('on the key attribute: nothing can be said', async () => {
      const { ann, bob } = await withRights('access to attrs=entryUUID by * none');
      expect(await look([ann, bob])).toMatchObject([{ reason: 'unknown' }, { reason: 'unknown' }]);
    });

    it('to search by the key, not to read it: who is there is seen, who is not is unknown', async () => {
      const { ann, bob } = await withRights(
        `access to attrs=entryUUID by dn.exact="cn=reader,${suffix}" =rx by * none`,
      );
      expect(await look([ann, bob])).toEqual([
        { reason: 'present', detail: `${at('ann')} is there and matches the query` },
        {
          reason: 'unknown',
          detail: 'A search by entryUUID finds nothing, not even an entry that is there.',
        },
      ]);
    });

    it('on one entry alone: its neighbours are not its proof, but nothing else can be known', async () => {
      // Written down as it is: a single entry that is hidden looks deleted to every client there is.
      const { ann } = await withRights(`access to dn.base="${at('ann')}" by * none`);
      expect(await reasonOf(ann)).toMatchObject({ reason: 'deleted' });
    });

    it.each([
      ['on the root of the tree', `access to dn.base="${suffix}" by * none`],
      ['on all above the base', `access to dn.regex="^(ou=people,)?${suffix}$" by * none`],
    ])('%s: the search by key is as wide as it can be', async (_name, rule) => {
      const { ann, bob } = await withRights(rule);
      const answers = await look([ann, bob], { searchContext: 'ou=Berlin,ou=people' });
      expect(answers).toMatchObject([{ reason: 'present' }, { reason: 'deleted' }]);
    });
  });

  it('rows are read again by their DNs, in the bytes of the scan', async () => {
    const seen: [number, string, string][] = [];
    const missing: [number, string][] = [];
    await slapd.modify(`dn: ${at('cid')}\nchangetype: modify\nreplace: employeeType\nemployeeType: left\n`);
    await readAgain(
      settings,
      slapd.readerPassword,
      slapd.url,
      [at('ann'), at('nobody'), at('cid'), '', at('dan'), 'not a dn'],
      ['entryUUID', 'uid'],
      {
        entry: (index, bytes, decoder) => {
          const start = decoder.valueStart[decoder.first[1]!];
          seen.push([
            index,
            bytes.toString('utf8', decoder.dnStart, decoder.dnEnd),
            bytes.toString('utf8', start, decoder.valueEnd[decoder.first[1]!]),
          ]);
        },
        missing: (index, reason) => missing.push([index, reason]),
      },
      new AbortController().signal,
    );
    expect(seen.sort(([left], [right]) => left - right)).toEqual([
      [0, at('ann'), 'ann'],
      [4, at('dan'), 'dan'],
    ]);
    expect(missing.map(([index]) => index).sort()).toEqual([1, 2, 3, 5]);
    for (const [, reason] of missing) expectSentence(reason, slapd.readerPassword);
  });
});
