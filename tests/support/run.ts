import type { Run } from '../../shared/contract/index.ts';
import { zeroCounters } from '../../shared/domain/run.ts';

/** A run that did nothing and found nothing wrong, to build others from. */
export const QUIET_RUN: Run = {
  id: 12,
  enterprise: 'acme',
  enterpriseId: 1,
  source: 'HQ directory',
  sourceId: 1,
  sourceKind: 'directory',
  kind: 'sync',
  trigger: 'manual',
  mode: 'full',
  feed: 'full',
  outcome: 'success',
  complete: true,
  baseline: false,
  startedAt: '2026-11-23T02:00:00.000Z',
  endedAt: '2026-11-23T02:00:01.204Z',
  plan: null,
  undoes: null,
  counters: zeroCounters(),
  phases: {},
  error: null,
  issues: [],
};
