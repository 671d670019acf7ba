import { NumberBulk, type Store } from '../store/index.ts';
import { TaskState } from './job.ts';
import { previewsBefore } from './plan-order.ts';

/**
 * Nodes that a job of synchronizations does once more in its end: their export has a device that was another node's copy
 * when it was read (D9), and a node that came after them let its account go. Whoever moved would be in no account until
 * the next synchronization.
 */
export function nodesToReadAgain(store: Store, tasks: readonly TaskState[]): TaskState[] {
  const numbers = new NumberBulk(store.connection);
  const runOf = ({ runId }: TaskState) => (runId === null ? undefined : store.runs.get(runId));
  const hasFreed = (task: TaskState): boolean => {
    const { deleted = 0, numbersRemoved = 0, numbersHeld = 0 } = runOf(task)?.counters ?? {};
    return deleted + numbersRemoved + numbersHeld > 0;
  };
  const hasFreeCopy = ({ task: { source } }: TaskState): boolean => {
    const copies = [...store.notAssigned.copies(source.sourceId)];
    if (copies.length === 0) return false;
    const elsewhere = numbers.elsewhere(source.enterpriseId, source.sourceId);
    return copies.some((number) => !elsewhere.has(number));
  };
  return tasks
    .filter(
      (task, place) =>
        task.task.source.kind === 'pbx' &&
        runOf(task)?.complete === true &&
        tasks.slice(place + 1).some(hasFreed) &&
        hasFreeCopy(task),
    )
    .map(({ task }) => new TaskState(task));
}

/** The plans that previews of the same Enterprise made for the other tasks of a job so far, in their order. */
export function plansOf(tasks: readonly TaskState[], { task: { source } }: TaskState): string[] {
  const others = tasks.filter(
    ({ task }) =>
      task.source.enterpriseId === source.enterpriseId && task.source.sourceId !== source.sourceId,
  );
  return others.flatMap(({ plan }) => plan ?? []);
}

/**
 * Nodes of a job of previews with copies of accounts that a later preview may let go: theirs are made once more, as if the
 * others were applied before. Not where another preview rests on the first one of theirs.
 */
export function nodesToPreviewAgain(store: Store, tasks: readonly TaskState[]): TaskState[] {
  const planOf = ({ plan }: TaskState) => (plan === null ? undefined : store.plans.find(plan)[0]);
  const hasCopies = (task: TaskState): boolean => {
    const plan = planOf(task);
    return (
      plan !== undefined && store.plans.issues.codes(plan.planId).some(({ code }) => code === 'pbx.resilient')
    );
  };
  const letsGo = (hash: string): boolean =>
    previewsBefore(store, [hash]).some(({ counters }) => {
      return counters.deleted + counters.numbersRemoved + counters.numbersHeld > 0;
    });
  const isRestedOn = ({ plan }: TaskState): boolean =>
    tasks.some((task) => planOf(task)?.restsOn.after?.some(({ hash }) => hash === plan));
  return tasks.filter(
    (task, place) =>
      task.task.source.kind === 'pbx' &&
      plansOf(tasks.slice(place + 1), task).some(letsGo) &&
      hasCopies(task) &&
      !isRestedOn(task),
  );
}
