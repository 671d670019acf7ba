import { create } from 'zustand';

/**
 * Unsaved forms by the address of their screen, so that looking at another screen loses nothing. Gone with the
 * window, which asks before it goes: passwords are never put here.
 */
interface DraftsState {
  drafts: Record<string, unknown>;
  /** Drafts that nobody made: Rollcall proposes them, and nobody would miss them. */
  proposed: ReadonlySet<string>;
  /** Forms on the screen that hold what no draft keeps, such as a typed password. */
  dirty: ReadonlySet<string>;
  put: (address: string, draft: unknown) => void;
  propose: (address: string, draft: unknown) => void;
  drop: (address: string) => void;
  /** Where an Enterprise is found from now on, with the drafts below its address; null: it is gone. */
  move: (from: string, to: string | null) => void;
  /** Says whether a form holds something unsaved. */
  mark: (form: string, isDirty: boolean) => void;
}

export const useDrafts = create<DraftsState>()((set) => ({
  drafts: {},
  proposed: new Set(),
  dirty: new Set(),
  put: (address, draft) => {
    set(({ drafts, proposed }) => ({
      drafts: { ...drafts, [address]: draft },
      proposed: without(proposed, address),
    }));
  },
  propose: (address, draft) => {
    set(({ drafts, proposed }) => ({
      drafts: { ...drafts, [address]: draft },
      proposed: new Set(proposed).add(address),
    }));
  },
  drop: (address) => {
    set(({ drafts, proposed }) => ({
      drafts: Object.fromEntries(Object.entries(drafts).filter(([key]) => key !== address)),
      proposed: without(proposed, address),
    }));
  },
  move: (from, to) => {
    const moved = (address: string) => {
      if (!address.startsWith(`${from}/`)) return [address];
      return to === null ? [] : [to + address.slice(from.length)];
    };
    set(({ drafts, proposed }) => ({
      drafts: Object.fromEntries(
        Object.entries(drafts).flatMap(([address, draft]) => moved(address).map((each) => [each, draft])),
      ),
      proposed: new Set([...proposed].flatMap(moved)),
    }));
  },
  mark: (form, isDirty) => {
    set(({ dirty }) => {
      if (dirty.has(form) === isDirty) return {};
      return { dirty: isDirty ? new Set(dirty).add(form) : without(dirty, form) };
    });
  },
}));

/** Whether anything would be lost with the window. */
export function hasUnsaved({
  drafts,
  proposed,
  dirty,
}: Pick<DraftsState, 'drafts' | 'proposed' | 'dirty'>): boolean {
  return dirty.size > 0 || Object.keys(drafts).some((address) => !proposed.has(address));
}

function without(set: ReadonlySet<string>, value: string): ReadonlySet<string> {
  return new Set([...set].filter((each) => each !== value));
}
