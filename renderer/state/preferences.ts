import { create } from 'zustand';
import type { Preferences } from '../../shared/contract/index.ts';
import { tellFailed } from '../components/use-save-text.ts';
import { shell } from './ports.ts';

/** What this person chose for the app on this machine; kept by the shell. Null until the shell has told. */
interface PreferencesState {
  preferences: Preferences | null;
  take: (preferences: Preferences) => void;
  /** Changes at once what is seen, and takes it back, with the reason, when it cannot be kept. True: it is kept. */
  set: (change: Partial<Preferences>) => Promise<boolean>;
}

/** How many changes are on their way: the answer to one knows nothing of those after it. */
let underWay = 0;
/** What the shell said last. */
let kept: Preferences | null = null;

export const usePreferences = create<PreferencesState>()((put) => ({
  preferences: null,
  take: (preferences) => {
    kept = preferences;
    put({ preferences });
  },
  set: async (change) => {
    put(({ preferences }) => ({ preferences: preferences && { ...preferences, ...change } }));
    underWay += 1;
    try {
      kept = await shell.preferences.set(change);
      if (underWay === 1) put({ preferences: kept });
      return true;
    } catch (error) {
      put(({ preferences }) => ({ preferences: takenBack(preferences, change) }));
      tellFailed(error);
      return false;
    } finally {
      underWay -= 1;
    }
  },
}));

/** What is seen without a change that was refused; what was chosen after it stays. */
function takenBack(now: Preferences | null, change: Partial<Preferences>): Preferences | null {
  const before = kept;
  if (now === null || before === null) return now;
  const untouched = (Object.keys(change) as (keyof Preferences)[]).filter((key) => now[key] === change[key]);
  return { ...now, ...Object.fromEntries(untouched.map((key) => [key, before[key]])) };
}
