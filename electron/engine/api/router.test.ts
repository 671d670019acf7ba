import { isContractProcedure } from '@orpc/contract';
import { createRouterClient, ORPCError } from '@orpc/server';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { contract, type ProcedureMeta, type Role } from '../../../shared/contract/index.ts';
import { emptyFields } from '../../../shared/domain/account.ts';
import { ALL_CODES, hintOf } from '../../../shared/domain/codes.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { DEFAULT_MIVOICE_BUSINESS } from '../../../shared/domain/pbx-node.ts';
import { DEFAULT_TEMPLATES } from '../../../shared/domain/status.ts';
import { defaultSynchronizer } from '../../../shared/domain/synchronizer.ts';
import type { Services, Session } from './context.ts';
import { router } from './router.ts';

/** What a procedure says about itself, as oRPC keeps it. */
interface Definition {
  meta: ProcedureMeta;
  inputSchema: unknown;
  outputSchema: unknown;
  errorMap: Found['errors'];
}

interface Found {
  name: string;
  path: string[];
  role: Role;
  notFromWindows: string | undefined;
  input: unknown;
  output: unknown;
  errors: Record<string, { message?: string; data?: unknown } | undefined>;
}

const procedures = [...walk(contract, [])];
const router_ = new Map([...paths(router, [])].map((path) => [path.join('.'), path]));

describe('the contract (E15)', () => {
  it('has procedures, and each of them is implemented', () => {
    expect(procedures.length).toBeGreaterThan(15);
    expect(procedures.map(({ name }) => name).sort()).toEqual([...router_.keys()].sort());
  });

  it.each(procedures)('$name names its role, input, output and errors', ({ role, input, output, errors }) => {
    expect(['admin', 'user', 'anyone']).toContain(role);
    expect(input).toBeDefined();
    expect(output).toBeDefined();
    expect(Object.keys(errors)).toContain('access.denied');
    for (const [code, error] of Object.entries(errors)) {
      expect(ALL_CODES).toContain(code);
      expect(error?.message).not.toBe('');
      expect(error?.data).toBeInstanceOf(z.ZodObject);
    }
  });

  const guarded = procedures.flatMap((procedure) =>
    (['anyone', 'user'] as const)
      .filter((role) => rank(role) < rank(procedure.role))
      .map((as) => ({ ...procedure, as })),
  );

  it.each(guarded)('$name refuses $as before it does anything', async ({ path, as }) => {
    expect(await refusal(path, { role: as })).toMatchObject({ code: 'access.denied' });
  });

  it('keeps from windows what reads or writes any file (decision 013) or gives many secrets, and nothing else', async () => {
    const closed = procedures.filter(({ notFromWindows }) => notFromWindows !== undefined);
    expect(closed.map(({ name }) => name)).toEqual([
      'signIns.makeCodes',
      'results.export',
      'configuration.import',
    ]);
    for (const { path, notFromWindows } of closed) {
      expect(await refusal(path, { role: 'admin', via: 'window' })).toMatchObject({
        code: 'access.denied',
        message: notFromWindows,
      });
      for (const session of [{ role: 'admin' }, { role: 'admin', via: 'process' }] as const) {
        expect(await refusal(path, session)).toMatchObject({ code: 'internal', message: TOUCHED });
      }
    }
    for (const { path, role } of procedures.filter(({ notFromWindows }) => notFromWindows === undefined)) {
      const window = { via: 'window', client: 'window', mayAdminister: true } as const;
      const error = await refusal(path, { role, accountId: 1, ...window });
      expect(error?.code).not.toBe('access.denied');
    }
  });
});

describe('errors cross the contract in one form', () => {
  const failing = (error: unknown) => {
    const services = {
      get store(): never {
        throw error;
      },
    } as unknown as Services;
    return createRouterClient(router, { context: { services, session: { role: 'admin' } } });
  };

  it('an input that does not fit names its place', async () => {
    const call = failing(new Error('not reached')).runs.list({ limit: 0 });
    await expect(call).rejects.toMatchObject({
      code: 'usage.invalid',
      message: expect.stringMatching(/^limit: /) as string,
      data: { hint: expect.any(String) as string, details: { problems: [{ path: 'limit' }] } },
    });
  });

  it('a typed error keeps its code, sentence, hint and details', async () => {
    const error = new RollcallError('store.full', 'The disk is full.', { details: { free: 0 } });
    await expect(failing(error).enterprises.list()).rejects.toMatchObject({
      code: 'store.full',
      message: 'The disk is full.',
      data: { hint: hintOf('store.full'), details: { free: 0 } },
    });
  });

  it('a fault is `internal` and carries no stack', async () => {
    const error: unknown = await failing(new TypeError('oops'))
      .enterprises.list()
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'internal', message: 'oops' });
    expect(JSON.stringify((error as ORPCError<string, unknown>).toJSON())).not.toContain('router.test');
  });
});

const TOUCHED = 'the procedure touched a service';

