import { Button, Code, Group, Radio, Skeleton, Stack, Switch, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { Panel, Screen } from '../../components/screen.tsx';
import { tellFailed } from '../../components/use-save-text.ts';
import { shell } from '../../state/ports.ts';
import { usePreferences } from '../../state/preferences.ts';
import { query } from '../../state/queries.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { HistoryPanel } from './history-panel.tsx';
import { LockPanel } from './lock-panel.tsx';
import { PasswordKey } from './password-key.tsx';

const THEMES = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'system', label: 'As the system' },
] as const;

/** How long "Saved" stays, in milliseconds. */
const SAVED_MS = 2500;

/** Settings of the app on this machine. Each is saved when it is chosen. */
export function SettingsScreen() {
  const preferences = usePreferences((state) => state.preferences);
  const put = usePreferences((state) => state.set);
  const about = useQuery(query.system.about.queryOptions({ input: {} }));
  const [saved, setSaved] = useState<{ part: string; at: number } | null>(null);
  const [copied, setCopied] = useState(false);
  const readOnly = useReadOnly();

  useEffect(() => {
    if (saved === null) return;
    const timer = setTimeout(() => setSaved(null), SAVED_MS);
    return () => clearTimeout(timer);
  }, [saved]);

  const save = (part: string, change: Parameters<typeof put>[0]) => {
    setSaved(null);
    void put(change).then((kept) => kept && setSaved({ part, at: Date.now() }));
  };
  const note = (part: string) => (
    <Text size="sm" c="dimmed" role="status">
      {saved?.part === part ? 'Saved' : ''}
    </Text>
  );

  return (
    <Screen title="Settings">
      <Panel title="Appearance" actions={note('appearance')}>
        <Radio.Group
          label="Appearance"
          classNames={{ label: 'visually-hidden' }}
          value={preferences?.theme ?? null}
          onChange={(value) => {
            const theme = THEMES.find((each) => each.value === value)?.value;
            if (theme) save('appearance', { theme });
          }}
        >
          <Group gap="lg">
            {THEMES.map(({ value, label }) => (
              <Radio key={value} value={value} label={label} />
            ))}
          </Group>
        </Radio.Group>
      </Panel>
      <Panel title="Schedules in the background" actions={note('background')}>
        <Stack gap="sm">
          <Switch
            label="Keep running in the tray when the last window is closed"
            description="Schedules go on. Without it, closing the window ends Rollcall."
            checked={preferences?.keepInTray ?? false}
            onChange={(event) => save('background', { keepInTray: event.currentTarget.checked })}
          />
          <Switch
            label="Start when I sign in to this machine"
            description="Rollcall starts in the tray, without a window."
            checked={preferences?.startAtLogin ?? false}
            onChange={(event) => save('background', { startAtLogin: event.currentTarget.checked })}
          />
          <Text size="sm" c="dimmed" maw={680}>
            On a server, have cron, systemd or Task Scheduler run <Code>rollcall sync --due</Code> instead.
            Both may be used: no due time runs twice.
          </Text>
        </Stack>
      </Panel>
      {!readOnly && <LockPanel />}
      {!readOnly && <HistoryPanel />}
      {!readOnly && <PasswordKey />}
      <Panel title={readOnly ? 'Results file' : 'Data folder'}>
        {about.isError && !about.data ? (
          <FailurePanel
            error={about.error}
            title="The data folder cannot be asked for"
            retry={() => void about.refetch()}
          />
        ) : about.data ? (
          <>
            <Group gap="sm">
              <Code className="wrap-anywhere">{about.data.dataFolder}</Code>
              <Button
                variant="default"
                aria-label={`Copy the path of the ${readOnly ? 'file' : 'data folder'}`}
                onClick={() => {
                  const text = about.data.dataFolder;
                  shell.clipboard.write({ text }).then(() => setCopied(true), tellFailed);
                }}
              >
                Copy
              </Button>
              <Text size="sm" c="dimmed" role="status">
                {copied ? 'Copied' : ''}
              </Text>
            </Group>
            {!readOnly && (
              <Text size="sm" c="dimmed" mt="xs" maw={680}>
                Account list, journal, logs and backups are here. The <Code>rollcall</Code> command uses the
                same folder. To use another one, start Rollcall with <Code>--data FOLDER</Code>.
              </Text>
            )}
          </>
        ) : (
          <Skeleton height={52} />
        )}
      </Panel>
    </Screen>
  );
}
