import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { RunSummary } from '../../../shared/contract/index.ts';
import { isolated } from '../../components/isolated.ts';
import { addresses } from '../../state/addresses.ts';
import { onceKnown, query } from '../../state/queries.ts';
import { Notice } from './notice.tsx';
import { heldWords } from './run-words.ts';

const GUARD_CODES = ['source.empty', 'source.changed', 'guard.deletes', 'guard.updates'];

/** What waits for approval since the last complete run of a synchronizer, why, and the way there. */
export function HeldBanner({ enterprise, run }: { enterprise: string; run: RunSummary }) {
  const options = query.runs.view.queryOptions({ input: { id: run.id } });
  const view = useQuery({ ...options, meta: onceKnown(options.queryKey) });
  // Info remarks carry such a code too, but hold nothing.
  const code = view.data?.codes.find(
    (each) => GUARD_CODES.includes(each.code) && each.severity !== 'info',
  )?.code;
  const issues = useQuery(
    query.runs.issues.queryOptions({
      input: { id: run.id, ...(code === undefined ? {} : { code }), limit: 5 },
      enabled: code !== undefined,
    }),
  );
  const reason = issues.data?.issues.find(({ severity }) => severity !== 'info');
  return (
    <Notice
      tone="held"
      title={`${isolated(run.source)}: ${heldWords(run)}${reason ? ':' : '.'}`}
      action={
        <Button
          component={Link}
          href={`${addresses.run(enterprise, run.id)}?tab=held`}
          variant="default"
          aria-label={`Review what ${isolated(run.source)} holds`}
        >
          Review
        </Button>
      }
    >
      {reason?.message ?? 'Everything else of that run was applied.'}
    </Notice>
  );
}
