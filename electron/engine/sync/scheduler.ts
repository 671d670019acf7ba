import type { Enterprise, Store } from '../store/index.ts';
import { dueNow, nextDueTimes, soundAnchor } from './due.ts';

/** An Enterprise whose time has come, claimed for this process. */
export interface DueEnterprise {
  enterprise: Enterprise;
  dueAt: number;
  trigger: 'schedule' | 'startup';
}

/**
 * Claims what the schedules say is due (E4): for each Enterprise at most the newest due time, which no other process
 * will run after that. Older ones are recorded as skipped. Enterprises that are not among `only` are left alone.
 */
export function claimDue(store: Store, now: number, only?: readonly number[]): DueEnterprise[] {
  const due: DueEnterprise[] = [];
  for (const enterprise of store.enterprises.list()) {
    const { enterpriseId, schedule } = enterprise;
    if (only?.includes(enterpriseId) === false) continue;
    if (!schedule.enabled || enterprise.type === 'none') continue;
    const anchor = soundAnchor(enterprise.scheduleAnchor, now);
    if (anchor !== enterprise.scheduleAnchor) store.enterprises.setScheduleAnchor(enterpriseId, anchor);
    store.transaction(() => {
      const decision = dueNow(schedule, {
        now,
        anchor,
        handledThrough: store.due.handledThrough(enterpriseId, now),
        isHandled: (dueAt) => store.due.isHandled(enterpriseId, dueAt, now),
      });
      for (const missed of decision.missed) store.due.skip(enterpriseId, missed, now);
      if (decision.run !== null && store.due.claim(enterpriseId, decision.run, now)) {
        due.push({ enterprise, dueAt: decision.run, trigger: decision.trigger });
      }
    });
  }
  return due;
}

/** The next due times of an Enterprise, epoch milliseconds; empty when its schedule is off. */
export function nextTimes(enterprise: Enterprise, now: number, count: number): number[] {
  return nextDueTimes(enterprise.schedule, {
    after: now,
    anchor: soundAnchor(enterprise.scheduleAnchor, now),
    count,
  });
}
