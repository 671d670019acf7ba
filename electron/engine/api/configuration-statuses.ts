import { isDeepStrictEqual } from 'node:util';
import type { StatusesEntry } from '../../../shared/contract/configuration-file.ts';
import { DEFAULT_SETTINGS, type StatusTemplate } from '../../../shared/domain/status.ts';
import { foldName, templateProblem, type WantedTemplate } from '../../../shared/domain/status-templates.ts';
import type { Store } from '../store/index.ts';
import type { EnterpriseScope } from './configuration-scope.ts';
import { applyTemplates, getTemplates } from './status-templates.ts';

/**
 * Sets what a file gives of an Enterprise's dynamic statuses. Templates are replaced as a whole: one with the name of one
 * that is there is that one, and keeps what the file leaves out of it.
 */
export function importStatuses(scope: EnterpriseScope, entry: StatusesEntry): void {
  const { job, enterpriseId } = scope;
  const { store } = job;
  const before = getTemplates(store, enterpriseId);
  const wanted = entry.templates?.map((given) => wantedTemplate(given, before.templates));
  for (const [index, template] of (wanted ?? []).entries()) {
    const problem = templateProblem(template);
    if (problem !== null) scope.problem(['statuses', 'templates', index], `is not valid: ${problem}`);
  }
  if (job.problems.length > 0) return;
  if (entry.pointAt !== undefined) store.statuses.setDefaultsPointAt(enterpriseId, entry.pointAt);
  if (entry.usersMayAdd !== undefined) store.statuses.setUsersMayAdd(enterpriseId, entry.usersMayAdd);
  if (wanted !== undefined) applyTemplates(store, enterpriseId, wanted, job.at);
  const isSame = isDeepStrictEqual(getTemplates(store, enterpriseId), before);
  scope.changed('statuses', scope.name, isSame ? 'unchanged' : 'updated');
}

/** The dynamic statuses of an Enterprise as a file has them; nothing where they are what every Enterprise begins with. */
export function exportStatuses(store: Store, enterpriseId: number): { statuses?: StatusesEntry } {
  const { templates, pointAt, usersMayAdd, isDefault } = getTemplates(store, enterpriseId);
  if (isDefault && pointAt === 'role' && usersMayAdd) return {};
  const exported = templates.map(({ name, settings, locked }) => ({ name, ...settings, locked }));
  return { statuses: { pointAt, usersMayAdd, templates: exported } };
}

function wantedTemplate(
  given: NonNullable<StatusesEntry['templates']>[number],
  now: readonly StatusTemplate[],
): WantedTemplate {
  const name = given.name.normalize('NFC').trim();
  const found = now.find((each) => foldName(each.name) === foldName(name));
  const { makeCallFrom, sendCallsTo, whenBusy, whenNoAnswer } = found?.settings ?? DEFAULT_SETTINGS;
  return {
    name,
    settings: {
      makeCallFrom: given.makeCallFrom ?? makeCallFrom,
      sendCallsTo: [...new Set(given.sendCallsTo ?? sendCallsTo)],
      whenBusy: given.whenBusy ?? whenBusy,
      whenNoAnswer: given.whenNoAnswer ?? whenNoAnswer,
    },
    locked: given.locked ?? found?.locked ?? false,
    was: found?.name ?? null,
  };
}
