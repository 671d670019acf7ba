import * as fc from 'fast-check';
import { ACCOUNT_FIELDS, foldLogin } from '../../shared/domain/account.ts';
import { ALL_CODES } from '../../shared/domain/codes.ts';
import { zeroCounters } from '../../shared/domain/run.ts';
import type { NotAssignedCode } from '../../shared/domain/mivoice-business/types.ts';
import { DEFAULT_MIVOICE_BUSINESS } from '../../shared/domain/pbx-node.ts';
import { DEFAULT_TEMPLATES } from '../../shared/domain/status.ts';
import type { EngineClient } from '../../electron/engine/index.ts';
import type { Store } from '../../electron/engine/store/store.ts';
import { createSource, enterpriseValues } from './store.ts';

/*
 * Stores with something in every table that a results file carries, and a secret wherever one can be.
 */

/** Never to be found in a results file. */
export const SECRET = 'Zx9-planted-secret';
const HEX = (text: string) => Buffer.from(text).toString('hex');

/** Rows of the tables, as numbers and texts to make rows from. */
export const worldArbitrary = (() => {
  const word = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom('Ann', 'Ärger', '4711', '', 'a "quoted"\nline', '{}', '𝔘', '=cmd'),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
  );
  // No stored text holds these (domain.md 2.6).
  const text = word.map((each) => each.replaceAll(/[\u0000-\u001f\ud800-\udfff]/gu, ' '));
  const index = fc.nat(1000);
  const account = fc.record({
    source: fc.constantFrom('directory', 'pbx', 'node', 'manual', 'elsewhere'),
    fields: fc.array(text, { minLength: ACCOUNT_FIELDS.length, maxLength: ACCOUNT_FIELDS.length }),
    hasProfile: fc.boolean(),
    active: fc.boolean(),
    numbers: fc.uniqueArray(fc.constantFrom('1', '22', '+49 1'), { maxLength: 3 }),
    created: fc.option(index, { nil: null }),
    gone: fc.boolean(),
  });
  const change = fc.record({
    run: fc.option(index, { nil: null }),
    account: index,
    kind: fc.constantFrom('create', 'update', 'delete', 'moved', 'number-added', 'number-held'),
    state: fc.constantFrom('applied', 'applied', 'held', 'refused'),
    values: fc.array(text, { minLength: 4, maxLength: 4 }),
    actor: fc.constantFrom('', 'administrator', 'command', 'user'),
  });
  const run = fc.record({
    source: fc.constantFrom('directory', 'pbx', 'node', 'removed', 'none', 'elsewhere'),
    outcome: fc.constantFrom('success', 'warnings', 'held', 'failed', 'cancelled', 'interrupted', null),
    kind: fc.constantFrom('sync', 'sync', 'approval', 'undo', 'removal'),
    flags: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    issues: fc.array(
      fc.record({
        code: fc.constantFrom(...ALL_CODES),
        severity: fc.constantFrom('info', 'warning', 'error'),
        texts: fc.tuple(text, text, text),
        count: fc.integer({ min: 1, max: 9 }),
      }),
      { maxLength: 4 },
    ),
    entries: fc.nat(9),
    error: fc.boolean(),
  });
  const device = fc.record({
    code: fc.constantFrom(...ALL_CODES.filter((code) => code.startsWith('pbx.'))),
    texts: fc.array(text, { minLength: 8, maxLength: 8 }),
    // Of a node, or of one of another Enterprise.
    own: fc.boolean(),
  });
  return fc.record({
    runs: fc.array(run, { maxLength: 6 }),
    accounts: fc.array(account, { maxLength: 8 }),
    changes: fc.array(change, { maxLength: 12 }),
    held: fc.uniqueArray(index, { maxLength: 3 }),
    devices: fc.array(device, { maxLength: 5 }),
    templates: fc.uniqueArray(fc.constantFrom('In the Office', 'Away', 'Märchenstunde', '-'), {
      maxLength: 3,
    }),
    locked: fc.boolean(),
    defaultsPointAt: fc.constantFrom('role', 'number'),
    usersMayAdd: fc.boolean(),
    watch: fc.constantFrom('off', 'offer', 'synchronize'),
  });
})();

