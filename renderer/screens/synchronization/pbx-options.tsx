import { Checkbox, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { PbxOptions } from '../../../shared/domain/enterprise.ts';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { Panel } from '../../components/screen.tsx';
import { isIntegrated, type EnterpriseProps } from '../../state/enterprise.ts';
import { query } from '../../state/queries.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { ScopeCount } from './scope-count.tsx';
import { beforeApply, changesScope } from './scope-effect.ts';

/** What the PBX Node type is set to (domain.md 1.2, D14). */
export function PbxOptionsPanel({
  enterprise,
  options,
  onChange,
  effect,
}: EnterpriseProps & {
  options: PbxOptions;
  onChange: (options: PbxOptions) => void;
  /** What comes of them once they are applied. */
  effect: ReactNode;
}) {
  const readOnly = useReadOnly();
  const disabled = isIntegrated(enterprise) || readOnly;
  const profiles = useQuery(
    query.featureProfiles.list.queryOptions({ input: { enterprise: enterprise.id } }),
  );
  const names = profiles.data?.profiles.map(({ name }) => name) ?? [];
  const known = names.includes(options.featureProfile) ? names : [options.featureProfile, ...names];
  const set = (change: Partial<PbxOptions>) => onChange({ ...options, ...change });
  return (
    <Panel title="Options">
      <Stack gap="sm" maw="44rem">
        <Select
          label="Feature profile"
          description="For accounts that this synchronization creates"
          data={known}
          value={options.featureProfile}
          onChange={(featureProfile) => featureProfile !== null && set({ featureProfile })}
          allowDeselect={false}
          disabled={disabled}
          searchable
          nothingFoundMessage="No such profile"
          maw="24rem"
        />
        {profiles.isError && <FailurePanel error={profiles.error} retry={() => void profiles.refetch()} />}
        <Checkbox
          label="Synchronize Dynamic Extensions only"
          description="Only users with a Personal Ring Group (PRG) or a Multi Device User Group (MDUG), and users of a lone External Hot Desk number, get accounts. All others are left out. Accounts that leave because of it are held for your approval."
          checked={options.dynamicExtensionsOnly}
          onChange={(event) => set({ dynamicExtensionsOnly: event.currentTarget.checked })}
          disabled={disabled}
        />
        <Checkbox
          ml="xl"
          label="Only groups that contain an External Hot Desk number"
          description="The narrower reading: a PRG or MDUG of desk phones and softphones alone does not count."
          checked={options.dynamicNeedsExternal}
          onChange={(event) => set({ dynamicNeedsExternal: event.currentTarget.checked })}
          disabled={disabled || !options.dynamicExtensionsOnly}
        />
        <div role="status">
          {changesScope(enterprise.pbx, options) ? (
            <Stack gap={4}>
              <ScopeCount enterprise={enterprise} options={options} />
              <Text size="sm">{beforeApply(options)}</Text>
            </Stack>
          ) : (
            effect
          )}
        </div>
      </Stack>
    </Panel>
  );
}
