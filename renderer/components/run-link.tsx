import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import type { EnterpriseView, RunSummary } from '../../shared/contract/index.ts';
import { addresses } from '../state/addresses.ts';
import { isolated } from './isolated.ts';
import { OutcomeBadge } from './outcome.tsx';
import { isPartial, runWord } from './run-words.ts';

/** How a run ended, as a link to the page that explains it (domain.md 2.8). */
export function RunLink({ enterprise, run }: { enterprise: Pick<EnterpriseView, 'id'>; run: RunSummary }) {
  return (
    <Anchor
      component={Link}
      href={addresses.run(enterprise.id, run.id)}
      aria-label={`${runWord(run)}: run ${run.id} of ${isolated(run.source)}`}
      size="sm"
    >
      <OutcomeBadge outcome={run.outcome} partial={isPartial(run)} />
    </Anchor>
  );
}
