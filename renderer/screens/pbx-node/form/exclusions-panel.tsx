import { Button, Stack, Table, Text, VisuallyHidden } from '@mantine/core';
import type { PbxInspection } from '../../../../shared/contract/index.ts';
import { isolated } from '../../../components/isolated.ts';
import { counted, whole } from '../../../components/numbers.ts';
import { Panel } from '../../../components/screen.tsx';
import { Value } from '../../../components/value.tsx';
import { ExclusionList } from './exclusion-list.tsx';
import type { Inspection } from './use-inspection.ts';
import type { NodeForm } from './use-node-form.ts';

type DeviceType = PbxInspection['deviceTypes'][number];

/** Step 4: what is no person's phone (D13). */
export function ExclusionsPanel({ form, inspection }: { form: NodeForm; inspection: Inspection }) {
  const { exclude } = form.values;
  const { result, stale } = inspection;
  const counts = stale ? null : (result?.excluded ?? null);
  const types = [...(result?.deviceTypes ?? [])].sort((left, right) => right.devices - left.devices);
  const put = (change: Partial<typeof exclude>) =>
    form.set((current) => ({ ...current, exclude: { ...current.exclude, ...change } }));
  const problem = (list: keyof typeof exclude) => (index: number) =>
    form.problems[`exclude.${list}.${index}`];
  return (
    <Panel title="4. Exclusions">
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          Devices that are nobody’s phone get no account. They are listed under <i>Not assigned</i>, so that
          nothing disappears unseen.
        </Text>
        <ExclusionList
          label="Device types"
          description="A device type that has these words, without regard to case, blanks and signs: console takes out 5540 IP Console."
          placeholder="Such as IVR port"
          one="a device type"
          items={exclude.deviceTypes}
          counts={counts?.deviceTypes ?? null}
          suggestions={types.map(({ deviceType }) => deviceType).filter((each) => each.trim() !== '')}
          most={200}
          maxLength={256}
          problem={problem('deviceTypes')}
          onChange={(deviceTypes) => put({ deviceTypes })}
        />
        {types.length > 0 && (
          <DeviceTypes
            types={types}
            onExclude={(deviceType) => put({ deviceTypes: [...exclude.deviceTypes, deviceType] })}
          />
        )}
        <ExclusionList
          label="Numbers"
          description="A directory number, or a range such as 7000-7099."
          placeholder="7000-7099"
          one="a number or range"
          items={exclude.numbers}
          counts={counts?.numbers ?? null}
          most={500}
          maxLength={65}
          problem={problem('numbers')}
          onChange={(numbers) => put({ numbers })}
        />
        <ExclusionList
          label="Names"
          description="First and last name, where * stands for anything, such as Meeting room*."
          placeholder="Meeting room*"
          one="a name pattern"
          items={exclude.names}
          counts={counts?.names ?? null}
          most={200}
          maxLength={256}
          problem={problem('names')}
          onChange={(names) => put({ names })}
        />
      </Stack>
    </Panel>
  );
}

/** What types of devices the export has, and how many of each are taken out. */
function DeviceTypes({
  types,
  onExclude,
}: {
  types: readonly DeviceType[];
  onExclude: (deviceType: string) => void;
}) {
  return (
    <details>
      <summary>
        <Text component="span" size="sm">
          {counted(types.length, 'device type')} in this export
        </Text>
      </summary>
      <Table aria-label="Device types in this export" verticalSpacing={3} maw="36rem">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Device type</Table.Th>
            <Table.Th ta="right">Devices</Table.Th>
            <Table.Th ta="right">Excluded</Table.Th>
            <Table.Th w="6rem">
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {types.map(({ deviceType, devices, excluded }) => (
            <Table.Tr key={deviceType}>
              <Table.Td className="wrap-anywhere">
                {deviceType.trim() === '' ? 'No device type' : <Value>{deviceType}</Value>}
              </Table.Td>
              <Table.Td ta="right">{whole(devices)}</Table.Td>
              <Table.Td ta="right">{whole(excluded)}</Table.Td>
              <Table.Td ta="right">
                {excluded < devices && deviceType.trim() !== '' && (
                  <Button
                    variant="default"
                    size="compact-xs"
                    onClick={() => onExclude(deviceType.trim())}
                    aria-label={`Exclude the device type ${isolated(deviceType)}`}
                  >
                    Exclude
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </details>
  );
}
