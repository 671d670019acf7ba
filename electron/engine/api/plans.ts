import type { Change, ChangeTab, PlanSummary, PlanView, Preview } from '../../../shared/contract/index.ts';
import { hintOf, withHints, type Code } from '../../../shared/domain/codes.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { PLAN_DAYS_MS, type PlanRecord, type Store } from '../store/index.ts';
import { notYetApplied, settingsHash } from '../sync/index.ts';
import { chosenEnterprises, type Services } from './context.ts';
import { numberTotal, plannedNumbers, planNumbers } from './number-changes.ts';
import { plannedChange } from './planned-change.ts';
import { chosenSources, type Choice } from './synchronization.ts';

/** Starts a job of previews, one for each matching source of its Enterprise's chosen type (E7). */
export function startPreview(services: Services, input: Choice) {
  const { chosen, passedOver } = chosenSources(services.store, input);
  const tasks = chosen.map((source) => ({ source, trigger: 'manual' as const }));
  const jobId = tasks.length === 0 ? 0 : services.jobs.start({ kind: 'preview', tasks, mode: 'full' });
  return { jobId, sources: tasks.length, passedOver };
}

/** Waits until a job of previews is over. */
export async function waitForPreviews(services: Services, jobId: number) {
  const { store } = services;
  const { plans, failures } = await services.jobs.waitForPlans(jobId);
  const names = new Map(store.enterprises.list().map(({ enterpriseId, name }) => [enterpriseId, name]));
  return {
    previews: plans.flatMap((hash) => store.plans.find(hash)).map((plan) => toPreview(store, plan)),
    failures: failures.map(({ source, error }) => ({
      ...{ enterprise: names.get(source.enterpriseId) ?? '', enterpriseId: source.enterpriseId },
      ...{ source: source.name, sourceId: source.sourceId, sourceKind: source.kind },
      ...{ code: error.code, message: error.message, hint: hintOf(error.code, source.kind) },
    })),
  };
}

/** Previews that are still kept, newest first. */
export function listPlans(
  services: Services,
  input: { enterprise?: string | undefined; sourceId?: number | undefined },
): { plans: PlanSummary[] } {
  const { store } = services;
  const enterpriseId =
    input.enterprise === undefined ? undefined : chosenEnterprises(store, input.enterprise)[0]?.enterpriseId;
  const since = services.now() - PLAN_DAYS_MS;
  return {
    plans: store.plans
      .list({ enterpriseId, sourceId: input.sourceId, since })
      .map((plan) => toSummary(store, plan)),
  };
}

/** One preview without its rows. */
export function viewPlan(services: Services, name: string): PlanView {
  const { store } = services;
  const plan = requirePlan(store, name);
  return {
    ...toSummary(store, plan),
    phases: plan.phases,
    evidence: plan.evidence as PlanView['evidence'],
    changes: {
      ...store.plans.tabCounts(plan.planId),
      numbers: numberTotal(plan, store.plans.numberCounts(plan.planId)),
    },
    codes: withHints(store.plans.issues.codes(plan.planId), plan.sourceKind),
    blocked: blockedBecause(services, plan)?.message ?? null,
  };
}

/** A page of the rows of a preview. */
export function planChanges(
  store: Store,
  input: { plan: string; only?: ChangeTab | undefined; search: string; after: number; limit: number },
): { changes: Change[]; next: number | null } {
  const plan = requirePlan(store, input.plan);
  const { planId } = plan;
  const { only: tab, search, after, limit } = input;
  if (tab === 'numbers') return planNumbers(store, plan, input);
  const rows = store.plans.rows(planId, { tab, search, after, limit });
  const room = limit - rows.length;
  const withNumbers = tab === undefined && room > 0;
  const numbers = withNumbers ? store.plans.numbers(planId, { search, after, limit: room }) : [];
  const last = numbers.at(-1) ?? rows.at(-1);
  return {
    changes: [...rows.map(plannedChange), ...plannedNumbers(store, numbers)],
    next: last === undefined || rows.length + numbers.length < limit ? null : last.position,
  };
}

