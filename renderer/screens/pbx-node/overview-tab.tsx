import { Group, Stack, Text, Title } from '@mantine/core';
import type { EnterpriseView, PbxFile, PbxNodeDetail } from '../../../shared/contract/index.ts';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { whole } from '../../components/numbers.ts';
import { LastRuns } from '../../components/last-runs.tsx';
import { Dot } from '../../components/outcome.tsx';
import {
  baseName,
  FILE_KINDS,
  size,
  TYPE_NAMES,
  WATCH_WORDS,
  writtenAs,
} from '../../components/pbx-node/node-words.ts';
import { useNow, When } from '../../components/when.tsx';
import { LastRun } from './last-run.tsx';
import classes from './pbx-node.module.css';

interface Props {
  enterprise: EnterpriseView;
  node: PbxNodeDetail;
}

/** What is read, what the last run did, and how the runs before went. */
export function OverviewTab({ enterprise, node }: Props) {
  return (
    <Stack gap="lg">
      <div className={classes.halves}>
        <section aria-label="Last run">
          <Title order={2} fz="sm" mb={6}>
            Last run
          </Title>
          <LastRun enterprise={enterprise} node={node} />
        </section>
        <section aria-label="Source">
          <Title order={2} fz="sm" mb={6}>
            Source
          </Title>
          <Source node={node} />
        </section>
      </div>
      {node.draft !== null && (
        <section aria-label="Files">
          <Title order={2} fz="sm" mb={6}>
            Files of the last complete read
          </Title>
          <Files node={node} staleDays={node.draft.staleDays} />
        </section>
      )}
      {node.lastAttempt !== null && <LastRuns enterprise={enterprise} sources={[node]} />}
    </Stack>
  );
}

function Source({ node }: { node: PbxNodeDetail }) {
  const { type, source, draft } = node;
  return (
    <dl className={classes.facts}>
      <dt>Type</dt>
      <dd>{TYPE_NAMES[type]}</dd>
      <dt>Read from</dt>
      <dd>
        <bdi>{source}</bdi>
      </dd>
      {draft !== null && (
        <>
          <dt>Newer exports</dt>
          <dd>
            {WATCH_WORDS[draft.watch].label}. {WATCH_WORDS[draft.watch].meaning}
          </dd>
        </>
      )}
      <dt>Accounts</dt>
      <dd>{whole(node.accounts)}</dd>
      <dt>Numbers</dt>
      <dd>{whole(node.numbers)}</dd>
    </dl>
  );
}

const DAY_MS = 86_400_000;

function Files({ node, staleDays }: { node: PbxNodeDetail; staleDays: number }) {
  const now = useNow();
  const columns: Column<PbxFile>[] = [
    {
      id: 'file',
      header: 'File',
      value: ({ path }) => path,
      cell: ({ path }) => (
        <Text size="sm" truncate title={path} className={classes.file}>
          <bdi>{baseName(path)}</bdi>
        </Text>
      ),
    },
    { id: 'kind', header: 'Taken for', value: ({ kind }) => FILE_KINDS[kind] },
    {
      id: 'rows',
      header: 'Rows',
      value: ({ rows }) => rows,
      cell: ({ rows }) => (rows === null ? '' : whole(rows)),
      align: 'right',
    },
    {
      id: 'written',
      header: 'Written',
      value: ({ modifiedAt }) => modifiedAt,
      cell: ({ modifiedAt }) =>
        modifiedAt !== null && <Age at={modifiedAt} old={isOld(modifiedAt, staleDays, now)} />,
    },
    { id: 'written-as', header: 'Written as', value: writtenAs },
    {
      id: 'size',
      header: 'Size',
      // Runs of before it was kept do not know it.
      value: ({ bytes }) => bytes || null,
      cell: ({ bytes }) => (bytes === 0 ? '' : size(bytes)),
      align: 'right',
      hidden: true,
    },
  ];
  return (
    <DataTable
      name="pbx-node-files"
      label="files"
      columns={columns}
      rows={node.files}
      rowKey={({ path }) => path}
      filterable={false}
      empty={
        <Text size="sm" c="dimmed" p="sm">
          No export was read completely yet.
        </Text>
      }
    />
  );
}

/** Whether an export is older than the node allows before it warns (D18). */
function isOld(at: string, staleDays: number, now: number): boolean {
  return now - Date.parse(at) > staleDays * DAY_MS;
}

function Age({ at, old }: { at: string; old: boolean }) {
  return (
    <Group gap={6} wrap="nowrap">
      {old && <Dot color="warn" />}
      <When at={at} />
      {old && (
        <Text size="sm" component="span">
          (old)
        </Text>
      )}
    </Group>
  );
}
