import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { PbxNodeDraft } from '../../../../shared/contract/index.ts';
import { canonical } from '../../../components/canonical.ts';
import { query } from '../../../state/queries.ts';
import { draftToInspect, type Answers, type FormValues } from './form-values.ts';

/** How long a person may pause while typing before the files are looked into. */
const PAUSE_MS = 400;

/** Looks into the files of a form as it is edited; a look that is overtaken is given up. */
export function useInspection({
  enterpriseId,
  sourceId,
  values,
  answers,
  enabled,
}: {
  enterpriseId: number;
  sourceId: number | null;
  values: FormValues;
  answers: Answers;
  /** A results file has no files to look into. */
  enabled: boolean;
}) {
  const draft = enabled ? draftToInspect(values, answers) : null;
  // As a text: the form makes new objects all the time.
  const basis = draft === null ? null : canonical(draft);
  const [settled] = useDebouncedValue(basis, PAUSE_MS);
  const input = useMemo(
    () => (settled === null ? null : { enterpriseId, sourceId, draft: JSON.parse(settled) as PbxNodeDraft }),
    [enterpriseId, sourceId, settled],
  );
  const look = useQuery({
    ...query.pbxNodes.inspect.queryOptions({ input: input ?? skipToken }),
    placeholderData: keepPreviousData,
    // It rests on files, of whose changes the engine does not tell. With the form goes what was seen.
    meta: { immutable: true },
    gcTime: 0,
  });
  const possible = basis !== null;
  const waiting = possible && (basis !== settled || look.isFetching);
  return {
    /** What was seen last; null before, and when no file is named. */
    result: possible ? (look.data ?? null) : null,
    /** Whether a look goes on or is about to. */
    waiting,
    /** Whether what was seen belongs to other settings. */
    stale: possible && (basis !== settled || look.isPlaceholderData),
    error: possible && !waiting && look.isError ? look.error : null,
    /** Whether files are named at all. */
    possible,
    again: () => {
      if (possible) void look.refetch();
    },
  };
}

export type Inspection = ReturnType<typeof useInspection>;
