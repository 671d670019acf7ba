import { Checkbox, ScrollArea, Table, Text, Title } from '@mantine/core';
import type { FeatureRow } from '../../../shared/contract/index.ts';
import { isolated } from '../../components/isolated.ts';
import { whole } from '../../components/numbers.ts';
import { Value } from '../../components/value.tsx';
import { freeOf } from './seat-words.ts';

/** All features with their seats, each to be ticked, or all at once (domain.md 6). */
export function FeatureChoice({
  features,
  chosen,
  locked,
  onChange,
}: {
  features: readonly FeatureRow[];
  /** Names. */
  chosen: readonly string[];
  locked: boolean;
  onChange: (chosen: string[]) => void;
}) {
  const ticked = features.filter(({ name }) => chosen.includes(name)).length;
  const toggle = (name: string) =>
    onChange(chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name]);
  return (
    <section aria-label="Features">
      <Title order={3} fz="sm" mb={6}>
        Features
      </Title>
      {features.length === 0 ? (
        <Text size="sm" c="dimmed">
          There are no licensed features yet. Add them on the Features tab; they can be given to this profile
          at any time.
        </Text>
      ) : (
        <ScrollArea.Autosize mah="40vh" type="auto">
          <Table aria-label="Features of the profile">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>
                  <Checkbox
                    label="Select all"
                    size="sm"
                    fw={600}
                    checked={ticked === features.length}
                    indeterminate={ticked > 0 && ticked < features.length}
                    onChange={(event) =>
                      onChange(event.currentTarget.checked ? features.map(({ name }) => name) : [])
                    }
                    disabled={locked}
                  />
                </Table.Th>
                <Table.Th ta="right">Seats available</Table.Th>
                <Table.Th ta="right">Seats in use</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {features.map((feature) => (
                <Table.Tr key={feature.featureId}>
                  <Table.Td className="wrap-anywhere">
                    <Checkbox
                      label={<Value>{feature.name}</Value>}
                      aria-label={isolated(feature.name)}
                      size="sm"
                      checked={chosen.includes(feature.name)}
                      onChange={() => toggle(feature.name)}
                      disabled={locked}
                    />
                  </Table.Td>
                  <Table.Td ta="right">{whole(freeOf(feature))}</Table.Td>
                  <Table.Td ta="right">{whole(feature.used)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea.Autosize>
      )}
    </section>
  );
}
