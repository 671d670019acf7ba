import { skipToken, useQuery } from '@tanstack/react-query';
import type { PbxNodeDetail } from '../../../shared/contract/index.ts';
import { query } from '../../state/queries.ts';

/** The last run of a node with all that is known of it; nothing is asked while there was none. */
export function useLastRun({ lastAttempt }: Pick<PbxNodeDetail, 'lastAttempt'>) {
  return useQuery(
    query.runs.view.queryOptions({ input: lastAttempt === null ? skipToken : { id: lastAttempt.id } }),
  );
}
