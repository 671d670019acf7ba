import { create } from 'zustand';
import type { Preferences } from '../../shared/contract/index.ts';
import { shell } from './ports.ts';

/** What this person chose for the app on this machine; kept by the shell. Null until the shell has told. */
interface PreferencesState {
  preferences: Preferences | null;
  take: (preferences: Preferences) => void;
  set: (change: Partial<Preferences>) => void;
}

export const usePreferences = create<PreferencesState>()((put) => ({
  preferences: null,
  take: (preferences) => {
    put({ preferences });
  },
  set: (change) => {
    put(({ preferences }) => ({ preferences: preferences && { ...preferences, ...change } }));
    void shell.preferences.set(change).then((preferences) => {
      put({ preferences });
    });
  },
}));