export type World = typeof worldArbitrary extends fc.Arbitrary<infer W> ? W : never;

/** What a filled store has. */
export interface Filled {
  enterprise: string;
  enterpriseId: number;
  runIds: number[];
  accountIds: number[];
  sourceIds: number[];
}

/** Fills an empty store: an Enterprise with all that `world` says, and another one that is nobody's business. */
export function fillWorld(store: Store, world: World): Filled {
  return store.transaction(() => {
    // Ids that are no other table's by chance.
    const elsewhereId = store.enterprises.create(enterpriseValues('Elsewhere'), 1);
    const enterpriseId = store.enterprises.create(enterpriseValues('Acme'), 1_700_000_000_000);
    const insert = (table: string, values: Record<string, string | number | Uint8Array | null>): number =>
      store.connection
        .prepare(
          `INSERT INTO ${table} (${Object.keys(values)
            .map((name) => `"${name}"`)
            .join(', ')}) VALUES (${Object.keys(values)
            .map(() => '?')
            .join(', ')})`,
        )
        .run(...Object.values(values)).lastId;
    insert('sign_in_try', { name: `acme ${SECRET}`, wrong: 3, last_at: 1, locked_until: null });
    const profileId = insert('feature_profile', {
      enterprise_id: enterpriseId,
      name: 'Basic',
      description: 'x',
    });
    for (const [at, name] of ['Softphone', 'Chat'].entries()) {
      const featureId = insert('feature', { enterprise_id: enterpriseId, name, seats: at });
      insert('profile_feature', { profile_id: profileId, feature_id: featureId });
      insert('feature', { enterprise_id: elsewhereId, name: SECRET + name, seats: 1 });
    }
    const sources = {
      elsewhere: createSource(store, elsewhereId, 'Main').sourceId,
      directory: createSource(store, enterpriseId, 'HQ', {
        bindDn: 'cn=reader,dc=x',
        passwordReference: { file: `/run/${SECRET}` },
        ...({ password: SECRET, bindPassword: SECRET, tokens: [SECRET] } as object),
      }).sourceId,
      removed: createSource(store, enterpriseId, 'Old', { passwordReference: { env: SECRET } }).sourceId,
      pbx: store.sources.create({
        enterpriseId,
        kind: 'pbx',
        name: 'PBX',
        settings: {
          type: 'mivoice-office-250',
          host: 'pbx.example.org',
          port: 4000,
          password: SECRET,
          passwordReference: { env: SECRET },
          files: { devices: 'd.csv', password: SECRET },
        },
        profileId: null,
      }),
      node: store.sources.create({
        enterpriseId,
        kind: 'pbx',
        name: 'Node',
        settings: {
          ...DEFAULT_MIVOICE_BUSINESS,
          files: { devices: '/exports/users.csv', groups: ['/exports/prg.csv'], directory: null },
          columns: { mac: null, department: 'Abteilung' },
          answers: { same: [{ number: '1', with: '2' }], separate: ['3'] },
          watch: world.watch,
          voiceMailServer: 'vm.example.org',
          passwordReference: { env: SECRET },
          token: SECRET,
        },
        profileId: null,
      }),
    };
    insertDevices(store, world, { node: sources.node, elsewhere: sources.elsewhere });
    insertTemplates(store, world, { enterpriseId, elsewhereId });
    store.connection.exec(
      `UPDATE source SET removed_at = 99, baseline = '{"fingerprint":"${SECRET}"}' WHERE source_id = ${sources.removed}`,
    );
    insert('secret', {
      name: `source/${sources.directory}`,
      key_id: SECRET,
      nonce: Buffer.from(SECRET),
      sealed: Buffer.from(SECRET),
    });
    insert('setting', { name: 'anything', value: JSON.stringify(SECRET) });
    insert('lease', { enterprise_id: enterpriseId, holder: SECRET, since: 1 });

    const runIds: number[] = [];
    const runEnterprise: number[] = [];
    for (const run of world.runs) {
      const ofElsewhere = run.source === 'elsewhere';
      const [complete, baseline, gone] = run.flags.map(Number) as [number, number, number];
      runEnterprise.push(ofElsewhere ? elsewhereId : enterpriseId);
      const runId = insert('run', {
        enterprise_id: runEnterprise.at(-1)!,
        source_id: run.source === 'none' ? null : sources[run.source],
        kind: run.kind,
        trigger: 'manual',
        mode: 'full',
        feed: 'full',
        outcome: run.outcome,
        complete,
        baseline,
        started_at: 1_700_000_000_123 + runIds.length,
        ended_at: run.outcome === null ? null : 1_700_000_100_456,
        // Those of older versions lack what counts numbers.
        counters: JSON.stringify(
          run.source === 'node'
            ? {
                ...zeroCounters(),
                read: run.entries,
                devices: 9,
                assigned: 7,
                notAssigned: 2,
                numbersAdded: 4,
              }
            : { read: run.entries },
        ),
        error: run.error
          ? JSON.stringify({
              code: 'ldap.timeout',
              message: 'Slow.',
              hint: 'Wait.',
              details: { seconds: 15 },
            })
          : null,
        evidence: run.source === 'node' ? JSON.stringify(NODE_EVIDENCE) : null,
        phases: JSON.stringify({ reading: 1.5 }),
        plan: run.kind === 'sync' ? 'ab'.repeat(32) : null,
        undoes: run.kind === 'undo' ? 1 : null,
        journal_gone: gone,
      });
      runIds.push(runId);
      // A run commits its rows together with its end.
      const issues = run.outcome === null ? [] : run.issues;
      for (const [position, { code, severity, texts, count }] of issues.entries()) {
        const [subject, field, message] = texts;
        insert('issue', { run_id: runId, position, severity, code, subject, field, message, count });
      }
    }

    const accountIds: number[] = [];
    const accountEnterprise: number[] = [];
    for (const [place, account] of world.accounts.entries()) {
      const [, firstName, lastName, email, department, deskPhone, softPhone, ...others] = account.fields;
      const extra = Object.fromEntries(
        ACCOUNT_FIELDS.slice(7).flatMap((field, at) => (others[at] ? [[field, others[at]]] : [])),
      );
      const loginId = `login${place}${account.fields[0]}`;
      accountEnterprise.push(account.source === 'elsewhere' ? elsewhereId : enterpriseId);
      const isManual = account.source === 'manual';
      const accountId = insert('account', {
        enterprise_id: accountEnterprise.at(-1)!,
        source_id: account.source === 'manual' ? null : sources[account.source],
        source_key: isManual ? null : Buffer.from(`key ${place}`),
        key_attribute: isManual ? null : 'entryuuid',
        login_id: loginId,
        login_key: foldLogin(loginId),
        first_name: firstName!,
        last_name: lastName!,
        email: email!,
        department: department!,
        desk_phone: deskPhone!,
        soft_phone: softPhone!,
        extra: Object.keys(extra).length === 0 ? null : JSON.stringify(extra),
        dn: isManual ? '' : `uid=${place},dc=x`,
        hash: Buffer.from(SECRET.slice(0, 16)),
        profile_id: account.hasProfile && account.source !== 'elsewhere' ? profileId : null,
        active: Number(account.active),
        active_status: 'In the office',
        version: place + 1,
        created_run:
          account.created === null ? null : (runIds[account.created % (runIds.length || 1)] ?? null),
      });
      accountIds.push(accountId);
      insert('credential', {
        account_id: accountId,
        kind: 'password',
        hash: SECRET,
        made_at: 1,
        expires_at: null,
      });
      insert('sign_in', { account_id: accountId, last_at: 1, generation: 1 });
      for (const number of account.numbers) {
        const kinds = { kind: 'desk', origin: 'manual', state: 'present', since: 5 };
        insert('number', { account_id: accountId, number, ...kinds });
        insert('status_reference', { account_id: accountId, number, status: 'Away', slot: 'first' });
      }
      if (account.numbers.length > 0)
        insert('status', {
          account_id: accountId,
          name: 'Away',
          settings: '{"voice":{"to":["22"]}}',
          locked: Number(world.locked),
        });
    }

    for (const [position, place] of world.held.entries()) {
      const at = place % (accountIds.length || 1);
      const runId = runIds.find((_, index) => runEnterprise[index] === enterpriseId);
      if (accountEnterprise[at] !== enterpriseId || runId === undefined) continue;
      const key = {
        source_id: sources.directory,
        key_attribute: 'entryuuid',
        source_key: Buffer.from(`h${position}`),
      };
      const about = { login: `login${at}`, dn: `uid=${at},dc=x` };
      insert('held_row', {
        ...key,
        ...about,
        kind: 'update',
        reason_code: 'guard.updates',
        detail: 'much',
        gone: null,
        account_id: accountIds[at]!,
        version: 1,
        hash: Buffer.from(SECRET),
        changes: '{"email":["a@x",null]}',
        fields: '{"email":""}',
        rekeyed: 0,
        first_run: runId,
        since: 7,
        run_id: runId,
      });
      insert('remembered', {
        ...key,
        ...about,
        kind: 'delete',
        answer: 'kept',
        ground: HEX(SECRET),
        run_id: runId,
        at: 9,
      });
    }

    for (const change of world.changes) {
      const at = change.account % (accountIds.length || 1);
      const ofRun = change.run === null ? null : change.run % (runIds.length || 1);
      // An account's journal is of its own Enterprise.
      const isOfRun =
        ofRun !== null &&
        runEnterprise[ofRun] === accountEnterprise[at] &&
        world.runs[ofRun]?.outcome !== null;
      const runId = isOfRun ? (runIds[ofRun] ?? null) : null;
      if (accountIds[at] === undefined) continue;
      const [email, department, proposed, detail] = change.values as [string, string, string, string];
      const applied = change.state === 'applied';
      const before = {
        email,
        department,
        numbers: [{ number: '1', kind: 'desk' }],
        row: { profile_id: profileId, enterprise_id: accountEnterprise[at], source_key: { hex: '00' } },
      };
      insert('change', {
        run_id: runId,
        account_id: accountIds[at],
        kind: change.kind,
        state: change.state,
        reason_code: 'changed',
        login: `login${at}`,
        dn: `uid=${at},dc=x`,
        detail,
        before: applied && change.kind !== 'create' ? JSON.stringify(before) : null,
        proposed: applied
          ? null
          : JSON.stringify({ email: [email || null, proposed], department: [null, 7] }),
        restore: JSON.stringify({ hash: SECRET }),
        actor: runId === null ? change.actor : '',
        after_version: 1,
        at: runId === null ? 1_700_000_200_000 : null,
      });
    }
    // Accounts that are gone are known to the journal only.
    for (const [place, { gone }] of world.accounts.entries()) {
      if (!gone) continue;
      store.connection.exec(`DELETE FROM account WHERE account_id = ${accountIds[place]}`);
      insert('change', {
        account_id: accountIds[place]!,
        kind: 'delete',
        state: 'applied',
        reason_code: 'deleted-by-hand',
        login: `login${place}`,
        before: JSON.stringify({ email: 'last@x', row: { enterprise_id: accountEnterprise[place] } }),
        at: 1_700_000_300_000,
      });
    }
    return {
      enterprise: 'Acme',
      enterpriseId,
      runIds: runIds.filter(
        (_, at) => runEnterprise[at] === enterpriseId && world.runs[at]!.outcome !== null,
      ),
      accountIds: accountIds.filter((_, at) => accountEnterprise[at] === enterpriseId),
      sourceIds: [sources.directory, sources.pbx],
    };
  });
}

