import { Button, Group, Text } from '@mantine/core';
import { whole } from './numbers.ts';
import type { ExportProgress } from './run-export.ts';

/** How far an export is, with Cancel. Nothing while none goes on. */
export function ExportProgressLine({
  progress,
  cancel,
}: {
  progress: ExportProgress | null;
  cancel: () => void;
}) {
  return (
    <Group gap="xs" role="status">
      {progress && (
        <>
          <Text size="sm">
            Gathering for the file, {whole(progress.done)} of {whole(progress.total)} rows
          </Text>
          <Button variant="default" size="compact-xs" onClick={cancel} aria-label="Cancel the export">
            Cancel
          </Button>
        </>
      )}
    </Group>
  );
}
