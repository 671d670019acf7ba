import { useState } from 'react';
import { useDrafts } from '../state/drafts.ts';
import { canonical } from './canonical.ts';
import type { Problems } from './form-problems.ts';

/** What is kept of a form that was left: never a password. */
interface FormDraft<Values> {
  values: Values;
  /** What it was made from, to notice that somebody else saved meanwhile. */
  base: string;
}

/** What a field of a form needs to show what is wrong with it, and to be found. */
export interface FieldProps {
  'data-path': string;
  error: string | undefined;
  onBlur: () => void;
}

/** A change of some values, or what makes the next ones of the present ones. */
type Change<Values> = Partial<Values> | ((values: Values) => Values);

/**
 * A form that fills a screen: its values are kept under the address of the screen, so that leaving it loses nothing.
 * `check` says what is wrong with them by path, and gives them as the engine takes them when nothing is.
 */
export function useDraftForm<Values extends object, Valid>(
  address: string,
  base: Values,
  check: (values: Values) => { draft: Valid | null; problems: Problems },
) {
  const draft = useDrafts((state) => state.drafts[address] as FormDraft<Values> | undefined);
  const values = draft?.values ?? base;
  const { problems, draft: valid } = check(values);
  const [visited, setVisited] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(false);
  const [told, setTold] = useState<{ problems: Problems; values: Values } | null>(null);

  const set = (change: Change<Values>) => {
    const { drafts, put, drop } = useDrafts.getState();
    const before = drafts[address] as FormDraft<Values> | undefined;
    const current = before?.values ?? base;
    const next = typeof change === 'function' ? change(current) : { ...current, ...change };
    if (canonical(next) === canonical(base)) drop(address);
    else put(address, { values: next, base: before?.base ?? canonical(base) } satisfies FormDraft<Values>);
  };

  const errorOf = (path: string): string | undefined => {
    // What the engine said of a field holds until the form is changed.
    const engines = told !== null && told.values === values ? told.problems[path] : undefined;
    return engines ?? (all || visited.has(path) ? problems[path] : undefined);
  };

  return {
    values,
    /** The values as the engine takes them; null while something is wrong. */
    valid,
    problems,
    dirty: draft !== undefined,
    /** Whether somebody else saved it since this draft was begun. */
    outrun: draft !== undefined && draft.base !== canonical(base),
    set,
    errorOf,
    at: (path: string): FieldProps => ({
      'data-path': path,
      error: errorOf(path),
      onBlur: () => {
        setVisited((before) => (before.has(path) ? before : new Set(before).add(path)));
      },
    }),
    /** Shows what is wrong, and puts the focus on the first field at fault. */
    showProblems: (found: Problems) => {
      setAll(true);
      setTold({ problems: found, values });
      // The sections that hide fields open first.
      setTimeout(() => {
        const fields = [...document.querySelectorAll<HTMLElement>('[data-path]')];
        const first = fields.find((field) => field.dataset['path']! in found);
        first?.scrollIntoView({ block: 'center' });
        first?.focus({ preventScroll: true });
      }, 50);
    },
    drop: () => {
      useDrafts.getState().drop(address);
    },
  };
}
