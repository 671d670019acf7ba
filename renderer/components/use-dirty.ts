import { useEffect, useId } from 'react';
import { useDrafts } from '../state/drafts.ts';

/** Lets the window ask before it goes while a form holds what no draft keeps, such as a typed password. */
export function useDirty(dirty: boolean): void {
  const id = useId();
  const mark = useDrafts((state) => state.mark);
  useEffect(() => {
    mark(id, dirty);
    return () => mark(id, false);
  }, [id, dirty, mark]);
}