/** Devices that are in no account, in the list of a node and in that of a node elsewhere. */
function insertDevices(store: Store, { devices }: World, sources: { node: number; elsewhere: number }): void {
  for (const own of [true, false]) {
    const rows = devices
      .filter((device) => device.own === own)
      .map(({ code, texts }) => {
        const [number, deviceType, mac, firstName, lastName, department, detail, near] =
          texts as TextsOfDevice;
        const names = own ? { firstName, lastName, department } : { ...NOBODY, lastName: 'Elsewhere' };
        const device = { number, deviceType, mac, ...names, external: false };
        return { device, code: code as NotAssignedCode, detail, near };
      });
    store.notAssigned.replace(own ? sources.node : sources.elsewhere, 4711, rows);
  }
}

type TextsOfDevice = [string, string, string, string, string, string, string, string];
const NOBODY = { firstName: '', department: '' };

/** Status templates of both Enterprises, and what default statuses point at. */
function insertTemplates(
  store: Store,
  { templates, locked, defaultsPointAt, usersMayAdd }: World,
  { enterpriseId, elsewhereId }: { enterpriseId: number; elsewhereId: number },
): void {
  const { settings } = DEFAULT_TEMPLATES[0]!;
  const named = (name: string) => ({ name, settings, locked });
  store.statuses.setTemplates(enterpriseId, templates.map(named));
  store.statuses.setTemplates(elsewhereId, [named('Elsewhere')]);
  store.statuses.setDefaultsPointAt(enterpriseId, defaultsPointAt);
  store.statuses.setUsersMayAdd(enterpriseId, usersMayAdd);
}

