import { Button, Group, List, ScrollArea, Skeleton, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ORPCError } from '@orpc/client';
import { Dialog } from '../../../components/dialog.tsx';
import { FailurePanel } from '../../../components/failure-panel.tsx';
import { Notice } from '../../../components/notice.tsx';
import { counted, whole } from '../../../components/numbers.ts';
import { Value } from '../../../components/value.tsx';
import { shell } from '../../../state/ports.ts';
import { query } from '../../../state/queries.ts';
import { NoLockNote } from './no-lock-note.tsx';
import { DaysField } from './one-time-code.tsx';
import { CODE_DAYS, daysOf, savedSentence } from './sign-in-words.ts';

type Saved = Awaited<ReturnType<typeof shell.files.saveCodes>>;

/** Makes one-time codes for all accounts that cannot sign in, and writes them to a file to be handed out. */
export function CodesForMany({ enterprise, onClose }: { enterprise: string; onClose: () => void }) {
  const overview = useQuery(query.signIns.overview.queryOptions({ input: { enterprise } }));
  const [typed, setTyped] = useState<string | number>(CODE_DAYS.usual);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [saved, setSaved] = useState<Saved | null>(null);
  const days = daysOf(typed);
  // Codes that were made and could not be written: these accounts are not without a code any more.
  const lost = error === null ? [] : lostAccounts(error);
  const count = lost.length > 0 ? lost.length : (overview.data?.without ?? 0);

  async function save() {
    if (days === null || busy) return;
    setBusy(true);
    try {
      const done = await shell.files.saveCodes({
        enterprise,
        days,
        ...(lost.length > 0 ? { accountIds: lost } : {}),
      });
      if (done.path === null) return;
      setError(null);
      notifications.show({ title: 'Saved', message: done.path, color: 'green' });
      if (done.passedOver.length === 0) onClose();
      else setSaved(done);
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog busy={busy} onClose={onClose} title="One-time codes for many" size="lg">
      <Stack gap="sm">
        {overview.isError && (
          <FailurePanel
            title="How accounts sign in cannot be read"
            error={overview.error}
            retry={() => void overview.refetch()}
          />
        )}
        {overview.isPending && <Skeleton height={80} />}
        {overview.data && saved === null && <Counts counts={overview.data} />}
        {saved === null ? (
          <>
            <DaysField typed={typed} onType={setTyped} disabled={busy} />
            <Notice tone="warn">
              Whoever has the file can sign in as these users. Hand the codes out, then delete it.
            </Notice>
            <NoLockNote />
          </>
        ) : (
          <PassedOver saved={saved} />
        )}
        {error !== null && <FailurePanel title="The codes were not saved" error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={busy}>
            {saved === null ? 'Cancel' : 'Close'}
          </Button>
          {saved === null && (
            <Button loading={busy} disabled={days === null || count === 0} onClick={() => void save()}>
              Save {count === 0 ? 'codes' : counted(count, 'code')}…
            </Button>
          )}
        </Group>
      </Stack>
    </Dialog>
  );
}

function Counts({
  counts,
}: {
  counts: { directory: number; withPassword: number; withCode: number; without: number };
}) {
  return (
    <>
      <Text size="sm">
        {counts.without === 0
          ? 'Every account can sign in already: there is nobody to make a code for.'
          : `${counted(counts.without, 'account has', 'accounts have')} neither a password nor a one-time code. A code is made for each, and saved as CSV.`}
      </Text>
      <List size="sm" aria-label="How accounts sign in">
        <List.Item>{whole(counts.directory)} with the password of the directory: no code is needed</List.Item>
        <List.Item>{whole(counts.withPassword)} with a password of their own</List.Item>
        <List.Item>{whole(counts.withCode)} with a one-time code that was not used yet</List.Item>
      </List>
    </>
  );
}

function PassedOver({ saved }: { saved: Saved }) {
  return (
    <>
      <Text size="sm" role="status">
        {savedSentence(saved)}
      </Text>
      <ScrollArea.Autosize mah="40vh" type="auto" offsetScrollbars="y">
        <List size="sm" aria-label="Passed over">
          {saved.passedOver.map(({ loginId, why }) => (
            <List.Item key={loginId} className="wrap-anywhere">
              <Value>{loginId}</Value>: <Value>{why}</Value>
            </List.Item>
          ))}
        </List>
      </ScrollArea.Autosize>
    </>
  );
}

/** The accounts of codes that were made and could not be written, as the shell's error names them. */
function lostAccounts(error: unknown): number[] {
  if (!(error instanceof ORPCError)) return [];
  const data = error.data as { details?: { accountIds?: unknown } } | undefined;
  const ids = data?.details?.accountIds;
  return Array.isArray(ids) ? ids.filter((each): each is number => typeof each === 'number') : [];
}
