import { Button, Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type FormEvent } from 'react';
import type { PbxNodeDetail } from '../../../shared/contract/index.ts';
import { Dialog } from '../../components/dialog.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { isolated } from '../../components/isolated.ts';
import { ActionButton } from '../../components/run-action.tsx';
import { engine } from '../../state/ports.ts';
import { pairProblems, type Pair } from './same-person-words.ts';

/** A button that asks whose two numbers are (D12, A15). */
export function SamePersonButton({
  node,
  pair,
  label,
  name,
  locked,
  compact = false,
  onAnswered,
}: {
  node: PbxNodeDetail;
  /** What the dialog begins with. */
  pair: Pair;
  label: string;
  /** What it is called for whoever does not see the row that it stands in. */
  name?: string;
  /** Why nothing can be answered; null when it can. */
  locked: string | null;
  compact?: boolean;
  onAnswered?: () => void;
}) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <ActionButton
        variant="default"
        {...(compact ? { size: 'compact-xs' } : {})}
        reason={locked}
        onClick={() => setOpen(true)}
        aria-label={name}
      >
        {label}
      </ActionButton>
      {open && (
        <SamePersonDialog
          node={node}
          pair={pair}
          onClose={() => setOpen(false)}
          onAnswered={() => {
            setOpen(false);
            onAnswered?.();
          }}
        />
      )}
    </>
  );
}

/** Asks whether two numbers are one person's, and stores the answer with the node. */
function SamePersonDialog({
  node,
  pair,
  onClose,
  onAnswered,
}: {
  node: PbxNodeDetail;
  pair: Pair;
  onClose: () => void;
  onAnswered: () => void;
}) {
  const [typed, setTyped] = useState(pair);
  const [kind, setKind] = useState<'same' | 'separate'>('same');
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const trimmed = { number: typed.number.trim(), other: typed.other.trim() };
  const found = pairProblems(trimmed);
  // Of a person of their own, the other number is not asked for.
  const problems = kind === 'same' ? found : { ...found, other: undefined };
  const ready = problems.number === undefined && problems.other === undefined;

  async function answer(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    if (!ready) return;
    setBusy(true);
    setError(null);
    const { number, other } = trimmed;
    try {
      await engine.pbxNodes.answer({
        sourceId: node.sourceId,
        answers: [{ number, answer: kind === 'same' ? { kind, with: other } : { kind } }],
      });
      notifications.show({
        title: 'The answer is kept',
        message: `The next synchronization of ${isolated(node.name)} uses it. Nothing was changed yet.`,
        color: 'green',
      });
      onAnswered();
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  }

  return (
    <Dialog busy={busy} onClose={onClose} title="Two numbers, one person?" size="lg">
      <form onSubmit={(event) => void answer(event)} noValidate>
        <Stack gap="sm">
          <Text size="sm">
            For names that nearly match, or are the same, where Rollcall cannot tell whether they are one
            person’s. The answer is kept with the node, and can be taken back.
          </Text>
          <Group grow align="flex-start">
            <TextInput
              label="Number"
              value={typed.number}
              onChange={({ currentTarget: { value } }) => setTyped((all) => ({ ...all, number: value }))}
              error={asked && problems.number}
              maxLength={32}
              data-autofocus={pair.number === '' || undefined}
            />
            <TextInput
              label="The other number"
              value={typed.other}
              onChange={({ currentTarget: { value } }) => setTyped((all) => ({ ...all, other: value }))}
              error={asked && problems.other}
              disabled={kind === 'separate'}
              maxLength={32}
              data-autofocus={(pair.number !== '' && pair.other === '') || undefined}
            />
          </Group>
          <Radio.Group
            label="They belong to"
            value={kind}
            onChange={(value) => setKind(value === 'same' ? 'same' : 'separate')}
          >
            <Stack gap={6} mt={6}>
              <Radio
                value="same"
                label="One person"
                description="From the next synchronization on, the first number is one of the person who has the other, under that one’s names. In a group, the group’s pilot keeps its names. Where that leaves an account without a number, it is deleted then, with its dynamic statuses and its password. It stays, without phones, as long as one of its statuses points at a number itself, or a person added a number to it."
              />
              <Radio
                value="separate"
                label="Two people"
                description="The first number is a person of its own, and is not named for its names again."
              />
            </Stack>
          </Radio.Group>
          {error !== null && <FailurePanel title="The answer was not kept" error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} disabled={busy}>
              Cancel
            </Button>
            <Button
              type="submit"
              loading={busy}
              data-autofocus={(pair.number !== '' && pair.other !== '') || undefined}
            >
              {kind === 'same' ? 'Same person' : 'Separate person'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