/** A page of the issues of a preview. */
export function planIssues(
  store: Store,
  input: { plan: string; code?: Code | undefined; after: number; limit: number },
) {
  const { planId, sourceKind } = requirePlan(store, input.plan);
  const issues = withHints(store.plans.issues.page(planId, input), sourceKind);
  return { issues, next: issues.length < input.limit ? null : issues.at(-1)!.position };
}

/** Starts a job that applies exactly the rows of a preview (E7). */
export function applyPreview(services: Services, name: string): { jobId: number } {
  const plan = requirePlan(services.store, name);
  const blocked = blockedBecause(services, plan);
  if (blocked !== null) throw blocked;
  const source = services.store.sources.get(plan.sourceId);
  if (source === undefined) {
    throw new RollcallError('plan.not-found', `${plan.source} was deleted.`);
  }
  const tasks = [{ source, trigger: 'manual' as const, planId: plan.planId }];
  return { jobId: services.jobs.start({ kind: 'apply', tasks, mode: 'full' }) };
}

/** Throws a preview away. */
export async function discardPlan(services: Services, name: string): Promise<{ discarded: boolean }> {
  const { planId } = requirePlan(services.store, name);
  await services.write(() => services.store.plans.remove(planId));
  return { discarded: true };
}

function requirePlan(store: Store, name: string): PlanRecord {
  const found = store.plans.find(name);
  const [plan, another] = found;
  if (plan === undefined) {
    throw new RollcallError('plan.not-found', `There is no preview ${name.slice(0, 64)}.`);
  }
  if (another !== undefined) {
    throw new RollcallError('plan.not-found', `More than one preview begins with ${name}.`);
  }
  return plan;
}

/** Why a preview cannot be applied any more; null when it can. */
function blockedBecause(services: Services, plan: PlanRecord): RollcallError | null {
  if (plan.appliedRun !== null) {
    return new RollcallError('plan.applied', `Run ${plan.appliedRun} applied this preview.`);
  }
  if (services.now() - plan.madeAt > PLAN_DAYS_MS) {
    return new RollcallError('plan.expired', 'The preview is older than 7 days.');
  }
  const type = services.store.enterprises.get(plan.enterpriseId)?.type;
  if (type !== plan.sourceKind) {
    return new RollcallError(
      'source.inactive',
      `${plan.source} is not of the chosen synchronization type any more.`,
    );
  }
  return notYetApplied(services.store, plan);
}

function head(plan: PlanRecord) {
  return {
    preview: true as const,
    id: null,
    plan: plan.hash,
    enterprise: plan.enterprise,
    enterpriseId: plan.enterpriseId,
    source: plan.source,
    sourceId: plan.sourceId,
    sourceKind: plan.sourceKind,
    kind: 'sync' as const,
    mode: 'full' as const,
    feed: 'full',
    outcome: plan.outcome,
    complete: plan.complete,
    baseline: plan.baseline,
    madeAt: new Date(plan.madeAt).toISOString(),
    expiresAt: new Date(plan.madeAt + PLAN_DAYS_MS).toISOString(),
    appliedRun: plan.appliedRun,
    counters: plan.counters,
    error: plan.error && { ...plan.error, hint: hintOf(plan.error.code, plan.sourceKind) },
  };
}

function toPreview(store: Store, plan: PlanRecord): Preview {
  const page = store.plans.issues.page(plan.planId, { after: -1, limit: -1 });
  const issues = withHints(page, plan.sourceKind);
  return { ...head(plan), phases: plan.phases, issues };
}

function toSummary(store: Store, plan: PlanRecord): PlanSummary {
  return {
    ...head(plan),
    issues: store.plans.issues.counts([plan.planId]).get(plan.planId)!,
    outdatedBy: outdatedBy(store, plan),
  };
}

/** What overtook a preview that nobody applied. */
function outdatedBy(store: Store, { appliedRun, sourceId, restsOn }: PlanRecord): PlanSummary['outdatedBy'] {
  if (appliedRun !== null) return null;
  const source = store.sources.get(sourceId);
  if (source !== undefined && settingsHash(store, source) !== restsOn.settings) return 'settings';
  return store.runs.hasReadSince(sourceId, restsOn.moment, 'complete') ? 'run' : null;
}
