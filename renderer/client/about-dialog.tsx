import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Dialog } from '../components/dialog.tsx';
import { shell } from '../state/ports.ts';

/** Which Rollcall this is; where its data are is the administrator's business. */
export function AboutDialog({ onClose }: { onClose: () => void }) {
  const about = useQuery({ queryKey: ['shell', 'about'], queryFn: () => shell.about() });
  return (
    <Dialog onClose={onClose} title="About Rollcall">
      <Stack gap="sm">
        <Text size="sm">
          Rollcall keeps your phone numbers and dynamic statuses in step with your organisation&apos;s phone
          system and directory.
        </Text>
        {about.data ? (
          <Text size="sm">Version {about.data.version}</Text>
        ) : (
          <Skeleton height={18} width={120} />
        )}
        <Group justify="flex-end">
          <Button onClick={onClose} data-autofocus>
            Close
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