/** What a run of a node shows of its read. */
const NODE_EVIDENCE = {
  ...{ server: '', bindDn: '', filter: '', scope: '', paging: false, pages: 0, bases: [], entries: 7 },
  export: {
    files: [
      {
        ...{ path: '/exports/users.csv', kind: 'devices', rows: 9, modifiedAt: '2026-11-20T10:00:00.000Z' },
        ...{ bytes: 812, encoding: 'UTF-8', separator: 'comma' },
      },
    ],
    ...{ devices: 9, groups: 0, people: 7, notAssigned: 2, dynamicExtensionsOnly: false },
  },
};

/** Removes everything from a store. */
export function emptyStore(store: Store): void {
  const tables = [
    'credential',
    'sign_in_try',
    'remembered',
    'held_row',
    'change',
    'issue',
    'run',
    'account',
    'source',
    'feature_profile',
    'feature',
  ];
  store.transaction(() => {
    for (const table of [...tables, 'secret', 'setting', 'enterprise'])
      store.connection.exec(`DELETE FROM ${table}`);
  });
}

/** One of everything. */
export const SOME_WORLD: World = {
  runs: [
    {
      source: 'directory',
      outcome: 'warnings',
      kind: 'sync',
      flags: [true, false, false],
      issues: [
        {
          code: 'entry.duplicate-login',
          severity: 'warning',
          texts: ['uid=a', 'loginId', 'Twice.'],
          count: 2,
        },
      ],
      entries: 3,
      error: false,
    },
    {
      source: 'removed',
      outcome: 'failed',
      kind: 'removal',
      flags: [false, true, true],
      issues: [],
      entries: 0,
      error: true,
    },
    {
      source: 'node',
      outcome: 'success',
      kind: 'sync',
      flags: [true, false, false],
      issues: [],
      entries: 7,
      error: false,
    },
  ],
  accounts: [
    {
      source: 'directory',
      fields: ACCOUNT_FIELDS.map((field) => `my ${field}`),
      hasProfile: true,
      active: true,
      numbers: ['1', '22'],
      created: 0,
      gone: false,
    },
    {
      source: 'manual',
      fields: ACCOUNT_FIELDS.map(() => 'hand'),
      hasProfile: false,
      active: false,
      numbers: [],
      created: null,
      gone: false,
    },
  ],
  changes: [
    {
      ...{ run: 0, account: 0, kind: 'update', state: 'applied', actor: '' },
      values: ['old@x', 'Sales', '', 'because'],
    },
    {
      ...{ run: 0, account: 0, kind: 'update', state: 'held', actor: '' },
      values: ['old@x', '', 'new@x', ''],
    },
    {
      ...{ run: null, account: 1, kind: 'update', state: 'applied', actor: 'user' },
      values: ['hand@x', '', '', ''],
    },
  ],
  held: [0],
  devices: [
    {
      code: 'pbx.near-match',
      texts: ['3001', 'UC Endpoint', '', 'Eva', 'Kane ', 'R&D', 'a blank', '3000'],
      own: true,
    },
    { code: 'pbx.needs-group', texts: ['9', 'x', '', '', '', '', '', ''], own: false },
  ],
  templates: ['In the Office', 'Away'],
  locked: true,
  defaultsPointAt: 'number',
  usersMayAdd: false,
  watch: 'off',
};

