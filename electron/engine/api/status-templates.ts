import { hash } from 'node:crypto';
import type { StatusTemplates, TemplatePreview, WantedTemplates } from '../../../shared/contract/index.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import type { StatusTemplate } from '../../../shared/domain/status.ts';
import { StatusMoves } from '../../../shared/domain/status-moves.ts';
import {
  areDefault,
  foldName,
  templateProblem,
  type WantedTemplate,
} from '../../../shared/domain/status-templates.ts';
import { TemplateEffects, TemplateMoves, type Store } from '../store/index.ts';
import { enterpriseById } from './context.ts';
import { templateEffects } from './template-preview.ts';

/** The statuses that every account of an Enterprise has while nobody edits them (E5). */
export function getTemplates(store: Store, enterpriseId: number): StatusTemplates {
  enterpriseById(store, enterpriseId);
  const templates = store.statuses.templates(enterpriseId);
  return {
    templates,
    pointAt: store.statuses.defaultsPointAt(enterpriseId),
    usersMayAdd: store.statuses.usersMayAdd(enterpriseId),
    isDefault: areDefault(templates),
  };
}

/** What a change of the templates would do to whom. Changes nothing. */
export function previewTemplates(store: Store, input: WantedTemplates): TemplatePreview {
  return store.connection.snapshot(() => {
    const { enterpriseId } = enterpriseById(store, input.enterpriseId);
    const now = store.statuses.templates(enterpriseId);
    const wanted = checkedTemplates(input.templates, now);
    const effects = templateEffects(new TemplateEffects(store.connection, enterpriseId), now, wanted);
    return { hash: groundOf(store, input, wanted), ...effects };
  });
}

/**
 * Changes the templates exactly as the preview with that hash said; when anything that it rests on changed meanwhile,
 * nothing happens: `row.moved`. Call inside a transaction.
 */
export function setTemplates(
  store: Store,
  input: WantedTemplates & { hash: string },
  now: number,
): StatusTemplates {
  const { enterpriseId } = enterpriseById(store, input.enterpriseId);
  const wanted = checkedTemplates(input.templates, store.statuses.templates(enterpriseId));
  if (groundOf(store, input, wanted) !== input.hash) {
    throw new RollcallError(
      'row.moved',
      'The templates or an account changed since the preview, so nothing was changed. Look at it again.',
    );
  }
  applyTemplates(store, enterpriseId, wanted, now);
  store.statuses.setDefaultsPointAt(enterpriseId, input.pointAt);
  store.statuses.setUsersMayAdd(enterpriseId, input.usersMayAdd);
  return getTemplates(store, enterpriseId);
}

/**
 * Sets the templates of an Enterprise, as they were checked. What people edited goes along with a template that gets
 * another name, and with its lock; of a template that goes it stays as a status of their own (see `StatusMoves`). It is
 * journalled account by account. Call inside a transaction.
 */
export function applyTemplates(
  store: Store,
  enterpriseId: number,
  wanted: readonly WantedTemplate[],
  at: number,
): void {
  const now = store.statuses.templates(enterpriseId);
  if (reachesStored(now, wanted)) {
    const writes = new TemplateMoves(store.connection, enterpriseId);
    const stored = writes.storedNames();
    writes.make(new StatusMoves(now, wanted, stored), stored, at);
  }
  const templates = wanted.map(({ name, settings, locked }) => ({ name, settings, locked }));
  store.statuses.setTemplates(enterpriseId, areDefault(templates) ? [] : templates);
}

/** Whether a change may touch what accounts store. Other settings, or another order, touch none of that. */
function reachesStored(now: readonly StatusTemplate[], wanted: readonly WantedTemplate[]): boolean {
  const before = new Map(now.map((template) => [template.name, template]));
  const isSame = ({ name, was, locked }: WantedTemplate) =>
    name === was && before.get(name)?.locked === locked;
  return wanted.length !== now.length || !wanted.every(isSame);
}

/**
 * Templates as they are stored, each with the one that it is now. A number in one is refused, since a template holds for
 * everybody: `usage.invalid`; so is one name for two: `status.exists`.
 */
function checkedTemplates(
  templates: readonly WantedTemplate[],
  now: readonly StatusTemplate[],
): WantedTemplate[] {
  const names = new Set<string>();
  const taken = new Set<string>();
  return templates.map(({ name: given, settings, locked, was: former }) => {
    const name = given.trim();
    const problem = templateProblem({ settings });
    if (problem !== null) throw new RollcallError('usage.invalid', `${name}: ${problem}.`);
    if (names.has(foldName(name))) {
      throw new RollcallError('status.exists', `There are two templates with the name ${name}.`);
    }
    names.add(foldName(name));
    // One that is gone meanwhile is a new one again.
    const was = former !== null && now.some((each) => each.name === former) ? former : null;
    if (was !== null && taken.has(was)) {
      throw new RollcallError('usage.invalid', `Two templates cannot both have been ${was}.`);
    }
    if (was !== null) taken.add(was);
    const sendCallsTo = [...new Set(settings.sendCallsTo)];
    return { name, settings: { ...settings, sendCallsTo }, locked, was };
  });
}

/** Of what is wanted, what is there, and the versions of all accounts. */
function groundOf(
  store: Store,
  { enterpriseId, pointAt, usersMayAdd }: WantedTemplates,
  wanted: readonly WantedTemplate[],
): string {
  const { statuses, connection } = store;
  const ground = [
    [enterpriseId, pointAt, usersMayAdd, wanted.map((each) => [...valuesOf(each), each.was])],
    [statuses.defaultsPointAt(enterpriseId), statuses.usersMayAdd(enterpriseId)],
    statuses.templates(enterpriseId).map(valuesOf),
    new TemplateEffects(connection, enterpriseId).ground(),
  ];
  return hash('sha256', JSON.stringify(ground), 'hex');
}

/** In one order, however the object was made. */
function valuesOf({ name, settings, locked }: StatusTemplate) {
  const { makeCallFrom, sendCallsTo, whenBusy, whenNoAnswer } = settings;
  return [name, locked, makeCallFrom, sendCallsTo, whenBusy, whenNoAnswer];
}
