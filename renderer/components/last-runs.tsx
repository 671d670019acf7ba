import { Button, Group, SegmentedControl, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { EnterpriseView, RunSummary } from '../../shared/contract/index.ts';
import { isolated } from './isolated.ts';
import { counted, whole } from './numbers.ts';
import { Dot } from './outcome.tsx';
import { RunLink } from './run-link.tsx';
import { Panel } from './screen.tsx';
import { dateTime, duration } from './times.ts';
import { Value } from './value.tsx';
import { addresses } from '../state/addresses.ts';
import { query } from '../state/queries.ts';
import { barsOf, barsSentence, changesOf, durationOf, legendOf, type Measure } from './run-bars.ts';
import classes from './last-runs.module.css';

const RUNS = 30;
/** Room of a run in percent of the width, and how much of it its bar takes. */
const STEP = 100 / RUNS;
const BAR = STEP * 0.75;
const TALL = 44;
/** A bar of nothing is still to be seen. */
const LEAST = 3;
/** Room for the letters below. */
const FOOT = 12;

/** The last runs of each source as a row of bars, or as tables. */
export function LastRuns({
  enterprise,
  sources,
}: {
  enterprise: EnterpriseView;
  sources: readonly { sourceId: number; name: string }[];
}) {
  const [measure, setMeasure] = useState<Measure>('changes');
  const [asTable, setAsTable] = useState(false);
  const lists = useQueries({
    queries: sources.map(({ sourceId }) =>
      query.runs.summaries.queryOptions({ input: { sourceId, limit: RUNS } }),
    ),
  });
  const all = lists.flatMap(({ data }) => data?.runs ?? []);
  return (
    <Panel
      title={`The last ${RUNS} runs`}
      actions={
        <Group gap="sm">
          {!asTable && (
            <SegmentedControl
              size="xs"
              aria-label="Height of the bars"
              data={[
                { value: 'changes', label: 'Changes' },
                { value: 'duration', label: 'Duration' },
              ]}
              value={measure}
              onChange={(value) => setMeasure(value)}
            />
          )}
          <Button variant="default" onClick={() => setAsTable(!asTable)}>
            {asTable ? 'Show as bars' : 'Show as table'}
          </Button>
        </Group>
      }
    >
      <Stack gap="sm">
        {asTable ? (
          sources.map((source, index) => (
            <RunsTable
              key={source.sourceId}
              enterprise={enterprise}
              name={source.name}
              runs={lists[index]?.data?.runs ?? []}
            />
          ))
        ) : (
          <>
            <div className={classes.chart}>
              {sources.map((source, index) => (
                <BarRow
                  key={source.sourceId}
                  enterprise={enterprise}
                  name={source.name}
                  runs={lists[index]?.data?.runs}
                  measure={measure}
                />
              ))}
            </div>
            <Legend runs={all} />
          </>
        )}
      </Stack>
    </Panel>
  );
}

function BarRow({
  enterprise,
  name,
  runs,
  measure,
}: {
  enterprise: EnterpriseView;
  name: string;
  runs: readonly RunSummary[] | undefined;
  measure: Measure;
}) {
  const [, navigate] = useLocation();
  const title = (
    <Text size="sm" className="wrap-anywhere">
      {name}
    </Text>
  );
  if (!runs) {
    return (
      <>
        {title}
        <Skeleton height={TALL + FOOT} />
      </>
    );
  }
  const bars = barsOf(runs, measure);
  // The newest run stands at the right, however many there are.
  const first = (RUNS - bars.length) * STEP;
  return (
    <>
      {title}
      <svg
        className={classes.bars}
        role="img"
        aria-label={barsSentence(name, runs)}
        width="100%"
        height={TALL + FOOT}
      >
        <line x1="0" x2="100%" y1={TALL + 0.5} y2={TALL + 0.5} stroke="var(--rollcall-line)" />
        {bars.map((bar, index) => {
          const height = Math.max(LEAST, Math.round(bar.height * TALL));
          const x = first + index * STEP;
          return (
            // With the mouse only: the table has the same runs as links.
            <g
              key={bar.runId}
              className={classes.bar}
              onClick={() => navigate(addresses.run(enterprise.id, bar.runId))}
            >
              <title>{bar.title}</title>
              <rect x={`${x}%`} y={0} width={`${STEP}%`} height={TALL + FOOT} fill="transparent" />
              <rect
                x={`${x + (STEP - BAR) / 2}%`}
                y={TALL - height}
                width={`${BAR}%`}
                height={height}
                fill={`var(--rollcall-${bar.color})`}
              />
              <text className={classes.mark} x={`${x + STEP / 2}%`} y={TALL + FOOT - 2}>
                {bar.mark}
              </text>
            </g>
          );
        })}
      </svg>
    </>
  );
}

function Legend({ runs }: { runs: readonly RunSummary[] }) {
  return (
    <Group gap="md">
      {legendOf(runs).map(({ color, mark, word }) => (
        <Group key={word} gap={6}>
          <Dot color={color} />
          <Text size="xs">{mark === '' ? word : `${mark}: ${word}`}</Text>
        </Group>
      ))}
    </Group>
  );
}

function RunsTable({
  enterprise,
  name,
  runs,
}: {
  enterprise: EnterpriseView;
  name: string;
  runs: readonly RunSummary[];
}) {
  return (
    <Table aria-label={`The last runs of ${isolated(name)}`} verticalSpacing={3} captionSide="top">
      <Table.Caption ta="start">
        <Value>{name}</Value>: {counted(runs.length, 'run')}
      </Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Started</Table.Th>
          <Table.Th>Outcome</Table.Th>
          <Table.Th ta="right">Changes</Table.Th>
          <Table.Th ta="right">Duration</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {runs.map((run) => (
          <Table.Tr key={run.id}>
            <Table.Td>{dateTime(run.startedAt)}</Table.Td>
            <Table.Td>
              <RunLink enterprise={enterprise} run={run} />
            </Table.Td>
            <Table.Td ta="right">{whole(changesOf(run))}</Table.Td>
            <Table.Td ta="right">{duration(durationOf(run))}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
