import { Group, Loader, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { PbxOptions } from '../../../shared/domain/enterprise.ts';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { isolated } from '../../components/isolated.ts';
import type { EnterpriseProps } from '../../state/enterprise.ts';
import { query } from '../../state/queries.ts';
import { effectWords } from './scope-effect.ts';

/** How many accounts the options would remove and add, counted in the exports while they are changed and not applied. */
export function ScopeCount({ enterprise, options }: EnterpriseProps & { options: PbxOptions }) {
  const { dynamicExtensionsOnly, dynamicNeedsExternal } = options;
  const input = { enterpriseId: enterprise.enterpriseId, dynamicExtensionsOnly, dynamicNeedsExternal };
  const count = useQuery({
    ...query.pbxNodes.scopeEffect.queryOptions({ input }),
    // It rests on files, of whose changes the engine does not tell.
    meta: { immutable: true },
    gcTime: 0,
  });
  if (count.isFetching) {
    return (
      <Group gap="xs">
        <Loader size={12} aria-hidden />
        <Text size="sm" c="dimmed">
          Counting in the exports how many accounts this concerns…
        </Text>
      </Group>
    );
  }
  if (count.isError) {
    const again = () => void count.refetch();
    return <FailurePanel title="The accounts could not be counted" error={count.error} retry={again} />;
  }
  if (count.data === undefined) return null;
  const { sum, uncounted } = effectWords(count.data);
  return (
    <Stack gap={2}>
      {sum !== null && (
        <Text size="sm" fw={600}>
          {sum}
        </Text>
      )}
      {uncounted.map(({ name, why }) => (
        <Text key={name} size="sm" className="wrap-anywhere">
          {isolated(name)} is not counted: {why}
        </Text>
      ))}
    </Stack>
  );
}
