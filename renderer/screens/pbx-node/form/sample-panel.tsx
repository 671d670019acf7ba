import { SegmentedControl, Table, Text } from '@mantine/core';
import { useState } from 'react';
import type { PbxInspection } from '../../../../shared/contract/index.ts';
import { isolated } from '../../../components/isolated.ts';
import { baseName, COLUMN_NAMES } from '../../../components/pbx-node/node-words.ts';
import { Panel } from '../../../components/screen.tsx';
import { Value } from '../../../components/value.tsx';
import classes from './form.module.css';
import type { Inspection } from './use-inspection.ts';

type InspectedFile = PbxInspection['files'][number];

/** The first rows of each file, and what each header was taken for. */
export function SamplePanel({ inspection }: { inspection: Inspection }) {
  const files = (inspection.result?.files ?? []).filter(({ headers }) => headers.length > 0);
  const [chosen, setChosen] = useState('');
  const file = files.find(({ path }) => path === chosen) ?? files[0];
  if (file === undefined) return null;
  return (
    <Panel
      title="First rows"
      actions={
        files.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label="File"
            data={files.map(({ path }) => ({ value: path, label: isolated(baseName(path)) }))}
            value={file.path}
            onChange={setChosen}
          />
        )
      }
    >
      <Sample file={file} />
    </Panel>
  );
}

function Sample({ file }: { file: InspectedFile }) {
  const takenFor = new Map(
    Object.entries(file.columns).map(([column, header]) => [
      header,
      COLUMN_NAMES[column as keyof typeof COLUMN_NAMES],
    ]),
  );
  const label = `First rows of ${isolated(baseName(file.path))}`;
  return (
    <Table.ScrollContainer type="native" minWidth={300} tabIndex={0} role="region" aria-label={label}>
      <Table aria-label={label} className={classes.sample} verticalSpacing={3}>
        <Table.Thead>
          <Table.Tr>
            {file.headers.map((header, place) => (
              // A header may stand there twice.
              <Table.Th key={place} title={header}>
                <Value>{header}</Value>
                <Text size="xs" c="dimmed" fw={400}>
                  {takenFor.get(header) ?? 'not used'}
                </Text>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {file.sample.map((row, index) => (
            <Table.Tr key={index}>
              {file.headers.map((_, place) => (
                <Table.Td key={place} title={row[place]}>
                  <Value>{row[place] ?? ''}</Value>
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
