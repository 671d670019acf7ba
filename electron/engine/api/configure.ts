import { isDeepStrictEqual } from 'node:util';
import { timeZoneProblem } from '../../../shared/contract/configuration-values.ts';
import type { EnterpriseView } from '../../../shared/contract/index.ts';
import {
  DEFAULT_PBX_OPTIONS,
  type PbxOptions,
  type SynchronizationType,
} from '../../../shared/domain/enterprise.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { WEEKDAYS, type Schedule } from '../../../shared/domain/schedule.ts';
import { nextDueTimes, nextTimes } from '../sync/index.ts';
import { enterpriseById, requireProfile, type Services } from './context.ts';
import { enterpriseView } from './enterprises.ts';
import { valuesOf } from './enterprise-values.ts';

/** Sets type, schedule and the PBX type's options at once. In integrated mode only the schedule may change (D22). */
export function configureSynchronization(
  services: Services,
  input: { enterpriseId: number; type: SynchronizationType; schedule: Schedule; pbx: PbxOptions },
): Promise<EnterpriseView> {
  const { store } = services;
  const schedule = checkedSchedule(input.schedule);
  return services.write(() => {
    const found = enterpriseById(store, input.enterpriseId);
    const { enterpriseId, name, mode, type } = found;
    const profile = requireProfile(store, enterpriseId, input.pbx.featureProfile);
    const pbx = { ...input.pbx, featureProfile: profile.name };
    const same = input.type === type && isDeepStrictEqual(pbx, { ...DEFAULT_PBX_OPTIONS, ...found.pbx });
    if (mode === 'integrated' && !same) {
      throw new RollcallError(
        'enterprise.integrated',
        `The Enterprise ${name} is in MiCollab-integrated mode: of its synchronization only the schedule can be changed.`,
      );
    }
    const values = { ...valuesOf(found), type: input.type, schedule, pbx };
    store.enterprises.update(enterpriseId, values, services.now());
    return enterpriseView(store, enterpriseById(store, enterpriseId));
  });
}

/**
 * The next due times of a schedule as if it were switched on now. The one that an Enterprise has and that is on goes on
 * from where it began, since to save it again changes nothing.
 */
export function previewSchedule(
  services: Services,
  input: { enterpriseId?: number | undefined; schedule: Schedule; count: number },
): number[] {
  const now = services.now();
  const schedule = checkedSchedule(input.schedule);
  if (input.enterpriseId !== undefined) {
    const enterprise = enterpriseById(services.store, input.enterpriseId);
    const saved = schedule.enabled && isDeepStrictEqual(schedule, enterprise.schedule);
    if (saved) return nextTimes(enterprise, now, input.count);
  }
  return nextDueTimes({ ...schedule, enabled: true }, { after: now, anchor: now, count: input.count });
}

/** A schedule that can be followed, with each day once and in the order of the week. */
function checkedSchedule({ enabled, rule, timeZone }: Schedule): Schedule {
  const problem = timeZone === null ? null : timeZoneProblem(timeZone);
  if (problem !== null) {
    throw new RollcallError('usage.invalid', `schedule.timeZone: ${problem}`, {
      details: { problems: [{ path: 'schedule.timeZone', message: problem }] },
    });
  }
  if (rule.kind !== 'weekly') return { enabled, rule, timeZone };
  const days = WEEKDAYS.filter((day) => rule.days.includes(day));
  return { enabled, rule: { ...rule, days }, timeZone };
}
