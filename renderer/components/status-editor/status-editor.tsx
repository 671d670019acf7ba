import { Button, Group, Stack, Text } from '@mantine/core';
import { useEffect, useRef, type FormEvent } from 'react';
import type { ReferenceSlot, StatusSettings } from '../../../shared/domain/status.ts';
import { SLOT_NAMES } from '../../../shared/domain/status-rules.ts';
import { FailurePanel } from '../failure-panel.tsx';
import { Notice } from '../notice.tsx';
import { problemAt, type EditorPhones } from './options.ts';
import classes from './status-editor.module.css';
import { StatusValues } from './status-values.tsx';
import { TargetSelect, TargetsSelect } from './target-select.tsx';
import { useStatusDraft } from './use-status-draft.ts';

/** The places with one target each, in the order of the form. */
const DIVERSIONS = ['whenBusy', 'whenNoAnswer'] as const;

/**
 * Where calls of a dynamic status come from and go to (domain.md 5.2). What is changed and not saved is kept under
 * `address`; it goes when it is saved or given up. Knows nothing of who edits.
 */
export function StatusEditor({
  address,
  settings,
  phones,
  readOnly = null,
  busy = false,
  error = null,
  focus = null,
  onSave,
  onCancel,
  onAddNumber,
}: {
  address: string;
  settings: StatusSettings;
  phones: EditorPhones;
  /** Why it can only be read, as a sentence; null when it can be changed. */
  readOnly?: string | null;
  busy?: boolean;
  /** Why it was not saved. */
  error?: unknown;
  /** The place that somebody was led to: it has the focus. */
  focus?: ReferenceSlot | null;
  /** Saves what was changed. False: it was not saved, so it stays as it was typed. */
  onSave: (changes: Partial<StatusSettings>) => Promise<boolean>;
  onCancel?: () => void;
  /** Adds a number that is not there yet, and calls back with it. */
  onAddNumber?: (choose: (number: string) => void) => void;
}) {
  const draft = useStatusDraft(address, settings);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (focus === null) return;
    form.current?.querySelector<HTMLElement>(`[data-path="${focus}"]`)?.focus();
  }, [focus, address]);

  if (readOnly !== null) {
    return (
      <Stack gap="sm">
        <Notice tone="info">{readOnly}</Notice>
        <StatusValues settings={settings} phones={phones} />
      </Stack>
    );
  }

  const { values, set } = draft;
  const at = (slot: ReferenceSlot) => {
    const problem = problemAt(slot, values, phones);
    return {
      slot,
      phones,
      label: SLOT_NAMES[slot],
      problem: problem === null ? null : `${problem} Choose something else.`,
      disabled: busy,
      onAdd: onAddNumber,
      'data-path': slot,
    };
  };

  /** Nothing is left to be done or given up: both buttons go to sleep, and the keyboard goes on in the form. */
  function settle() {
    draft.drop();
    form.current?.focus();
  }

  async function save(event: FormEvent) {
    event.preventDefault();
    if (!draft.dirty || busy) return;
    if (await onSave(draft.changes)) settle();
  }

  return (
    <form ref={form} tabIndex={-1} className={classes.form} onSubmit={(event) => void save(event)}>
      <Stack gap="sm">
        {error !== null && <FailurePanel title="The status was not changed" error={error} />}
        {draft.outrun && (
          <Notice
            tone="warn"
            title="This status was changed meanwhile"
            action={
              <Button variant="default" size="compact-xs" onClick={draft.drop}>
                Take what it is now
              </Button>
            }
          >
            What you chose here is kept until you are done with it.
          </Notice>
        )}
        <TargetSelect
          {...at('makeCallFrom')}
          kept={[settings.makeCallFrom]}
          value={values.makeCallFrom}
          onChange={(makeCallFrom) => set({ makeCallFrom })}
        />
        <TargetsSelect
          {...at('sendCallsTo')}
          kept={settings.sendCallsTo}
          value={values.sendCallsTo}
          onChange={(sendCallsTo) => set({ sendCallsTo })}
        />
        {DIVERSIONS.map((slot) => (
          <TargetSelect
            key={slot}
            {...at(slot)}
            kept={[settings[slot]]}
            value={values[slot]}
            onChange={(target) => set({ [slot]: target })}
          />
        ))}
        <Group justify="flex-end" gap="sm">
          <Text size="sm" c="dimmed" role="status" flex={1}>
            {draft.dirty ? 'Not saved yet' : ''}
          </Text>
          <Button
            variant="default"
            disabled={!draft.dirty || busy}
            onClick={() => {
              settle();
              onCancel?.();
            }}
          >
            Cancel
          </Button>
          <Button type="submit" disabled={!draft.dirty} loading={busy}>
            Done
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
