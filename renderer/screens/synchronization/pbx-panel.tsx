import { Anchor, Checkbox, List, Select, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { PbxOptions } from '../../../shared/domain/enterprise.ts';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { counted } from '../../components/numbers.ts';
import { Panel } from '../../components/screen.tsx';
import { Value } from '../../components/value.tsx';
import { addresses } from '../../state/addresses.ts';
import { isIntegrated, type EnterpriseProps } from '../../state/enterprise.ts';
import { query } from '../../state/queries.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { Notice } from '../../components/notice.tsx';

/** What the PBX Node type is set to (domain.md 1.2, D14), and the nodes. */
export function PbxPanel({
  enterprise,
  options,
  onChange,
}: EnterpriseProps & { options: PbxOptions; onChange: (options: PbxOptions) => void }) {
  const readOnly = useReadOnly();
  const disabled = isIntegrated(enterprise) || readOnly;
  const profiles = useQuery(
    query.featureProfiles.list.queryOptions({ input: { enterprise: enterprise.id } }),
  );
  const names = profiles.data?.profiles.map(({ name }) => name) ?? [];
  const known = names.includes(options.featureProfile) ? names : [options.featureProfile, ...names];
  const set = (change: Partial<PbxOptions>) => onChange({ ...options, ...change });
  return (
    <Stack gap="md">
      <Notice tone="info" title="Phone systems come with a later version of Rollcall">
        These settings are stored, and used as soon as it can read PBX nodes. Until then nothing is
        synchronized with this type.
      </Notice>
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
        </Stack>
      </Panel>
      <Nodes enterprise={enterprise} />
    </Stack>
  );
}

function Nodes({ enterprise }: EnterpriseProps) {
  const sources = useQuery(query.sources.list.queryOptions({ input: { enterprise: enterprise.id } }));
  const nodes = sources.data?.sources.filter(({ kind }) => kind === 'pbx');
  return (
    <Panel
      title="PBX nodes"
      actions={
        <Anchor component={Link} href={addresses.pbxNodes(enterprise.id)} size="sm">
          PBX Nodes
        </Anchor>
      }
    >
      {sources.isError && !nodes && (
        <FailurePanel error={sources.error} retry={() => void sources.refetch()} />
      )}
      {sources.isPending && <Skeleton height={14} w="16rem" />}
      {nodes?.length === 0 && (
        <Text size="sm" c="dimmed">
          There is no PBX node yet.
        </Text>
      )}
      {nodes !== undefined && nodes.length > 0 && (
        <List size="sm">
          {nodes.map(({ sourceId, name, accounts }) => (
            <List.Item key={sourceId} className="wrap-anywhere">
              <Value>{name}</Value>, {counted(accounts, 'account')}
            </List.Item>
          ))}
        </List>
      )}
    </Panel>
  );
}
