import { RollcallError } from '../../../shared/domain/errors.ts';
import type { Enterprise, Source, Store } from '../store/index.ts';
import { claimDue, type JobTask } from '../sync/index.ts';
import { chosenEnterprises, type Services } from './context.ts';

/** The id of no job: answered when there was nothing to start one for. */
const NO_JOB = 0;

interface Started {
  jobId: number;
  sources: number;
  passedOver: string[];
}

/** What a client chose; everything when it named nothing. */
export interface Choice {
  enterprise?: string | undefined;
  source?: string | undefined;
}

/** Starts a synchronization of every matching source of its Enterprise's chosen type (D16). */
export function startSynchronization(
  services: Services,
  input: Choice & { mode: 'full' | 'incremental' },
): Started {
  const { chosen, passedOver } = chosenSources(services.store, input);
  services.jobs.recoverInterrupted();
  const tasks = chosen.map((source): JobTask => ({ source, trigger: 'manual' }));
  return { jobId: startJob(services, tasks, input.mode), sources: tasks.length, passedOver };
}

/** The matching sources of their Enterprise's chosen type (D16), and those that are passed over. */
export function chosenSources(store: Store, input: Choice): { chosen: Source[]; passedOver: string[] } {
  const chosen: Source[] = [];
  const passedOver: string[] = [];
  for (const { enterprise, source } of matchingSources(store, input)) {
    const label = `${enterprise.name}/${source.name}`;
    if (source.kind !== enterprise.type) passedOver.push(`${label}: ${inactive(enterprise.type)}`);
    else if (!isSupported(source)) passedOver.push(`${label}: ${UNSUPPORTED}`);
    else chosen.push(source);
  }
  if (input.source !== undefined && chosen.length === 0) {
    throw new RollcallError('source.inactive', `${passedOver.join('; ')}.`);
  }
  return { chosen, passedOver };
}

/** Starts a synchronization of whatever is due by the schedules (E4), of what was chosen. */
export async function startDue(services: Services, input: Choice): Promise<Started> {
  const { store } = services;
  const matches = matchingSources(store, input);
  const active = matches.filter(({ enterprise, source }) => source.kind === enterprise.type);
  if (input.source !== undefined && active.length === 0) {
    const labels = matches.map(
      ({ enterprise, source }) => `${enterprise.name}/${source.name}: ${inactive(enterprise.type)}`,
    );
    throw new RollcallError('source.inactive', `${labels.join('; ')}.`);
  }
  // A due time is gone once it is claimed: Enterprises that have no such source keep theirs.
  const enterprises =
    input.source === undefined
      ? chosenEnterprises(store, input.enterprise)
      : active.map((match) => match.enterprise);
  const only = enterprises.map((enterprise) => enterprise.enterpriseId);
  const passedOver: string[] = [];
  services.jobs.recoverInterrupted();
  const tasks: JobTask[] = [];
  const due = await services.write(() => claimDue(store, services.now(), only));
  for (const { enterprise, trigger } of due) {
    for (const { source } of active) {
      if (source.enterpriseId !== enterprise.enterpriseId) continue;
      if (isSupported(source)) tasks.push({ source, trigger });
      else passedOver.push(`${enterprise.name}/${source.name}: ${UNSUPPORTED}`);
    }
  }
  return { jobId: startJob(services, tasks, 'full'), sources: tasks.length, passedOver };
}

/**
 * Starts what is due, for whoever looks at the schedules again and again: a job for each Enterprise, since a job has
 * one cancel flag and does one Enterprise after the other. A fault of one does not keep the others; the first is thrown.
 */
export async function startDueByEnterprise(services: Services): Promise<void> {
  const { store } = services;
  const faults: unknown[] = [];
  // Also where no schedule is on: this is the one look that comes again by itself.
  services.jobs.recoverInterrupted();
  for (const { enterpriseId } of store.enterprises.list()) {
    // Renamed or deleted, perhaps, while another one was started.
    const enterprise = store.enterprises.get(enterpriseId);
    if (enterprise?.schedule.enabled !== true) continue;
    try {
      await startDue(services, { enterprise: enterprise.name });
    } catch (error) {
      faults.push(error);
    }
  }
  if (faults.length > 0) throw faults[0];
}

/** An empty job would be told to every page, and push a real one out of those that are remembered. */
function startJob(services: Services, tasks: JobTask[], mode: 'full' | 'incremental'): number {
  return tasks.length === 0 ? NO_JOB : services.jobs.start({ kind: 'sync', tasks, mode });
}

/** The matching sources, each with its Enterprise. Throws when an Enterprise or a source is named that is not there. */
function matchingSources(store: Store, choice: Choice): { enterprise: Enterprise; source: Source }[] {
  const named = choice.source?.toLowerCase();
  const matches = chosenEnterprises(store, choice.enterprise).flatMap((enterprise) =>
    store.sources
      .list(enterprise.enterpriseId)
      .filter((source) => named === undefined || source.name.toLowerCase() === named)
      .map((source) => ({ enterprise, source })),
  );
  if (named !== undefined && matches.length === 0) {
    throw new RollcallError('source.not-found', `There is no source ${choice.source}.`);
  }
  return matches;
}

const UNSUPPORTED = 'this version cannot synchronize a MiVoice Office 250';

/** Whether this version can read a source. */
function isSupported(source: Source): boolean {
  return source.kind === 'directory' || source.settings['type'] === 'mivoice-business';
}

function inactive(type: string): string {
  const names: Record<string, string> = { none: 'None', directory: 'AD/LDAP', pbx: 'PBX Node' };
  return `inactive, since the Enterprise's synchronization type is ${names[type] ?? type}`;
}
