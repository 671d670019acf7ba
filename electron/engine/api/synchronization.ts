import { RollcallError } from '../../../shared/domain/errors.ts';
import type { DirectorySource, Source } from '../store/index.ts';
import { claimDue, type JobTask } from '../sync/index.ts';
import { chosenEnterprises, type Services } from './context.ts';

interface Started {
  jobId: number;
  sources: number;
  passedOver: string[];
}

/** Starts a synchronization of every matching source of its Enterprise's chosen type (D16). */
export function startSynchronization(
  services: Services,
  input: { enterprise?: string | undefined; source?: string | undefined; mode: 'full' | 'incremental' },
): Started {
  const { store } = services;
  const chosen: DirectorySource[] = [];
  const passedOver: string[] = [];
  let named: Source | undefined;
  for (const enterprise of chosenEnterprises(store, input.enterprise)) {
    for (const source of store.sources.list(enterprise.enterpriseId)) {
      if (input.source !== undefined && source.name.toLowerCase() !== input.source.toLowerCase()) continue;
      named ??= source;
      const label = `${enterprise.name}/${source.name}`;
      if (source.kind !== enterprise.type) passedOver.push(`${label}: ${inactive(enterprise.type)}`);
      else if (source.kind !== 'directory') passedOver.push(`${label}: this version synchronizes directories only`);
      else chosen.push(source);
    }
  }
  if (input.source !== undefined && named === undefined) {
    throw new RollcallError('source.not-found', `There is no source ${input.source}.`);
  }
  if (input.source !== undefined && chosen.length === 0) {
    throw new RollcallError('source.inactive', `${passedOver.join('; ')}.`);
  }
  services.jobs.recoverInterrupted();
  const tasks = chosen.map((source): JobTask => ({ source, trigger: 'manual' }));
  const jobId = services.jobs.start({ tasks, mode: input.mode });
  return { jobId, sources: chosen.length, passedOver };
}

/** Starts a synchronization of whatever is due by the schedules (E4). */
export function startDue(services: Services): Started {
  const { store } = services;
  const passedOver: string[] = [];
  services.jobs.recoverInterrupted();
  const tasks: JobTask[] = [];
  for (const { enterprise, trigger } of claimDue(store, services.now())) {
    for (const source of store.sources.list(enterprise.enterpriseId)) {
      if (source.kind !== enterprise.type) continue;
      if (source.kind === 'directory') tasks.push({ source, trigger });
      else passedOver.push(`${enterprise.name}/${source.name}: this version synchronizes directories only`);
    }
  }
  return { jobId: services.jobs.start({ tasks, mode: 'full' }), sources: tasks.length, passedOver };
}

function inactive(type: string): string {
  const names: Record<string, string> = { none: 'None', directory: 'AD/LDAP', pbx: 'PBX Node' };
  return `inactive, since the Enterprise's synchronization type is ${names[type] ?? type}`;
}
