import type { DirectorySource, PbxSource } from '../store/index.ts';
import { PbxPlanning } from './pbx-planning.ts';
import { Planning, type PlanningJob } from './planning.ts';
import type { SourceJob, SourcePlanning } from './source-planning.ts';

/** What planning a source of any kind is given. Only a directory has a password, a scan and second looks. */
export type SyncJob = SourceJob & Pick<PlanningJob, 'scan' | 'lookUp'>;

/** The planning of a source of its kind. */
export function planningOf(job: SyncJob): SourcePlanning {
  return job.source.kind === 'directory'
    ? new Planning(job as SyncJob & { source: DirectorySource })
    : new PbxPlanning(job as SyncJob & { source: PbxSource });
}
