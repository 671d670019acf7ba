import { foldLogin } from './account.ts';
import { DEFAULT_TEMPLATES, type StatusTemplate } from './status.ts';
import {
  isNumberTarget,
  REFERENCE_SLOTS,
  sameSettings,
  SLOT_NAMES,
  takesTarget,
  targetsAt,
} from './status-rules.ts';
import { slotWords, targetWords } from './status-words.ts';

/** A template as it is wanted; `was` is the name of the one that it is now, null of a new one. */
export interface WantedTemplate extends StatusTemplate {
  was: string | null;
}

/** One thing that becomes of one template. */
export interface TemplateChange {
  kind: 'added' | 'changed' | 'renamed' | 'locked' | 'unlocked' | 'moved' | 'removed';
  name: string;
  /** The former name of a renamed one. */
  was: string | null;
  /** What changes, in words. */
  details: string[];
}

/** So many characters the name of a status has at most. */
export const MOST_NAME = 64;

/** A name as it is compared: two statuses of an account never differ in case alone. */
export function foldName(name: string): string {
  return foldLogin(name);
}

/** Whether templates are those that Rollcall comes with (domain.md 5.3). */
export function areDefault(templates: readonly StatusTemplate[]): boolean {
  return (
    templates.length === DEFAULT_TEMPLATES.length &&
    templates.every((template, at) => {
      const standard = DEFAULT_TEMPLATES[at]!;
      return isSame(template, standard) && template.name === standard.name;
    })
  );
}

/** What keeps something from being a template, as the rest of a sentence; null when nothing does. */
export function templateProblem({ settings }: Pick<StatusTemplate, 'settings'>): string | null {
  for (const slot of REFERENCE_SLOTS) {
    for (const target of targetsAt(settings, slot)) {
      const place = `${SLOT_NAMES[slot]} cannot be ${targetWords(target)}`;
      if (isNumberTarget(target)) return `${place}: a template holds for everybody, so it names no number`;
      if (!takesTarget(slot, target)) return place;
    }
  }
  return null;
}

/** What it takes from the templates that are there to those that are wanted, template by template. */
export function templateChanges(
  now: readonly StatusTemplate[],
  wanted: readonly WantedTemplate[],
): TemplateChange[] {
  const before = new Map(now.map((template) => [template.name, template]));
  const moved = movedNames(now, wanted);
  const changes: TemplateChange[] = [];
  for (const template of wanted) {
    const { name } = template;
    const old = template.was === null ? undefined : before.get(template.was);
    const add = (kind: TemplateChange['kind'], details: string[] = [], was: string | null = null) =>
      changes.push({ kind, name, was, details });
    if (old === undefined) {
      add(
        'added',
        REFERENCE_SLOTS.map((slot) => `${SLOT_NAMES[slot]}: ${slotWords(template.settings, slot)}`),
      );
      if (template.locked) add('locked');
      continue;
    }
    if (old.name !== name) add('renamed', [], old.name);
    if (!sameSettings(old.settings, template.settings)) add('changed', differences(old, template));
    if (old.locked !== template.locked) add(template.locked ? 'locked' : 'unlocked');
    if (moved.has(name)) add('moved');
  }
  const kept = new Set(wanted.map(({ was }) => was));
  for (const { name } of now) {
    if (!kept.has(name)) changes.push({ kind: 'removed', name, was: null, details: [] });
  }
  return withFirst(changes, now, wanted);
}

function isSame(one: StatusTemplate, other: StatusTemplate): boolean {
  return one.locked === other.locked && sameSettings(one.settings, other.settings);
}

/** `Make call from: Prime phone → Desk phone` of each place that differs. */
function differences(old: StatusTemplate, template: StatusTemplate): string[] {
  return REFERENCE_SLOTS.flatMap((slot) => {
    const [from, to] = [targetsAt(old.settings, slot), targetsAt(template.settings, slot)];
    if (JSON.stringify(from) === JSON.stringify(to)) return [];
    return [`${SLOT_NAMES[slot]}: ${slotWords(old.settings, slot)} → ${slotWords(template.settings, slot)}`];
  });
}

/** Names of the fewest templates that have to be taken out until the others are in the order in which they were. */
function movedNames(now: readonly StatusTemplate[], wanted: readonly WantedTemplate[]): Set<string> {
  const place = new Map(now.map(({ name }, at) => [name, at]));
  const kept = wanted.flatMap(({ name, was }) => {
    const at = was === null ? undefined : place.get(was);
    return at === undefined ? [] : [{ name, at }];
  });
  /** The longest run in the old order that ends with each template. */
  const runs: string[][] = [];
  for (const [index, { name, at }] of kept.entries()) {
    let best: string[] = [];
    for (let earlier = 0; earlier < index; earlier += 1) {
      if (kept[earlier]!.at < at && runs[earlier]!.length > best.length) best = runs[earlier]!;
    }
    runs.push([...best, name]);
  }
  const longest = new Set(runs.reduce((one, other) => (other.length > one.length ? other : one), []));
  return new Set(kept.map(({ name }) => name).filter((name) => !longest.has(name)));
}

/** Says with it when another template is the first one: it is active wherever nobody chose one. */
function withFirst(
  changes: TemplateChange[],
  now: readonly StatusTemplate[],
  wanted: readonly WantedTemplate[],
): TemplateChange[] {
  const first = wanted[0];
  if (first === undefined || first.was === now[0]?.name) return changes;
  const detail = `${first.name} is the first of the list then, and active for whoever chose none`;
  const told =
    changes.find(({ kind, name }) => name === first.name && (kind === 'added' || kind === 'moved')) ??
    changes.find(({ kind, name }) => kind === 'removed' && name === now[0]?.name) ??
    changes.find(({ kind }) => kind === 'moved');
  told?.details.push(detail);
  return changes;
}
