import type { EnterpriseEntry, ScheduleEntry } from '../../../shared/contract/configuration-file.ts';
import { DEFAULT_PBX_OPTIONS, DEFAULT_PROFILE } from '../../../shared/domain/enterprise.ts';
import { DEFAULT_SCHEDULE, parseSpan, WEEKDAYS, type Schedule } from '../../../shared/domain/schedule.ts';
import type { Enterprise, EnterpriseValues, Store } from '../store/index.ts';

/** The values of an Enterprise: the existing ones or the defaults, overlaid with what is given. */
export function enterpriseValues(entry: EnterpriseEntry, found: Enterprise | undefined): EnterpriseValues {
  const { synchronization } = entry;
  const schedule = synchronization?.schedule && scheduleOf(synchronization.schedule);
  return {
    name: found?.name ?? entry.id,
    description: entry.description,
    domain: entry.domain,
    mode: entry.mode ?? found?.mode ?? 'standalone',
    type: synchronization?.type ?? found?.type ?? 'none',
    pbx: { ...DEFAULT_PBX_OPTIONS, ...found?.pbx, ...synchronization?.pbx },
    schedule: schedule ?? found?.schedule ?? DEFAULT_SCHEDULE,
  };
}

/** What can be set on an Enterprise, as it is. */
export function valuesOf({ enterpriseId: _, scheduleAnchor: __, ...values }: Enterprise): EnterpriseValues {
  return values;
}

/** Makes the profile without licensed features, which every Enterprise has (domain.md 6). */
export function putDefaultProfile(store: Store, enterpriseId: number): void {
  store.profiles.put(enterpriseId, { name: DEFAULT_PROFILE });
}

function scheduleOf({ enabled, every, daily, weekly, timeZone }: ScheduleEntry): Schedule {
  const common = { enabled: enabled ?? DEFAULT_SCHEDULE.enabled, timeZone: timeZone ?? null };
  if (daily !== undefined) return { ...common, rule: { kind: 'daily', at: daily } };
  if (weekly !== undefined) {
    const days = WEEKDAYS.filter((day) => weekly.days.includes(day));
    return { ...common, rule: { kind: 'weekly', days, at: weekly.at } };
  }
  const minutes = every === undefined ? null : parseSpan(every);
  return { ...common, rule: minutes === null ? DEFAULT_SCHEDULE.rule : { kind: 'interval', minutes } };
}
