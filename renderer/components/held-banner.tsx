import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { SynchronizerRow } from '../../shared/contract/index.ts';
import { isolated } from './isolated.ts';
import { Notice } from './notice.tsx';
import { waitingWords } from './run-held/held-words.ts';
import { useHeldCounts } from './run-held/use-held.ts';
import { changeReason } from './run-words.ts';
import { Value } from './value.tsx';
import { addresses } from '../state/addresses.ts';
import { onceKnown, query } from '../state/queries.ts';

const GUARD_CODES = [
  'source.empty',
  'source.changed',
  'guard.deletes',
  'guard.updates',
  'guard.numbers',
  'guard.groups',
  'file.truncated',
  'pbx.identity-changed',
  'pbx.still-there',
  'pbx.held',
  'row.undone',
];

/** What of a synchronizer waits for approval, why, and the way there; nothing while nothing waits. */
export function HeldBanner({
  enterprise,
  source,
}: {
  /** Enterprise ID. */
  enterprise: string;
  source: Pick<SynchronizerRow, 'sourceId' | 'name'>;
}) {
  const held = useHeldCounts({ enterprise, sourceId: source.sourceId });
  const first = held.data?.rows[0];
  const words = held.data ? waitingWords(held.data.counts) : '';
  const options = query.runs.issues.queryOptions({
    input: { id: first?.runId ?? 0, limit: 100 },
    enabled: first !== undefined,
  });
  const issues = useQuery({ ...options, meta: onceKnown(options.queryKey) });
  if (first === undefined || words === '') return null;
  // Info remarks carry such a code too, but hold nothing.
  const issue = issues.data?.issues.find(
    ({ code, severity }) => GUARD_CODES.includes(code) && severity !== 'info',
  );
  return (
    <Notice
      tone="held"
      title={`${isolated(source.name)}: ${words}:`}
      action={
        <Button
          component={Link}
          href={addresses.held(enterprise, source.sourceId)}
          variant="default"
          aria-label={`Review what ${isolated(source.name)} holds`}
        >
          Review
        </Button>
      }
    >
      <Value>{issue?.message ?? changeReason(first)}</Value>
    </Notice>
  );
}
