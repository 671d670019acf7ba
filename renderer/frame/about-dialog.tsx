import { Button, Group, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog } from '../components/dialog.tsx';
import { FailurePanel } from '../components/failure-panel.tsx';
import { tellFailed } from '../components/use-save-text.ts';
import { shell } from '../state/ports.ts';
import { query } from '../state/queries.ts';

/** Which versions run here, to be copied into a report. */
export function AboutDialog({ onClose }: { onClose: () => void }) {
  const [copied, setCopied] = useState(false);
  const window = useQuery({ queryKey: ['shell', 'about'], queryFn: () => shell.about() });
  const engine = useQuery(query.system.about.queryOptions({ input: {} }));
  const failed = window.error ?? engine.error;
  const facts: [string, string][] =
    window.data && engine.data
      ? [
          ['Rollcall', window.data.version],
          ['Schema of the store', String(engine.data.schema)],
          ['Data folder', engine.data.dataFolder],
          ['Electron', window.data.electron],
          ['Chromium', window.data.chromium],
          ['Node', window.data.node],
          ['SQLite', engine.data.sqlite],
          ['Platform', window.data.platform],
        ]
      : [];

  function copy() {
    const text = [...facts, ...(window.data?.note ? [['Note', window.data.note]] : [])]
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n');
    shell.clipboard.write({ text }).then(() => setCopied(true), tellFailed);
  }

  return (
    <Dialog onClose={onClose} title="About Rollcall" size="lg">
      <Stack gap="sm">
        <Text size="sm">
          Rollcall keeps the account list of MiCollab Client in step with a directory. Everything it knows is
          in its data folder; nothing is written to a MiCollab server.
        </Text>
        {failed !== null ? (
          <FailurePanel error={failed} title="The versions cannot be read" />
        ) : facts.length === 0 ? (
          <Skeleton height={220} />
        ) : (
          <Table aria-label="Versions" withRowBorders={false} verticalSpacing={3}>
            <Table.Tbody>
              {facts.map(([name, value]) => (
                <Table.Tr key={name}>
                  <Table.Th scope="row" fw={400} c="dimmed" w="11rem">
                    {name}
                  </Table.Th>
                  <Table.Td className="wrap-anywhere">{value}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        {window.data && window.data.note !== '' && <Text size="sm">{window.data.note}</Text>}
        <Group justify="flex-end">
          <Text size="sm" c="dimmed" role="status">
            {copied ? 'Copied' : ''}
          </Text>
          <Button variant="default" onClick={copy} disabled={facts.length === 0}>
            Copy
          </Button>
          <Button onClick={onClose}>Close</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
