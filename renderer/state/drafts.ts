import { create } from 'zustand';

/**
 * Unsaved forms by the address of their screen, so that looking at another screen loses nothing. Gone with the
 * window: passwords are never put here.
 */
interface DraftsState {
  drafts: Record<string, unknown>;
  put: (address: string, draft: unknown) => void;
  drop: (address: string) => void;
}

export const useDrafts = create<DraftsState>()((set) => ({
  drafts: {},
  put: (address, draft) => {
    set(({ drafts }) => ({ drafts: { ...drafts, [address]: draft } }));
  },
  drop: (address) => {
    set(({ drafts }) => ({
      drafts: Object.fromEntries(Object.entries(drafts).filter(([key]) => key !== address)),
    }));
  },
}));
