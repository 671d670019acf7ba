import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { Notice } from '../../components/notice.tsx';
import { Screen } from '../../components/screen.tsx';
import { INTEGRATED_REASON, isIntegrated, type EnterpriseProps } from '../../state/enterprise.ts';
import { query } from '../../state/queries.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { FeaturesPanel } from './features-panel.tsx';
import { ProfilesPanel } from './profiles-panel.tsx';

/** Features tab: licensed features with their seats, and the feature profiles that give them to accounts (domain.md 6). */
export function FeaturesScreen({ enterprise }: EnterpriseProps) {
  const input = { enterprise: enterprise.id };
  const features = useQuery(query.features.list.queryOptions({ input }));
  const profiles = useQuery(query.featureProfiles.overview.queryOptions({ input }));
  const readOnly = useReadOnly();
  const failed = [features, profiles].find(({ isError }) => isError);
  return (
    <Screen title="Features">
      {isIntegrated(enterprise) && !readOnly && (
        <Notice tone="info" title="MiCollab-integrated mode">
          {INTEGRATED_REASON}
        </Notice>
      )}
      {failed !== undefined && (
        <FailurePanel
          title="Features and feature profiles cannot be shown as they are now"
          error={failed.error}
          retry={() => void failed.refetch()}
        />
      )}
      <Stack gap="xl">
        {(features.data || !features.isError) && (
          <FeaturesPanel
            enterprise={enterprise}
            features={features.data?.features ?? []}
            loading={features.isPending}
          />
        )}
        {(profiles.data || !profiles.isError) && (
          <ProfilesPanel
            enterprise={enterprise}
            profiles={profiles.data?.profiles ?? []}
            features={features.data?.features ?? []}
            loading={profiles.isPending}
          />
        )}
      </Stack>
    </Screen>
  );
}
