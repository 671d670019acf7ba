import { Button, Group, NumberInput, Skeleton, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Retention } from '../../../shared/contract/index.ts';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { Panel } from '../../components/screen.tsx';
import { engine } from '../../state/ports.ts';
import { query } from '../../state/queries.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { FIELDS, retentionOf, shortens, type RetentionForm } from './retention-form.ts';

/** How long runs and what they changed are kept (E9). */
export function HistoryPanel() {
  const retention = useQuery(query.runs.retention.queryOptions({ input: {} }));
  return (
    <Panel title="History">
      {retention.isError && !retention.data ? (
        <FailurePanel
          error={retention.error}
          title="How long history is kept cannot be asked for"
          retry={() => void retention.refetch()}
        />
      ) : retention.data ? (
        // What another window saved begins anew.
        <HistoryForm key={JSON.stringify(retention.data)} stored={retention.data} />
      ) : (
        <Skeleton height={96} />
      )}
    </Panel>
  );
}

function HistoryForm({ stored }: { stored: Retention }) {
  const [form, setForm] = useState<RetentionForm>(stored);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const readOnly = useReadOnly();
  const wanted = retentionOf(form);
  const changed = JSON.stringify(form) !== JSON.stringify(stored);

  async function save() {
    if (wanted === null || busy) return;
    setBusy(true);
    setError(null);
    try {
      await engine.runs.setRetention(wanted);
      notifications.show({ title: 'Saved', message: 'How long history is kept.', color: 'green' });
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Stack gap="sm">
        <Group gap="md" align="flex-start">
          {FIELDS.map(({ name, label, description, least, most }) => (
            <NumberInput
              key={name}
              label={label}
              description={description}
              value={form[name]}
              onChange={(value) => setForm({ ...form, [name]: value })}
              min={least}
              max={most}
              clampBehavior="none"
              allowDecimal={false}
              allowNegative={false}
              error={
                retentionOf({ ...stored, [name]: form[name] }) === null
                  ? `Must be ${least} to ${most.toLocaleString('en')}`
                  : null
              }
              disabled={readOnly}
              w={250}
            />
          ))}
        </Group>
        <Text size="sm" c="dimmed" maw={680}>
          A run can be undone for as long as its changes are kept; with them go the personal data of people
          who were deleted.
          {wanted !== null && shortens(stored, wanted)
            ? ' What is older than the new limits is thrown away with the next run, and cannot be brought back.'
            : ''}
        </Text>
        {error !== null && <FailurePanel error={error} title="It was not saved" />}
        {!readOnly && (
          <Group gap="sm">
            <Button type="submit" disabled={!changed || wanted === null} loading={busy}>
              Save
            </Button>
            {changed && (
              <Button variant="default" onClick={() => setForm(stored)} disabled={busy}>
                Discard
              </Button>
            )}
          </Group>
        )}
      </Stack>
    </form>
  );
}
