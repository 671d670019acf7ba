import { implement, ORPCError } from '@orpc/server';
import { contract } from '../../../shared/contract/index.ts';
import { hintOf } from '../../../shared/domain/codes.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { listAccounts, exportChosenAccounts } from './accounts.ts';
import { exportConfiguration, importConfiguration } from './configuration.ts';
import { requireEnterprise, chosenEnterprises, type ApiContext } from './context.ts';
import { getRun, listRuns, runChanges, toRun } from './runs.ts';
import { listSources, testSource } from './sources.ts';
import { startDue, startSynchronization } from './synchronization.ts';
import { nextTimes } from '../sync/index.ts';
import { suggestLdapPaths } from '../../../shared/domain/path-assistant.ts';

const ROLES = { anyone: 0, user: 1, admin: 2 } as const;

/** Every procedure passes here: its role is checked first, and its errors leave in the one documented form. */
const os = implement(contract)
  .$context<ApiContext>()
  .use(async ({ context, procedure, next }) => {
    const { role } = procedure['~orpc'].meta;
    try {
      if (ROLES[context.session.role] < ROLES[role]) {
        throw new RollcallError('access.denied', `This needs the role ${role}.`);
      }
      return await next();
    } catch (error) {
      throw toOrpcError(error);
    }
  });

/** An error as it crosses the contract: code, sentence, hint and details; never a stack (architecture.md). */
function toOrpcError(error: unknown): unknown {
  if (error instanceof ORPCError) return error.code === 'BAD_REQUEST' ? refusedInput(error.data) : error;
  if (error instanceof RollcallError) {
    const { code, message, hint, details } = error.toInfo();
    return new ORPCError(code, { message, data: { hint, ...(details ? { details } : {}) }, cause: error });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new ORPCError('internal', { message, data: { hint: hintOf('internal') }, cause: error });
}

/** An input that does not fit its schema, in the same form as every other error. */
function refusedInput(data: unknown): unknown {
  const { issues = [] } = (data ?? {}) as { issues?: { path?: PropertyKey[]; message: string }[] };
  const problems = issues.map(({ path = [], message }) => ({ path: path.map(String).join('.'), message }));
  const [first] = problems;
  const message =
    first === undefined ? 'The input does not fit.' : `${first.path || 'The input'}: ${first.message}`;
  return new ORPCError('usage.invalid', {
    message,
    data: { hint: hintOf('usage.invalid'), details: { problems } },
  });
}

/** The contract's implementation. */
export const router = os.router({
  system: {
    info: os.system.info.handler(({ context: { services } }) => ({
      version: services.version,
      schema: services.store.connection.scalar('PRAGMA user_version'),
    })),
  },
  enterprises: {
    list: os.enterprises.list.handler(({ context: { services } }) => ({
      enterprises: services.store.enterprises.list().map((enterprise) => ({
        enterpriseId: enterprise.enterpriseId,
        id: enterprise.name,
        description: enterprise.description,
        domain: enterprise.domain,
        mode: enterprise.mode,
        type: enterprise.type,
        schedule: enterprise.schedule,
        accounts: services.store.accounts.count({ enterpriseId: enterprise.enterpriseId }),
      })),
    })),
  },
  sources: {
    list: os.sources.list.handler(({ context: { services }, input }) =>
      listSources(services, input.enterprise),
    ),
    test: os.sources.test.handler(({ context: { services }, input, signal }) =>
      testSource(services, input.enterprise, input.source, signal),
    ),
  },
  tools: {
    suggestLdapPaths: os.tools.suggestLdapPaths.handler(({ input }) => ({
      suggestions: suggestLdapPaths(input.fqdn),
    })),
  },
  synchronization: {
    start: os.synchronization.start.handler(({ context: { services }, input }) =>
      startSynchronization(services, input),
    ),
    startDue: os.synchronization.startDue.handler(({ context: { services }, input }) =>
      startDue(services, input ?? {}),
    ),
    wait: os.synchronization.wait.handler(async ({ context: { services }, input }) => {
      const runIds = await services.jobs.wait(input.jobId);
      const runs = runIds.flatMap((runId) => services.store.runs.get(runId) ?? []);
      return { runs: runs.map((run) => toRun(services.store, run)) };
    }),
    cancel: os.synchronization.cancel.handler(({ context: { services }, input }) => ({
      cancelled: services.jobs.cancel(input.jobId),
    })),
    events: os.synchronization.events.handler(({ context: { services }, signal }) =>
      services.jobs.events(signal),
    ),
    nextDue: os.synchronization.nextDue.handler(({ context: { services }, input }) => {
      const enterprise = requireEnterprise(services.store, input.enterprise);
      const times = nextTimes(enterprise, services.now(), input.count);
      return { times: times.map((time) => new Date(time).toISOString()) };
    }),
  },
  runs: {
    list: os.runs.list.handler(({ context: { services }, input }) => listRuns(services, input)),
    get: os.runs.get.handler(({ context: { services }, input }) => getRun(services.store, input.id)),
    changes: os.runs.changes.handler(({ context: { services }, input }) => runChanges(services.store, input)),
  },
  accounts: {
    list: os.accounts.list.handler(({ context: { services }, input }) => listAccounts(services.store, input)),
    export: os.accounts.export.handler(({ context: { services }, input }) =>
      exportChosenAccounts(services.store, input.enterprise, input.format),
    ),
  },
  configuration: {
    import: os.configuration.import.handler(({ context: { services }, input }) =>
      importConfiguration(services, input),
    ),
    export: os.configuration.export.handler(({ context: { services }, input }) => {
      const only =
        input.enterprise === undefined
          ? undefined
          : chosenEnterprises(services.store, input.enterprise)[0]?.enterpriseId;
      return exportConfiguration(services, only);
    }),
  },
});
