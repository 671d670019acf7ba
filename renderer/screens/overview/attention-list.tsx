import { Anchor, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { Link } from 'wouter';
import type { EnterpriseView } from '../../../shared/contract/index.ts';
import { isolated } from '../../components/isolated.ts';
import { Dot } from '../../components/outcome.tsx';
import { useSynchronize } from '../../components/use-synchronize.ts';
import { useReadOnly } from '../../state/read-only.ts';
import type { Attention, Step } from './attention.ts';
import classes from './overview.module.css';

/** What needs attention, each with what does the next step; null while it is not known. */
export function AttentionList({
  enterprise,
  list,
  settled,
}: {
  enterprise: EnterpriseView;
  list: readonly Attention[] | null;
  /** Whether every source was read completely once and none is running. */
  settled: boolean;
}) {
  if (list === null) {
    return (
      <Stack gap="xs" aria-busy>
        <Skeleton height={20} role="status" aria-label="Looking" />
        <Skeleton height={20} />
      </Stack>
    );
  }
  const troubled = list.some(({ tone }) => tone !== 'idle');
  const { type, synchronizers, pbxNodes } = enterprise;
  const synchronizes = type !== 'none' && (type === 'pbx' ? pbxNodes : synchronizers) > 0;
  return (
    <>
      {!troubled && synchronizes && (
        <Group gap="sm" wrap="nowrap" align="baseline" pb={list.length > 0 ? 6 : 0}>
          <Dot color={settled ? 'good' : 'idle'} />
          <Text size="sm">
            {settled
              ? 'All is well. The last synchronization of every source went through completely.'
              : 'Nothing so far. A synchronization has not ended yet.'}
          </Text>
        </Group>
      )}
      <ul className={classes.list}>
        {list.map((each) => (
          <li key={each.id} className={classes.item}>
            <Dot color={each.tone} />
            <span className={classes.sentence}>{each.sentence}</span>
            <NextStep enterprise={enterprise} step={each.step} about={each.sentence} />
          </li>
        ))}
      </ul>
    </>
  );
}

function NextStep({ enterprise, step, about }: { enterprise: EnterpriseView; step: Step; about: string }) {
  const { start } = useSynchronize(enterprise);
  const readOnly = useReadOnly();
  if (step.kind === 'link') {
    return (
      <Anchor component={Link} href={step.href} size="sm" aria-label={`${step.label}: ${about}`}>
        {step.label}
      </Anchor>
    );
  }
  if (readOnly) return null;
  return (
    <Button
      variant="default"
      size="compact-xs"
      aria-label={`${step.label}: ${isolated(step.source)}`}
      onClick={() => start(step.source)}
    >
      {step.label}
    </Button>
  );
}
