import { Button, Group, Tooltip } from '@mantine/core';
import {
  IconArrowBackUp,
  IconChevronLeft,
  IconChevronRight,
  IconDownload,
  IconRefresh,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { EnterpriseView, RunView } from '../../../shared/contract/index.ts';
import { ActionButton } from '../../components/run-action.tsx';
import { ExportProgressLine } from '../../components/run-export-progress.tsx';
import { fileName, useExport } from '../../components/run-export.ts';
import { reportJson, rowsOf } from '../../components/run-report/report-export.ts';
import { reportName } from '../../components/run-report/report.ts';
import { useSynchronize } from '../../components/use-synchronize.ts';
import { addresses } from '../../state/addresses.ts';
import { query } from '../../state/queries.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { UndoDialog } from './undo-dialog.tsx';
import { useNeighbourKeys, useNeighbours } from './use-neighbours.ts';

/** What can be done with a run that has ended. */
export function RunActions({ enterprise, run }: { enterprise: EnterpriseView; run: RunView }) {
  const saving = useExport();
  const readOnly = useReadOnly();
  return (
    <Group gap="xs">
      <ExportProgressLine progress={saving.progress} cancel={saving.cancel} />
      <Neighbours enterprise={enterprise} run={run} />
      <Button
        variant="default"
        leftSection={<IconDownload size={14} aria-hidden />}
        disabled={saving.progress !== null}
        onClick={() =>
          saving.start(fileName(reportName(run), 'json'), rowsOf(run), (tools) => reportJson(run, tools))
        }
      >
        Export
      </Button>
      {!readOnly && <Undo enterprise={enterprise} run={run} />}
      {!readOnly && <RunAgain enterprise={enterprise} run={run} />}
    </Group>
  );
}

/** Undo of the whole run; not there when the run changed nothing. What is no longer kept may have been something. */
function Undo({ enterprise, run }: { enterprise: EnterpriseView; run: RunView }) {
  const [asking, setAsking] = useState(false);
  const { running } = useSynchronize(enterprise);
  const { rows, blocked } = run.undo;
  if (rows === 0 && !run.journalGone) return null;
  const undoing = running.some(({ job, task }) => job.kind === 'undo' && task.sourceId === run.sourceId);
  return (
    <>
      <ActionButton
        variant="default"
        reason={blocked ?? (undoing ? 'An undo is running.' : null)}
        leftSection={<IconArrowBackUp size={14} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        Undo…
      </ActionButton>
      {asking && (
        <UndoDialog enterprise={enterprise.id} run={run} rows={null} onClose={() => setAsking(false)} />
      )}
    </>
  );
}

function RunAgain({ enterprise, run }: { enterprise: EnterpriseView; run: RunView }) {
  const { running, start } = useSynchronize(enterprise);
  const sources = useQuery(query.sources.list.queryOptions({ input: { enterprise: enterprise.id } }));
  const source = sources.data?.sources.find(({ sourceId }) => sourceId === run.sourceId);
  const isRunning = running.some(({ task }) => task.sourceId === run.sourceId);
  const reason = !sources.data
    ? 'It is not known yet whether this source can run.'
    : source === undefined
      ? 'The source was deleted.'
      : source.kind !== enterprise.type
        ? 'The source is inactive: the Enterprise has another synchronization type.'
        : isRunning
          ? 'It is running already.'
          : null;
  return (
    <ActionButton
      reason={reason}
      leftSection={<IconRefresh size={14} aria-hidden />}
      onClick={() => start(source?.name ?? run.source)}
    >
      {run.kind === 'sync' ? 'Run again' : 'Sync Now'}
    </ActionButton>
  );
}

function Neighbours({ enterprise, run }: { enterprise: EnterpriseView; run: RunView }) {
  const neighbours = useNeighbours(run);
  const [, navigate] = useLocation();
  useNeighbourKeys(enterprise.id, neighbours);
  const { previous, next } = neighbours;
  const go = (to: number | null) => {
    if (to !== null) navigate(addresses.run(enterprise.id, to));
  };
  return (
    <Button.Group>
      <Tooltip label="Previous run of this source ( [ )">
        <Button
          variant="default"
          px="xs"
          aria-label="Previous run of this source"
          aria-keyshortcuts="["
          disabled={previous === null}
          onClick={() => go(previous)}
        >
          <IconChevronLeft size={14} aria-hidden />
        </Button>
      </Tooltip>
      <Tooltip label="Next run of this source ( ] )">
        <Button
          variant="default"
          px="xs"
          aria-label="Next run of this source"
          aria-keyshortcuts="]"
          disabled={next === null}
          onClick={() => go(next)}
        >
          <IconChevronRight size={14} aria-hidden />
        </Button>
      </Tooltip>
    </Button.Group>
  );
}
