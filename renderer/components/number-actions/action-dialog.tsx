import { Button, Checkbox, Group, Select, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { NumberAction } from '../../../shared/contract/index.ts';
import { failureOf } from '../../state/failure.ts';
import { engine } from '../../state/ports.ts';
import { query } from '../../state/queries.ts';
import { Dialog } from '../dialog.tsx';
import { FailurePanel } from '../failure-panel.tsx';
import { Notice } from '../notice.tsx';
import { ActionPreview, PreviewBones } from './action-preview.tsx';
import { actionWord, onlyAccount, sumText, type NumberItem } from './bulk-words.ts';
import { rolesForAll, targetsOf } from './repoint.ts';

/** What a release means, before anybody does it. */
const RELEASE_MEANS =
  'Every place that names the number is emptied: calls are made from nothing there, no calls are sent to it, and the PBX default takes the calls that went to it.';

/**
 * Points whatever names some numbers elsewhere, or releases them, on behalf of their users. Nothing is done but what the
 * preview shows (D3, D4).
 */
export function NumberActionDialog({
  kind,
  items,
  onClose,
  onDone,
}: {
  kind: NumberAction['kind'];
  items: readonly NumberItem[];
  onClose: () => void;
  onDone?: (() => void) | undefined;
}) {
  const [to, setTo] = useState('prime-phone');
  const [alsoDelete, setAlsoDelete] = useState(false);
  const [busy, setBusy] = useState(false);
  const [moved, setMoved] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [numbers] = useState(() => items.map(({ accountId, number }) => ({ accountId, number })));
  const action: NumberAction = kind === 'repoint' ? { kind, to, alsoDelete } : { kind, alsoDelete };
  const preview = useQuery({
    ...query.numbers.previewAction.queryOptions({ input: { items: numbers, action } }),
    placeholderData: keepPreviousData,
    // What was seen once may not be so any more.
    staleTime: 0,
    gcTime: 0,
  });
  const rows = preview.data?.rows ?? [];
  const able = rows.filter(({ result }) => result === 'done').length;

  async function act() {
    if (preview.data === undefined) return;
    setBusy(true);
    setError(null);
    setMoved(false);
    try {
      const { hash } = preview.data;
      const done = await engine.numbers.act({ items: numbers, action, hash });
      onClose();
      onDone?.();
      notifications.show({
        title: kind === 'repoint' ? 'Re-pointed' : 'Released',
        message: `${sumText(done.rows)}.`,
        color: 'green',
      });
    } catch (failed) {
      if (failureOf(failed).code === 'row.moved') {
        setMoved(true);
        await preview.refetch();
      } else setError(failed);
      setBusy(false);
    }
  }

  return (
    <Dialog busy={busy} onClose={onClose} size="xl" title={actionWord(kind, numbers.length)}>
      <Stack gap="sm">
        {kind === 'release' ? (
          <Text size="sm">{RELEASE_MEANS}</Text>
        ) : (
          <TargetField items={numbers} to={to} onChange={setTo} disabled={busy} />
        )}
        <Checkbox
          label={numbers.length === 1 ? 'And delete the number' : 'And delete the numbers'}
          description="Only what a person added, or what is gone from its source, can be deleted."
          checked={alsoDelete}
          onChange={(event) => setAlsoDelete(event.currentTarget.checked)}
          disabled={busy}
        />
        {moved && (
          <Notice tone="warn" title="Something changed meanwhile">
            Nothing was done. This is what would happen now.
          </Notice>
        )}
        {preview.isError ? (
          <FailurePanel
            title="What would change cannot be said"
            error={preview.error}
            retry={() => void preview.refetch()}
          />
        ) : preview.data === undefined ? (
          <PreviewBones />
        ) : (
          <ActionPreview rows={rows} />
        )}
        {error !== null && <FailurePanel title="Nothing was changed" error={error} />}
        <Group justify="flex-end">
          <Text size="sm" role="status">
            {preview.data === undefined ? '' : `Would be: ${sumText(rows)}`}
          </Text>
          <Button variant="default" onClick={onClose} disabled={busy} data-autofocus={kind === 'release'}>
            Cancel
          </Button>
          <Button
            loading={busy}
            disabled={able === 0 || preview.isPlaceholderData || preview.isError}
            onClick={() => void act()}
          >
            {actionWord(kind, able)}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

/** What they are pointed at: a role, and where all numbers are of one account, also one of its numbers. */
function TargetField({
  items,
  to,
  onChange,
  disabled,
}: {
  items: readonly NumberItem[];
  to: string;
  onChange: (to: string) => void;
  disabled: boolean;
}) {
  const accountId = onlyAccount(items);
  const account = useQuery(
    query.accounts.get.queryOptions({ input: accountId === null ? skipToken : { accountId } }),
  );
  const left = new Set(items.map(({ number }) => number));
  const choices = account.data ? targetsOf(account.data, '') : rolesForAll();
  const numbers = choices.numbers.filter(({ value }) => !left.has(value));
  return (
    <Select
      label="Point them at"
      description={
        accountId === null
          ? 'A role follows whatever phone each account has, so it holds no number.'
          : 'A role follows whatever phone the account has, so it holds no number.'
      }
      data={[
        { group: 'Roles', items: choices.roles },
        ...(numbers.length === 0 ? [] : [{ group: 'Numbers', items: numbers }]),
      ]}
      value={to}
      onChange={(value) => value !== null && onChange(value)}
      allowDeselect={false}
      disabled={disabled}
      data-autofocus
    />
  );
}
