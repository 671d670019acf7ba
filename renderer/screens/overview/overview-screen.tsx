import { Anchor, Button, List, Skeleton, Stack, Text } from '@mantine/core';
import { Link } from 'wouter';
import type { EnterpriseView } from '../../../shared/contract/index.ts';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { whole } from '../../components/numbers.ts';
import { ActionButton } from '../../components/run-action.tsx';
import { LiveRuns } from '../../components/run-live.tsx';
import { Panel, Screen } from '../../components/screen.tsx';
import { relativeTime } from '../../components/times.ts';
import { useSynchronize, whyNotNow } from '../../components/use-synchronize.ts';
import { Upcoming } from '../../components/when.tsx';
import { addresses } from '../../state/addresses.ts';
import type { EnterpriseProps } from '../../state/enterprise.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { AttentionList } from './attention-list.tsx';
import { LastRuns } from '../../components/last-runs.tsx';
import classes from './overview.module.css';
import type { Source } from './attention.ts';
import { SourcesTable } from './sources-table.tsx';
import { useOverview } from './use-overview.ts';

/** What an administrator looks at first: what needs attention, how many accounts, how the last runs went, what comes. */
export function OverviewScreen({ enterprise }: EnterpriseProps) {
  const { known, error, readAt, retry, attention, settled, sources, manual, due, now, withRuns } =
    useOverview(enterprise);
  const readOnly = useReadOnly();
  // Then nothing is known of the sources, least of all that there are none.
  const unknown = error !== null && !known;
  return (
    <Screen title="Overview" actions={<SyncNow enterprise={enterprise} />}>
      {error !== null && (
        <FailurePanel
          title={
            known
              ? `This could not be asked for again; what is shown is from ${relativeTime(readAt, now)}`
              : 'The overview cannot be shown'
          }
          error={error}
          retry={retry}
        />
      )}
      <LiveRuns enterprise={enterprise} />
      <div className={classes.top}>
        {!unknown && (
          <Panel title="Needs attention">
            <AttentionList enterprise={enterprise} list={attention} settled={settled} />
          </Panel>
        )}
        <Stack gap="md">
          <Panel title="Accounts">
            <Accounts enterprise={enterprise} sources={sources} manual={manual} />
          </Panel>
          {!readOnly && (
            <Panel title="Next synchronizations">
              <Next enterprise={enterprise} due={due} />
            </Panel>
          )}
        </Stack>
      </div>
      {!unknown && (
        <Panel title="Sources">
          <SourcesTable enterprise={enterprise} rows={sources} loading={!known} />
        </Panel>
      )}
      {withRuns.length > 0 && <LastRuns enterprise={enterprise} sources={withRuns} />}
    </Screen>
  );
}

function SyncNow({ enterprise }: { enterprise: EnterpriseView }) {
  const { start, running } = useSynchronize(enterprise);
  const readOnly = useReadOnly();
  if (readOnly) return null;
  return (
    <ActionButton reason={whyNotNow(enterprise, running.length > 0)} onClick={() => start()}>
      Sync Now
    </ActionButton>
  );
}

function Accounts({
  enterprise,
  sources,
  manual,
}: {
  enterprise: EnterpriseView;
  sources: readonly Source[];
  manual: number | null;
}) {
  return (
    <dl className={classes.facts}>
      <dt>
        <Anchor component={Link} href={addresses.accounts(enterprise.id)} inherit fw={600}>
          In total
        </Anchor>
      </dt>
      <dd>
        <Text component="span" fw={600} inherit>
          {whole(enterprise.accounts)}
        </Text>
      </dd>
      {sources.map(({ sourceId, name, accounts }) => (
        <Row key={sourceId} name={name} count={accounts} />
      ))}
      {manual !== null && <Row name="Made by hand" count={manual} />}
    </dl>
  );
}

function Row({ name, count }: { name: string; count: number }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{whole(count)}</dd>
    </>
  );
}

function Next({ enterprise, due }: { enterprise: EnterpriseView; due: readonly string[] | null }) {
  if (due === null) return <Skeleton height={20} />;
  if (due.length > 0 && enterprise.type !== 'none') {
    return (
      <List size="sm" withPadding={false} listStyleType="none">
        {due.slice(0, 3).map((at) => (
          <List.Item key={at}>
            <Upcoming at={at} />
          </List.Item>
        ))}
      </List>
    );
  }
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm" c="dimmed">
        {enterprise.type === 'none' ? 'Nothing synchronizes by itself.' : 'There is no schedule.'}
      </Text>
      <Button variant="default" component={Link} href={addresses.synchronization(enterprise.id)}>
        {enterprise.type === 'none' ? 'Choose how to synchronize' : 'Set a schedule'}
      </Button>
    </Stack>
  );
}
