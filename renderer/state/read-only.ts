import { useQuery } from '@tanstack/react-query';
import type { ResultsInfo } from '../../shared/contract/index.ts';
import { onceKnown, query, queryClient } from './queries.ts';

const about = () => query.results.about.queryOptions({ input: {} });

/** The results file that this window shows; null when it works on a data folder, undefined until that is known. */
export function useResults(): ResultsInfo | null | undefined {
  const options = about();
  // A window shows one thing as long as it lives.
  const { data, isError } = useQuery({ ...options, meta: onceKnown(options.queryKey) });
  return isError ? null : data?.results;
}

/**
 * Whether the engine behind this page only shows a results file: nothing can be changed then, and everything that would
 * change something is left out.
 */
export function useReadOnly(): boolean {
  return (useResults() ?? null) !== null;
}

/** The same outside of a component, such as when a command is chosen in the menu. */
export function isReadOnly(): boolean {
  return (queryClient.getQueryData(about().queryKey)?.results ?? null) !== null;
}
