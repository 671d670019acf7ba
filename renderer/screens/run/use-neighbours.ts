import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import type { RunView } from '../../../shared/contract/index.ts';
import { addresses } from '../../state/addresses.ts';
import { engine } from '../../state/ports.ts';
import { query } from '../../state/queries.ts';
import { neighboursOf } from './neighbours.ts';

/** The runs of the same source before and after one; null where there is none, or not known yet. */
export function useNeighbours(run: RunView | undefined): { previous: number | null; next: number | null } {
  const found = useQuery({
    queryKey: [...query.runs.summaries.key(), 'neighbours', run?.id ?? 0],
    queryFn: async ({ signal }) => {
      const { id, sourceId } = run!;
      return neighboursOf(id, (page) => engine.runs.summaries({ ...page, sourceId: sourceId! }, { signal }));
    },
    enabled: run !== undefined && run.sourceId !== null,
  });
  return found.data ?? { previous: null, next: null };
}

/** Goes to the previous run with [ and to the next one with ]. */
export function useNeighbourKeys(
  enterprise: string,
  { previous, next }: { previous: number | null; next: number | null },
): void {
  const [, navigate] = useLocation();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // Not `ctrlKey` and `altKey`: many keyboards need AltGr for brackets.
      if (event.metaKey || event.defaultPrevented || isTyping(event.target)) return;
      const to = event.key === '[' ? previous : event.key === ']' ? next : null;
      if (to !== null) navigate(addresses.run(enterprise, to));
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [enterprise, previous, next, navigate]);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest('input, textarea, select, [role="dialog"]') !== null;
}
