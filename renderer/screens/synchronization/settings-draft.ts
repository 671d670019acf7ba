import type { EnterpriseView } from '../../../shared/contract/index.ts';
import type { PbxOptions, SynchronizationType } from '../../../shared/domain/enterprise.ts';
import { isolated } from '../../components/isolated.ts';
import { counted } from '../../components/numbers.ts';
import { listed } from '../../components/run-words.ts';
import { scheduleFormOf, scheduleOf, scheduleProblems, type ScheduleForm } from './schedule-form.ts';

/** What the tab's Apply sets, as the screen edits it. */
export interface Settings {
  type: SynchronizationType;
  schedule: ScheduleForm;
  pbx: PbxOptions;
}

/** What a person changed and did not apply yet. What is not named stays as the Enterprise has it. */
export type SettingsDraft = Partial<Settings>;

/** What an Enterprise has, under what was changed and not applied yet. */
export function settingsOf(enterprise: EnterpriseView, draft: SettingsDraft): Settings {
  return {
    type: draft.type ?? enterprise.type,
    schedule: draft.schedule ?? scheduleFormOf(enterprise.schedule),
    pbx: draft.pbx ?? enterprise.pbx,
  };
}

/** A draft with a further change; what is as the Enterprise has it again is no change. */
export function withChange(
  enterprise: EnterpriseView,
  draft: SettingsDraft,
  change: SettingsDraft,
): SettingsDraft {
  const next = { ...draft, ...change };
  if (next.type === enterprise.type) delete next.type;
  if (next.pbx && same(next.pbx, enterprise.pbx)) delete next.pbx;
  if (next.schedule && isSameSchedule(next.schedule, enterprise)) delete next.schedule;
  return next;
}

function isSameSchedule(form: ScheduleForm, enterprise: EnterpriseView): boolean {
  return Object.keys(scheduleProblems(form)).length === 0 && same(scheduleOf(form), enterprise.schedule);
}

/** Whether two plain values are the same, whatever the order of their keys. */
function same(left: object, right: object): boolean {
  const sorted = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, each]) => [key, sorted(each)]),
        )
      : value;
  return JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
}

/** The changes in words: `type and schedule`; empty when there are none. */
export function changedParts(draft: SettingsDraft): string {
  return listed([
    ...(draft.type === undefined ? [] : ['type']),
    ...(draft.pbx === undefined ? [] : ['PBX options']),
    ...(draft.schedule === undefined ? [] : ['schedule']),
  ]);
}

/** A source and how many accounts it owns. */
interface OwnedAccounts {
  kind: 'directory' | 'pbx';
  name: string;
  accounts: number;
}

/**
 * What becomes of the accounts of sources that a new type leaves alone (domain.md 1.2, D16); null when there are
 * none.
 */
export function leftBehind(
  from: SynchronizationType,
  to: SynchronizationType,
  sources: readonly OwnedAccounts[],
): { title: string; sentence: string } | null {
  if (from === to) return null;
  const left = sources.filter(({ kind, accounts }) => kind !== to && accounts > 0);
  const accounts = left.reduce((sum, source) => sum + source.accounts, 0);
  if (accounts === 0) return null;
  const names =
    left.length > 3 ? counted(left.length, 'source') : listed(left.map(({ name }) => isolated(name)));
  return {
    title: `${counted(accounts, 'account')} ${accounts === 1 ? 'stays' : 'stay'}, marked inactive`,
    sentence:
      `${names} will not be synchronized any more and ${left.length === 1 ? 'is' : 'are'} marked inactive, ` +
      `with the accounts that came from there. Nothing is deleted, and choosing the former type again goes on where it stopped.`,
  };
}
