import { Button, Group, List, Text } from '@mantine/core';
import { openResults } from '../../components/results-files.ts';
import { Panel, Screen } from '../../components/screen.tsx';
import { useDialogs } from '../../state/dialogs.ts';

/** What is seen before there is an Enterprise: what Rollcall is, and the way to the first accounts (domain.md 1.1). */
export function FirstRunScreen() {
  const open = useDialogs((state) => state.open);
  return (
    <Screen title="Welcome to Rollcall">
      <Panel>
        <Text maw={680}>
          Rollcall fills the account list of MiCollab Client from your company&apos;s directory and keeps the
          two in step, by hand or on a schedule. It shows what each synchronization did and why, and holds
          unusual deletions back instead of making them.
        </Text>
      </Panel>
      <Panel title="Three steps">
        <List type="ordered" spacing="sm" maw={680}>
          <List.Item>
            <strong>Enterprise.</strong> The tenant whose accounts these are. Everything else belongs to one.
          </List.Item>
          <List.Item>
            <strong>Synchronizer.</strong> Where the directory is, which people to read, and which attribute
            fills which field. A connection test and a look at sample entries help.
          </List.Item>
          <List.Item>
            <strong>First synchronization.</strong> It reads everybody and makes the accounts. Later ones
            change only what differs.
          </List.Item>
        </List>
        <Group gap="xs" mt="md">
          <Button size="sm" onClick={() => open({ kind: 'new-enterprise' })}>
            Create an Enterprise
          </Button>
          <Button size="sm" variant="default" onClick={openResults}>
            Open results…
          </Button>
        </Group>
      </Panel>
    </Screen>
  );
}