/** Everything that the contract shows of an Enterprise; times of the day of asking are not in it. */
export async function everything(
  of: EngineClient,
  { enterprise, enterpriseId, runIds, accountIds, sourceIds }: Filled,
) {
  const filter = { enterprise, text: '' };
  const sort = { column: 'loginId', descending: false } as const;
  const { nodes } = await of.pbxNodes.list({ enterprise });
  return {
    enterprises: (await of.enterprises.list()).enterprises.filter(({ id }) => id === enterprise),
    profiles: await of.featureProfiles.list({ enterprise }),
    profileOverview: await of.featureProfiles.overview({ enterprise }),
    features: await of.features.list({ enterprise }),
    sources: await of.sources.list({ enterprise }),
    synchronizers: await of.synchronizers.list({ enterprise }),
    nodes,
    runs: await of.runs.list({ enterprise, limit: 1000 }),
    summaries: await of.runs.summaries({ enterprise }),
    views: await all(runIds, (id) => of.runs.view({ id })),
    changes: await all(runIds, (id) => of.runs.changes({ id })),
    issues: await all(runIds, (id) => of.runs.issues({ id })),
    accounts: await of.accounts.list({ enterprise }),
    rows: await of.accounts.query({ ...filter, sort, offset: 0, limit: 500 }),
    facets: await of.accounts.facets(filter),
    details: await all(accountIds, (accountId) => of.accounts.get({ accountId }).catch(() => 'gone')),
    histories: await all(accountIds, (accountId) => of.accounts.history({ accountId })),
    forms: (await all(sourceIds.slice(0, 1), (sourceId) => of.synchronizers.get({ sourceId }))).map(
      ({ password: _, ...form }) => form,
    ),
    numbers: await of.numbers.list({ enterprise }),
    templates: await all([enterpriseId], (id) => of.statuses.templates({ enterpriseId: id })),
    statuses: await all(accountIds, (accountId) => of.statuses.list({ accountId }).catch(() => 'gone')),
    nodeForms: await all(nodes, ({ sourceId }) => of.pbxNodes.get({ sourceId })),
    devices: await all(nodes, ({ sourceId }) => of.pbxNodes.notAssigned({ sourceId })),
    held: (await of.held.list({ enterprise })).rows.map(({ blocked: _, ...row }) => row),
    memories: await of.held.memories({ enterprise }),
  };
}

async function all<In, Out>(from: readonly In[], ask: (each: In) => Promise<Out>): Promise<Out[]> {
  const answers: Out[] = [];
  for (const each of from) answers.push(await ask(each));
  return answers;
}
