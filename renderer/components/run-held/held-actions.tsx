import { Button, Group, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { EnterpriseView, HeldRow } from '../../../shared/contract/index.ts';
import { engine } from '../../state/ports.ts';
import { FailurePanel } from '../failure-panel.tsx';
import { counted, whole } from '../numbers.ts';
import { ActionButton } from '../run-action.tsx';
import { useSynchronize } from '../use-synchronize.ts';
import { ApproveDialog } from './approve-dialog.tsx';
import classes from './held.module.css';
import { ANSWERS } from './held-words.ts';
import { rowsFor, type Approval } from './identity.ts';
import { allHeld, MOST_CHOSEN, type HeldFilter, type HeldScope } from './use-held.ts';

/** What can be answered of the rows that are chosen (E8), and what each answer means. */
export function HeldActions({
  enterprise,
  scope,
  filter,
  chosen,
  matching,
  asks,
  choose,
  clear,
}: {
  enterprise: EnterpriseView;
  scope: HeldScope;
  filter: HeldFilter;
  chosen: readonly HeldRow[];
  /** Rows that the filter lets through, shown or not. */
  matching: number;
  /** Whether some of the rows ask for the person (D8). */
  asks: boolean;
  choose: (rows: readonly HeldRow[]) => void;
  clear: () => void;
}) {
  const [approving, setApproving] = useState<Approval | null>(null);
  const [busy, setBusy] = useState<'all' | 'reject' | 'keep' | null>(null);
  const [error, setError] = useState<unknown>(null);
  const { running } = useSynchronize(enterprise);
  const sources = new Set(chosen.map(({ sourceId }) => sourceId));
  const reasons = reasonsOf(
    chosen,
    running.some(({ job, task }) => job.kind === 'approval' && sources.has(task.sourceId)),
  );

  async function act(what: 'all' | 'reject' | 'keep', doIt: () => Promise<void>) {
    setBusy(what);
    setError(null);
    try {
      await doIt();
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(null);
    }
  }
  const chooseAll = () =>
    act('all', async () => choose(await allHeld(scope, filter, new AbortController().signal)));
  const answer = (what: 'reject' | 'keep') =>
    act(what, async () => {
      const { rows } = await engine.held[what]({
        rows: chosen.map(({ heldId, runId }) => ({ heldId, runId })),
      });
      clear();
      tellAnswered(what, rows);
    });

  return (
    <Stack gap="xs">
      <Group gap="sm">
        <ActionButton reason={reasons.approve} onClick={() => setApproving('approve')}>
          Approve…
        </ActionButton>
        {asks && (
          <>
            <ActionButton reason={reasons.identity} onClick={() => setApproving('same')}>
              Same person…
            </ActionButton>
            <ActionButton reason={reasons.identity} onClick={() => setApproving('new')}>
              New person…
            </ActionButton>
          </>
        )}
        <ActionButton
          variant="default"
          reason={reasons.reject}
          loading={busy === 'reject'}
          onClick={() => void answer('reject')}
        >
          Reject
        </ActionButton>
        <ActionButton
          variant="default"
          reason={reasons.keep}
          loading={busy === 'keep'}
          onClick={() => void answer('keep')}
        >
          {chosen.length > 1 ? 'Keep these accounts' : 'Keep this account'}
        </ActionButton>
        <Text size="sm" role="status">
          {chosen.length === 0 ? 'Nothing chosen' : `${whole(chosen.length)} of ${whole(matching)} chosen`}
        </Text>
        {chosen.length < matching && (
          <Button
            variant="subtle"
            size="compact-xs"
            loading={busy === 'all'}
            onClick={() => void chooseAll()}
          >
            Choose all {whole(matching)}
          </Button>
        )}
        {chosen.length > 0 && (
          <Button variant="subtle" size="compact-xs" onClick={clear}>
            Choose none
          </Button>
        )}
      </Group>
      <dl className={classes.answers} aria-label="What the answers mean">
        {ANSWERS.map(({ name, meaning }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      {error !== null && <FailurePanel title="The rows were not answered" error={error} />}
      {approving !== null && (
        <ApproveDialog
          enterprise={enterprise.id}
          answer={approving}
          rows={chosen}
          onClose={() => setApproving(null)}
          onStarted={clear}
        />
      )}
    </Stack>
  );
}

const ONLY_PEOPLE = 'Say who it is: Same person, or New person.';
const NO_PEOPLE = 'Only for rows that ask whether it is the same person.';

/** Why an answer cannot be given; null when it can. */
function reasonsOf(chosen: readonly HeldRow[], approving: boolean) {
  const never =
    chosen.length === 0
      ? 'Choose rows first.'
      : chosen.length > MOST_CHOSEN
        ? `Choose at most ${whole(MOST_CHOSEN)} rows at once.`
        : approving
          ? 'Rows of this source are being approved.'
          : null;
  const blocked = chosen.find((row) => row.blocked !== null)?.blocked ?? null;
  const allBlocked = chosen.every((row) => row.blocked !== null);
  return {
    approve:
      never ?? (allBlocked ? blocked : rowsFor('approve', chosen).possible.length > 0 ? null : ONLY_PEOPLE),
    identity:
      never ?? (allBlocked ? blocked : rowsFor('same', chosen).possible.length > 0 ? null : NO_PEOPLE),
    // What an older Rollcall held does not say what would be turned down.
    reject: never ?? (allBlocked ? blocked : null),
    keep:
      never ??
      (chosen.every(({ kind }) => kind === 'delete') ? null : 'Only deletions: choose no other rows.'),
  };
}

function tellAnswered(what: 'reject' | 'keep', rows: number): void {
  notifications.show({
    title:
      what === 'reject'
        ? `${counted(rows, 'row')} rejected`
        : `${counted(rows, 'account')} ${rows === 1 ? 'stays' : 'stay'}`,
    message: 'It is not asked again. Under Held rows, Answers, Rollcall can be told to ask again.',
    color: 'green',
  });
}
