import { useState } from 'react';
import type { Problems } from '../../components/form-problems.ts';
import { useDrafts } from '../../state/drafts.ts';
import { canonical, sameValues, type FormValues, type MappedField } from './form-values.ts';
import { transportFor, urlsFor } from './ldap-urls.ts';
import { checkForm } from './validation.ts';

/** What is kept of a form that was left: never the password. */
interface FormDraft {
  values: FormValues;
  /** What it was made from, to notice that somebody else saved meanwhile. */
  base: string;
}

/** What a field of the form needs to show what is wrong with it, and to be found. */
export interface FieldProps {
  'data-path': string;
  error: string | undefined;
  onBlur: () => void;
}

/** A synchronizer's form: its values under the address of the screen, so that leaving it loses nothing. */
export function useSynchronizerForm(address: string, base: FormValues) {
  const draft = useDrafts((state) => state.drafts[address] as FormDraft | undefined);
  const values = draft?.values ?? base;
  const { problems, draft: valid } = checkForm(values);
  const [visited, setVisited] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(false);
  const [told, setTold] = useState<{ problems: Problems; values: FormValues } | null>(null);

  const set = (change: Partial<FormValues> | ((values: FormValues) => FormValues)) => {
    const { drafts, put, drop } = useDrafts.getState();
    const before = drafts[address] as FormDraft | undefined;
    const current = before?.values ?? base;
    const next = typeof change === 'function' ? change(current) : { ...current, ...change };
    if (sameValues(next, base)) drop(address);
    else put(address, { values: next, base: before?.base ?? canonical(base) } satisfies FormDraft);
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
    /** Whether somebody else saved the synchronizer since this draft was begun. */
    outrun: draft !== undefined && draft.base !== canonical(base),
    set,
    setMapping: (field: MappedField, attribute: string) => {
      set((current) => ({ ...current, mapping: { ...current.mapping, [field]: attribute } }));
    },
    /** Changes the URLs; scheme and transport stay in step. */
    setUrls: (urls: string[]) => {
      set((current) => ({ ...current, urls, transport: transportFor(urls, current.transport) }));
    },
    setTransport: (transport: FormValues['transport']) => {
      set((current) => ({ ...current, transport, urls: urlsFor(current.urls, transport) }));
    },
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

export type SynchronizerForm = ReturnType<typeof useSynchronizerForm>;
