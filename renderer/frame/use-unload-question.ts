import { useEffect } from 'react';
import { hasUnsaved, useDrafts } from '../state/drafts.ts';

/** While something is unsaved, the window asks before it closes or loads anew; the shell puts the question. */
export function useUnloadQuestion(): void {
  const unsaved = useDrafts(hasUnsaved);
  useEffect(() => {
    if (!unsaved) return;
    const stay = (event: BeforeUnloadEvent) => {
      event.preventDefault();
      // What Electron goes by (its documentation of the window's `close`).
      event.returnValue = false;
    };
    window.addEventListener('beforeunload', stay);
    return () => window.removeEventListener('beforeunload', stay);
  }, [unsaved]);
}
