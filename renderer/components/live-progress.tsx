import { Button, Group, Progress, Text } from '@mantine/core';
import type { LiveJob } from '../../shared/contract/index.ts';
import type { LiveTask } from '../state/live.ts';
import { isolated } from './isolated.ts';
import { counted, whole } from './numbers.ts';
import { cancelJob } from './use-synchronize.ts';

const PHASES = {
  waiting: 'Waiting for its turn',
  connecting: 'Connecting',
  reading: 'Reading',
  planning: 'Planning',
  checking: 'Looking up again',
  saving: 'Saving',
} as const;

/** What a job is called, as in "Cancel the *synchronization* of HQ". */
const JOBS: Record<LiveJob['kind'], string> = {
  sync: 'synchronization',
  preview: 'preview',
  apply: 'changes',
  approval: 'approval',
  undo: 'undo',
  removal: 'removal',
};

/** What a live task does, in words: `Reading, 12,000 entries`; of a PBX, rows of its export are read. */
function phaseText(job: LiveJob, task: LiveTask): string {
  if (job.cancelling) return 'Cancelling…';
  if (task.phase === null) return 'Queued';
  const word = job.kind === 'removal' && task.phase === 'saving' ? 'Deleting' : PHASES[task.phase];
  if (task.phase === 'reading') {
    const read =
      task.sourceKind === 'pbx' ? counted(task.done, 'row') : counted(task.done, 'entry', 'entries');
    return `${word}, ${read}`;
  }
  if (task.total > 0) return `${word}, ${whole(task.done)} of ${whole(task.total)}`;
  return word;
}

/** What a job is about, before what it does: nothing of a synchronization, which is what mostly runs. */
function kindText({ kind }: LiveJob): string {
  return kind === 'sync' || kind === 'removal' ? '' : KINDS[kind];
}

const KINDS = {
  preview: 'Preview: ',
  apply: 'Applying a preview: ',
  approval: 'Approved rows: ',
  undo: 'Undo: ',
} as const;

/** A running synchronization with its progress and Cancel. */
export function LiveProgress({
  job,
  task,
  showName = true,
}: {
  job: LiveJob;
  task: LiveTask;
  showName?: boolean;
}) {
  const known = task.total > 0;
  const text = kindText(job) + phaseText(job, task);
  return (
    <div>
      <Group justify="space-between" gap="sm" wrap="nowrap">
        <Text size="sm" className="wrap-anywhere" role="status">
          {showName ? `${isolated(task.source)}: ${text}` : text}
        </Text>
        <Button
          variant="default"
          size="compact-xs"
          disabled={job.cancelling}
          onClick={() => cancelJob(job.jobId)}
          aria-label={`Cancel the ${JOBS[job.kind]} of ${isolated(task.source)}`}
        >
          Cancel
        </Button>
      </Group>
      <Progress
        mt={4}
        size="sm"
        aria-label={`Progress of ${isolated(task.source)}`}
        value={known ? (100 * task.done) / task.total : 100}
        animated={!known}
      />
    </div>
  );
}
