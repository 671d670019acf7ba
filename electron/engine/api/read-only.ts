import { RollcallError } from '../../../shared/domain/errors.ts';

/**
 * What an engine answers that shows a results file. Procedures are named one by one, so that a new one is refused there
 * until somebody has looked at it: it must read from the store, and do nothing else.
 */
export const READING: ReadonlySet<string> = new Set([
  'session.current',
  'session.watch',
  'session.touch',
  'system.info',
  'system.about',
  'results.about',
  'enterprises.list',
  'enterprises.contents',
  'features.list',
  'featureProfiles.list',
  'featureProfiles.overview',
  'synchronizers.list',
  'synchronizers.get',
  'pbxNodes.list',
  'pbxNodes.get',
  'pbxNodes.notAssigned',
  'sources.list',
  'synchronization.events',
  'synchronization.running',
  'synchronization.nextDue',
  'plans.list',
  'plans.view',
  'plans.changes',
  'plans.issues',
  'held.list',
  'held.memories',
  'runs.list',
  'runs.get',
  'runs.changes',
  'runs.summaries',
  'runs.view',
  'runs.issues',
  'numbers.list',
  'statuses.list',
  'statuses.templates',
  'accounts.list',
  'accounts.query',
  'accounts.facets',
  'accounts.get',
  'accounts.history',
  'accounts.explain',
  'accounts.export',
]);

/** Throws `results.read-only` unless a procedure only reads. */
export function requireReading(name: string): void {
  if (READING.has(name)) return;
  throw new RollcallError(
    'results.read-only',
    'This is a results file: nothing in it can be changed or started.',
  );
}
