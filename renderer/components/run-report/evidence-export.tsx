import { Group, Table, Title } from '@mantine/core';
import { isolated } from '../isolated.ts';
import { counted, whole } from '../numbers.ts';
import { size, writtenAs } from '../pbx-node/node-words.ts';
import { stamp } from '../times.ts';
import { CopyButton } from './copy-button.tsx';
import { Fact } from './evidence-fact.tsx';
import { ageText, fileKindWord } from './evidence-words.ts';
import type { Report } from './report.ts';
import classes from './report.module.css';

type Export = NonNullable<NonNullable<Report['evidence']>['export']>;

/** What was in the export of a PBX, and under which setting it was read. */
export function ExportFacts({ found }: { found: Export }) {
  const { devices, groups, people, notAssigned, dynamicExtensionsOnly } = found;
  return (
    <>
      <Fact name="Found">
        {counted(devices, 'device')} and {counted(groups, 'group')}: {counted(people, 'person', 'people')},{' '}
        {notAssigned === 0 ? 'every device assigned' : `${counted(notAssigned, 'device')} not assigned`}
      </Fact>
      <Fact name="Dynamic Extensions only">
        {dynamicExtensionsOnly ? 'on: only users whom it lets in have accounts' : 'off'}
      </Fact>
    </>
  );
}

/** The files that were read: what each was taken for, its rows, its size, its age, how it was written. */
export function ExportFiles({ found, readAt }: { found: Export; readAt: string }) {
  // Runs of before it was kept do not know it.
  const sized = found.files.some(({ bytes }) => bytes !== undefined);
  return (
    <section>
      <Title order={2} fz="sm" mb={6}>
        Files
      </Title>
      <Table.ScrollContainer type="native" minWidth={640} className={classes.frame}>
        <Table aria-label="Files of the export">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>File</Table.Th>
              <Table.Th>Taken for</Table.Th>
              <Table.Th ta="right">Rows</Table.Th>
              {sized && <Table.Th ta="right">Size</Table.Th>}
              <Table.Th>Written</Table.Th>
              <Table.Th>Age when read</Table.Th>
              <Table.Th>Format</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {found.files.map((file) => (
              <Table.Tr key={file.path}>
                <Table.Td>
                  <Group gap={6} wrap="nowrap" align="center">
                    <span className={classes.mono}>{file.path}</span>
                    <CopyButton text={file.path} what={`the path ${isolated(file.path)}`} />
                  </Group>
                </Table.Td>
                <Table.Td>{fileKindWord(file.kind)}</Table.Td>
                <Table.Td ta="right">{file.rows === null ? 'not read' : whole(file.rows)}</Table.Td>
                {sized && (
                  <Table.Td ta="right" className={classes.whole}>
                    {file.bytes === undefined || file.modifiedAt === null ? '' : size(file.bytes)}
                  </Table.Td>
                )}
                <Table.Td>{file.modifiedAt === null ? 'not there' : stamp(file.modifiedAt)}</Table.Td>
                <Table.Td>{ageText(file.modifiedAt, readAt) ?? ''}</Table.Td>
                <Table.Td>{writtenAs(file)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  );
}
