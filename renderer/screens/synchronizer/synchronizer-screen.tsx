import { Anchor, Button, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { Panel, Screen } from '../../components/screen.tsx';
import { addresses } from '../../state/addresses.ts';
import type { EnterpriseProps } from '../../state/enterprise.ts';
import { query } from '../../state/queries.ts';
import { copyOf, newValues } from './form-values.ts';
import { SynchronizerFormScreen } from './synchronizer-form.tsx';

/** A synchronizer's page: a new one, a copy (`?from=ID`), or a stored one. */
export function SynchronizerScreen({ enterprise, sourceId }: EnterpriseProps & { sourceId: number | null }) {
  const from = Number(new URLSearchParams(useSearch()).get('from') ?? Number.NaN);
  const template = sourceId === null && Number.isSafeInteger(from) && from > 0 ? from : null;
  const wanted = sourceId ?? template;
  const detail = useQuery({
    ...query.synchronizers.get.queryOptions({ input: { sourceId: wanted ?? 0 } }),
    enabled: wanted !== null,
  });
  const profiles = useQuery(
    query.featureProfiles.list.queryOptions({ input: { enterprise: enterprise.id } }),
  );
  const back = addresses.synchronization(enterprise.id);

  const elsewhere =
    sourceId !== null && detail.data && detail.data.enterpriseId !== enterprise.enterpriseId
      ? detail.data.enterprise
      : null;

  if (wanted !== null && (!detail.data || elsewhere !== null)) {
    return (
      <Screen
        title="Synchronizer"
        actions={
          <Button variant="default" component={Link} href={back}>
            Back
          </Button>
        }
      >
        {elsewhere !== null ? (
          <EmptyState title="This synchronizer belongs to another Enterprise">
            <Anchor component={Link} href={addresses.synchronizer(elsewhere, wanted)}>
              Look at it there: {elsewhere}
            </Anchor>
          </EmptyState>
        ) : detail.isError ? (
          <FailurePanel
            title="The synchronizer cannot be shown"
            error={detail.error}
            retry={() => void detail.refetch()}
          />
        ) : (
          <Panel title="1. Connection settings">
            <Stack gap="lg" aria-busy>
              {Array.from({ length: 8 }, (_, index) => (
                <Skeleton key={index} height={44} />
              ))}
            </Stack>
          </Panel>
        )}
      </Screen>
    );
  }
  const stored = sourceId === null ? null : (detail.data ?? null);
  const copied = template === null ? null : (detail.data ?? null);
  const address =
    sourceId !== null
      ? addresses.synchronizer(enterprise.id, sourceId)
      : template !== null
        ? addresses.copySynchronizer(enterprise.id, template)
        : addresses.newSynchronizer(enterprise.id);
  return (
    <SynchronizerFormScreen
      key={address}
      enterprise={enterprise}
      address={address}
      stored={stored}
      base={stored?.draft ?? (copied ? copyOf(copied.draft) : newValues())}
      profiles={profiles.data?.profiles.map(({ name }) => name) ?? []}
      copied={copied?.name ?? null}
    />
  );
}
