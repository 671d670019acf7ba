import { contract, type StatusTemplates, type WantedTemplates } from '../../../shared/contract/index.ts';
import {
  DEFAULT_SETTINGS,
  DEFAULT_TEMPLATES,
  type DefaultsPointAt,
  type StatusTemplate,
} from '../../../shared/domain/status.ts';
import { foldName } from '../../../shared/domain/status-templates.ts';
import { problemsOf, type Problems } from '../../components/form-problems.ts';

const schema = contract.statuses.previewTemplates['~orpc'].inputSchema!;

/** The most templates that an Enterprise can have. */
export const MOST_TEMPLATES = 32;

/** A template as it is edited. */
export interface DraftTemplate extends StatusTemplate {
  /** What it is told from the others by, whatever it is called. */
  key: string;
  /** The name that it has now; null: it is new. */
  was: string | null;
}

/** The templates of an Enterprise, and what goes with them, as the screen edits them. */
export interface TemplatesForm {
  templates: DraftTemplate[];
  pointAt: DefaultsPointAt;
  usersMayAdd: boolean;
}

function stored({ name, settings, locked }: StatusTemplate): DraftTemplate {
  return { key: `is ${name}`, was: name, name, settings, locked };
}

/** What an Enterprise has, as the form begins with it. */
export function formOf({ templates, pointAt, usersMayAdd }: StatusTemplates): TemplatesForm {
  return { templates: templates.map(stored), pointAt, usersMayAdd };
}

/** The path of a template's name, where what is wrong with it is shown. */
export function namePath(key: string): string {
  return `name of ${key}`;
}

/** The form as the engine takes it, and what is wrong with it by path. Two templates cannot have the same name. */
export function checkForm(
  enterpriseId: number,
  form: TemplatesForm,
  base: TemplatesForm,
): { draft: WantedTemplates | null; problems: Problems } {
  const { pointAt, usersMayAdd } = form;
  const free = freeNames(form, base);
  const templates = form.templates.map(({ name: typed, settings, locked, was }) => {
    const name = typed.trim();
    // One that was removed and made anew is the one that is there.
    return { name, settings, locked, was: was ?? (free.has(name) ? name : null) };
  });
  const draft = { enterpriseId, pointAt, usersMayAdd, templates };
  const found = problemsOf(schema, draft);
  const problems: Problems = {};
  for (const [path, message] of Object.entries(found)) {
    const key = form.templates[Number(/^templates\.(\d+)\.name$/.exec(path)?.[1])]?.key;
    problems[key === undefined ? path : namePath(key)] = message;
  }
  const taken = new Set<string>();
  for (const { key, name } of form.templates) {
    const folded = foldName(name.trim());
    if (taken.has(folded)) problems[namePath(key)] ??= 'Another status has this name';
    taken.add(folded);
  }
  return { draft: Object.keys(problems).length === 0 ? draft : null, problems };
}

/** Names of stored templates that no template of the form comes from. */
function freeNames({ templates }: TemplatesForm, base: TemplatesForm): Set<string> {
  const used = new Set(templates.map(({ was }) => was));
  return new Set(base.templates.map(({ name }) => name).filter((name) => !used.has(name)));
}

/** The form with one template changed. */
export function withTemplate(
  form: TemplatesForm,
  key: string,
  change: Partial<StatusTemplate>,
): TemplatesForm {
  return {
    ...form,
    templates: form.templates.map((each) => (each.key === key ? { ...each, ...change } : each)),
  };
}

/** The key that the next new template has. */
export function newKey({ templates }: TemplatesForm): string {
  const numbers = templates.map(({ key }) => Number(/^new (\d+)$/.exec(key)?.[1] ?? 0));
  return `new ${Math.max(0, ...numbers) + 1}`;
}

/** The form with a new template at the end, which has no name yet. */
export function withNew(form: TemplatesForm): TemplatesForm {
  const added = { key: newKey(form), was: null, name: '', settings: DEFAULT_SETTINGS, locked: false };
  return { ...form, templates: [...form.templates, added] };
}

/** The form without a template. */
export function without(form: TemplatesForm, key: string): TemplatesForm {
  return { ...form, templates: form.templates.filter((each) => each.key !== key) };
}

/** The form with a template one place further up (-1) or down (1); at the end of the list it stays. */
export function withMoved(form: TemplatesForm, key: string, by: -1 | 1): TemplatesForm {
  const templates = [...form.templates];
  const from = templates.findIndex((each) => each.key === key);
  const [moved] = from === -1 ? [] : templates.splice(from, 1);
  if (moved === undefined) return form;
  templates.splice(Math.max(0, from + by), 0, moved);
  return { ...form, templates };
}

/** The form with the statuses that Rollcall comes with; those that the Enterprise has under these names are changed. */
export function withDefaults(form: TemplatesForm, base: TemplatesForm): TemplatesForm {
  const there = new Set(base.templates.map(({ name }) => name));
  const templates = DEFAULT_TEMPLATES.map((template, index) =>
    there.has(template.name) ? stored(template) : { ...template, key: `new ${index + 1}`, was: null },
  );
  return { ...form, templates };
}
