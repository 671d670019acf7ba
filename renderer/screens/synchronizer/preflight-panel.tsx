import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconListSearch } from '@tabler/icons-react';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/screen.tsx';
import { PreflightFindings } from './preflight-findings.tsx';
import { progressText } from './preflight-words.ts';
import type { PreflightState } from './use-preflight.ts';

/** The check of the whole directory beside the form: it stays while one edits, and says when it is out of date. */
export function PreflightPanel({ preflight }: { preflight: PreflightState }) {
  const { progress, error, finished, stale } = preflight;
  return (
    <Panel title="Whole directory">
      <Stack gap="sm">
        <Group gap="xs">
          {progress === null ? (
            <Button
              variant="default"
              leftSection={<IconListSearch size={14} aria-hidden />}
              onClick={() => void preflight.run()}
            >
              Check the whole directory
            </Button>
          ) : (
            <Button variant="default" onClick={preflight.cancel} aria-label="Cancel the check">
              Cancel
            </Button>
          )}
        </Group>
        <div role="status">
          {progress !== null && <Text size="sm">{progressText(progress)}</Text>}
          {progress === null && stale && (
            <Notice tone="warn">Settings changed since this check. Check again.</Notice>
          )}
          {progress === null && finished === null && error === null && (
            <Text size="sm" c="dimmed">
              Reads every entry with the settings as they stand here, saved or not, and lists what would keep
              entries from being imported. It changes nothing.
            </Text>
          )}
        </div>
        {progress !== null && (
          <Progress
            size="sm"
            aria-label="Progress of the check"
            value={progress.total > 0 ? (100 * progress.done) / progress.total : 100}
            animated={progress.total === 0}
          />
        )}
        {error !== null && progress === null && (
          <FailurePanel title="The check could not be made" error={error} />
        )}
        {finished !== null && <PreflightFindings report={finished.report} csv={finished.csv} />}
      </Stack>
    </Panel>
  );
}