/** How a procedure refuses a session. A service that is touched at all fails the call: what is refused comes first. */
async function refusal(path: string[], session: Session): Promise<ORPCError<string, unknown> | null> {
  const services = new Proxy({} as Services, {
    get: () => {
      throw new Error(TOUCHED);
    },
  });
  const client = createRouterClient(router, { context: { services, session } });
  const call = path.reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], client);
  const error: unknown = await (call as (input: unknown) => Promise<unknown>)(sampleInput(path)).then(
    () => null,
    (e: unknown) => e,
  );
  if (error !== null) expect(error).toBeInstanceOf(ORPCError);
  return error as ORPCError<string, unknown> | null;
}

const HASH = '0'.repeat(64);
const TEMPLATES = {
  pointAt: 'role',
  usersMayAdd: true,
  templates: DEFAULT_TEMPLATES.map((template) => ({ ...template, was: template.name })),
};

/** Input that passes the schema, so that nothing but the role can be the reason of a refusal. */
function sampleInput(path: string[]): unknown {
  const schedule = { enabled: true, rule: { kind: 'daily', at: '02:00' }, timeZone: null };
  const numbers = { jobId: 1, enterpriseId: 1, sourceId: 1, accountId: 1, version: 1, offset: 0, limit: 1 };
  const everything = {
    ...numbers,
    enterprise: 'acme',
    source: 'HQ',
    fqdn: 'dc.example.com',
    format: 'csv',
    text: '{}',
    folder: '/',
    confirm: 'acme',
    loginId: 'ann',
    plan: '0123456789abcdef',
    file: '/results.rollcall',
    key: '00',
    keyAttribute: 'entryuuid',
    journalDays: 30,
    journalRuns: 100,
    runDays: 365,
    description: 'Acme',
    domain: 'acme.example.com',
    mode: 'full',
    type: 'directory',
    schedule,
    pbx: { featureProfile: 'Basic', dynamicExtensionsOnly: false, dynamicNeedsExternal: false },
    password: { kind: 'keep' },
    draft: {
      ...defaultSynchronizer('openldap'),
      name: 'HQ',
      domain: 'acme.example.com',
      urls: ['ldap://dc.example.com'],
      baseDn: 'dc=example,dc=com',
      featureProfile: 'Basic',
    },
    sort: { column: 'loginId', descending: false },
    account: { ...emptyFields(), loginId: 'ann', lastName: 'Ash', featureProfile: null, numbers: [] },
  };
  const procedure = procedures.find((each) => each.path.join('.') === path.join('.'))!;
  const candidates = [
    { ...everything, id: 1 },
    { ...everything, id: 'acme', mode: 'standalone' },
    { ...everything, id: 1, kind: 'delete' },
    { sourceId: 1 },
    { accountId: 1 },
    // PBX nodes.
    { enterpriseId: 1, sourceId: 1, draft: { ...DEFAULT_MIVOICE_BUSINESS, name: 'HQ', folder: '/exports' } },
    { enterpriseId: 1, dynamicExtensionsOnly: true, dynamicNeedsExternal: false },
    { sourceId: 1, answers: [{ number: '3001', answer: { kind: 'separate' } }] },
    // Numbers and statuses.
    { accountId: 1, number: '3001', from: '3001', to: '3000', name: 'Mobile', settings: {} },
    { items: [{ accountId: 1, number: '3001' }], action: { kind: 'release', alsoDelete: true } },
    { items: [{ accountId: 1, number: '3001' }], action: { kind: 'release', alsoDelete: true }, hash: HASH },
    { enterpriseId: 1, ...TEMPLATES },
    { enterpriseId: 1, ...TEMPLATES, hash: HASH },
    // Who is who.
    { next: null },
    { next: 'a password' },
    { enterprise: 'acme', loginId: 'ann', password: 'a password' },
    { accountId: 1, password: 'a password' },
    { number: '3001', kind: 'external' },
    { changeId: 1 },
    // Features and feature profiles.
    { enterpriseId: 1, featureId: 1, name: 'Softphone', seats: 1 },
    {
      profileId: 1,
      enterpriseId: 1,
      profile: { name: 'Full', description: '', features: [] },
      accountIds: [1],
    },
  ];
  const fitting = candidates.filter((each) => (procedure.input as z.ZodType).safeParse(each).success);
  expect(fitting).not.toEqual([]);
  return fitting[0];
}

function rank(role: Role): number {
  return { anyone: 0, user: 1, admin: 2 }[role];
}

function* walk(node: unknown, path: string[]): Generator<Found> {
  if (isContractProcedure(node)) {
    const { meta, inputSchema, outputSchema, errorMap } = node['~orpc'] as Definition;
    const { role, notFromWindows } = meta;
    const schemas = { input: inputSchema, output: outputSchema };
    yield { name: path.join('.'), path, role, notFromWindows, ...schemas, errors: errorMap };
    return;
  }
  for (const [name, child] of Object.entries(node as Record<string, unknown>))
    yield* walk(child, [...path, name]);
}

function* paths(node: unknown, path: string[]): Generator<string[]> {
  if (typeof node === 'object' && node !== null && '~orpc' in node) yield path;
  else for (const [name, child] of Object.entries(node as object)) yield* paths(child, [...path, name]);
}
