import type { TemplatePreview } from '../../../shared/contract/index.ts';
import type { StatusSettings, StatusTemplate } from '../../../shared/domain/status.ts';
import { isBroken, sameSettings } from '../../../shared/domain/status-rules.ts';
import {
  foldName,
  templateChanges,
  type TemplateChange,
  type WantedTemplate,
} from '../../../shared/domain/status-templates.ts';
import {
  PHONE_SETS,
  phonesOfSet,
  type PhoneSet,
  type TemplateCounts,
  type TemplateEffects,
  type TouchedAccount,
} from '../store/index.ts';

/** So many accounts are named. */
const MOST_ROWS = 100;

/** Whom a change of one template touches. */
interface Touched {
  name: string;
  /** Names under which accounts have their own version of it. */
  names: string[];
  untouched: number;
  edited: number;
  broken: number;
  /** The phones with which it breaks. */
  breaking: PhoneSet[];
  active: number;
  /** Whether nothing but its lock changes: that is other for whoever edited it, too. */
  onlyLock: boolean;
}

/** What a change of templates does to whom, in numbers, and some of whom by name. */
export function templateEffects(
  effects: TemplateEffects,
  now: readonly StatusTemplate[],
  wanted: readonly WantedTemplate[],
): Omit<TemplatePreview, 'hash'> {
  const counts = effects.counts();
  const found = new Map<string, Touched>();
  const changes = templateChanges(now, wanted).map((change) => {
    const key = `${change.kind === 'removed' ? 'removed' : 'wanted'} ${change.name}`;
    const touched = found.get(key) ?? touchedBy(effects, counts, { change, now, wanted });
    // Where it stands in the list is nobody's own.
    if (change.kind === 'moved')
      return { ...change, untouched: 0, edited: 0, broken: 0, active: touched.active };
    found.set(key, touched);
    const { untouched, edited, broken, active } = touched;
    const breaks = change.kind === 'changed' || change.kind === 'added';
    return { ...change, untouched, edited, broken: breaks ? broken : 0, active };
  });
  const all = [...found.values()];
  const rowsTotal = all.reduce((sum, { untouched, edited }) => sum + untouched + edited, 0);
  return { accounts: counts.accounts, changes, rows: rowsOf(effects, all), rowsTotal };
}

function touchedBy(
  effects: TemplateEffects,
  counts: TemplateCounts,
  of: { change: TemplateChange; now: readonly StatusTemplate[]; wanted: readonly WantedTemplate[] },
): Touched {
  const { change, now, wanted } = of;
  const { name, kind } = change;
  const template = kind === 'removed' ? undefined : wanted.find((each) => each.name === name);
  const was = kind === 'removed' ? name : (template?.was ?? null);
  const old = now.find((each) => each.name === was);
  const names = namesOf(counts, was, template, now);
  const edited =
    names.length > 1 ? effects.editedAny(names) : (counts.edited.get(names[0] ?? '') ?? new Map());
  const without = new Map(
    PHONE_SETS.map((set) => [set, (counts.all.get(set) ?? 0) - (edited.get(set) ?? 0)]),
  );
  const breaking = PHONE_SETS.filter(
    (set) => breaksWith(template?.settings, set) && !breaksWith(old?.settings, set),
  );
  return {
    ...{ name, names, breaking, onlyLock: isOnlyLock(old, template) },
    untouched: sum(PHONE_SETS, without),
    edited: sum(PHONE_SETS, edited),
    broken: sum(breaking, without),
    active: was === null ? 0 : activeAt(counts, now, was, kind === 'removed'),
  };
}

/** Names under which accounts have what becomes their version of a template: see `StatusMoves`. */
function namesOf(
  { edited }: TemplateCounts,
  was: string | null,
  template: WantedTemplate | undefined,
  now: readonly StatusTemplate[],
): string[] {
  if (template === undefined || template.name === was) return was === null ? [] : [was];
  const templated = new Set(now.map((each) => each.name));
  const own = [...edited.keys()].filter(
    (name) => !templated.has(name) && foldName(name) === foldName(template.name),
  );
  return [...(was === null ? [] : [was]), ...own];
}

/**
 * Accounts where a template is the active status now: it was chosen, or nothing that is there was and it is the first. Of one
 * that goes, those which do not keep it as their own.
 */
function activeAt(
  { chosen }: TemplateCounts,
  now: readonly StatusTemplate[],
  name: string,
  isRemoved: boolean,
): number {
  const chose = chosen.get(name);
  const left = (chose?.accounts ?? 0) - (isRemoved ? (chose?.edited ?? 0) : 0);
  if (now[0]?.name !== name) return left;
  const templated = new Set(now.map((each) => each.name));
  const none = [...chosen].filter(([each]) => !templated.has(each));
  return left + none.reduce((total, [, { accounts, edited }]) => total + accounts - edited, 0);
}

function rowsOf(effects: TemplateEffects, all: readonly Touched[]): TemplatePreview['rows'] {
  const rows: TemplatePreview['rows'] = [];
  const add = (
    effect: TemplatePreview['rows'][number]['effect'],
    found: (touched: Touched, limit: number) => TouchedAccount[],
  ) => {
    for (const touched of all) {
      if (rows.length >= MOST_ROWS) return;
      for (const { accountId, loginId, firstName, lastName } of found(touched, MOST_ROWS - rows.length)) {
        const name = `${firstName} ${lastName}`.trim();
        rows.push({ accountId, loginId, name, effect, status: touched.name });
      }
    }
  };
  add('stays', ({ names, onlyLock }, limit) => (onlyLock ? [] : effects.editors(names, limit)));
  add('changes', ({ names, onlyLock }, limit) => (onlyLock ? effects.editors(names, limit) : []));
  add('breaks', ({ names, breaking }, limit) => effects.others(names, breaking, limit));
  add('changes', ({ names, breaking }, limit) => {
    const others = PHONE_SETS.filter((set) => !breaking.includes(set));
    return effects.others(names, others, limit);
  });
  return rows;
}

function isOnlyLock(old: StatusTemplate | undefined, template: WantedTemplate | undefined): boolean {
  if (old === undefined || template === undefined || old.locked === template.locked) return false;
  return old.name === template.name && sameSettings(old.settings, template.settings);
}

function breaksWith(settings: StatusSettings | undefined, set: PhoneSet): boolean {
  return settings !== undefined && isBroken(settings, phonesOfSet(set));
}

function sum(sets: readonly PhoneSet[], accounts: ReadonlyMap<PhoneSet, number>): number {
  return sets.reduce<number>((total, set) => total + (accounts.get(set) ?? 0), 0);
}
