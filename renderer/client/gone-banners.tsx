import { Anchor, Box, Button, Group, Stack } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { Me, MyNumber } from '../../shared/contract/index.ts';
import { FailurePanel } from '../components/failure-panel.tsx';
import { isolated } from '../components/isolated.ts';
import { Notice } from '../components/notice.tsx';
import { counted } from '../components/numbers.ts';
import { listed } from '../components/run-words.ts';
import { firstOffer, goneSentence, repointGroups } from '../components/status-editor/options.ts';
import { TargetSelect } from '../components/status-editor/target-select.tsx';
import { engine } from '../state/ports.ts';
import { mine } from './addresses.ts';
import { tellDeleted } from './tell-deleted.ts';
import { tellDone } from './tell-done.tsx';
import { undo, useChange } from './use-me.ts';
import { administratorMustAct, phonesOf, stillUsing, undoWords } from './words.ts';

/** A banner for every number that is gone: what still uses it, the way out, and at last its end (R6, domain.md 5.4). */
export function GoneBanners({ me }: { me: Me }) {
  const gone = me.numbers.filter(({ state }) => state !== 'present');
  if (gone.length === 0) return null;
  return (
    <Box component="section" aria-label="Numbers that are gone" px="md" pt="md" maw={1400} mx="auto">
      <Stack gap="xs">
        {gone.map((number) => (
          <GoneBanner key={number.number} me={me} number={number} />
        ))}
      </Stack>
    </Box>
  );
}

function GoneBanner({ me, number: of }: { me: Me; number: MyNumber }) {
  const { number, state, usedBy, canDelete } = of;
  const { busy, error, change } = useChange();
  const [freed, setFreed] = useState(false);
  const remove = useRef<HTMLButtonElement>(null);
  // Whoever re-pointed goes on with the next step.
  useEffect(() => {
    if (freed && canDelete) remove.current?.focus();
  }, [freed, canDelete]);
  const free = usedBy.filter(({ locked }) => !locked);
  const mustAct = administratorMustAct(usedBy);

  return (
    <Notice
      tone={usedBy.length > 0 ? 'warn' : 'info'}
      title={goneSentence(number, state)}
      action={
        canDelete ? (
          <>
            {freed && me.undo !== null && <UndoRepoint last={me.undo} />}
            <Button
              ref={remove}
              variant="default"
              loading={busy}
              onClick={() =>
                void change(() => engine.me.deleteNumber({ number })).then((after) =>
                  tellDeleted(number, after),
                )
              }
            >
              Delete {isolated(number)}
            </Button>
          </>
        ) : undefined
      }
    >
      <span role="status">
        {freed && usedBy.length === 0 ? `Nothing uses ${isolated(number)} any more.` : stillUsing(of)}
      </span>{' '}
      {usedBy.length > 0 && (
        <>
          Used by{' '}
          {usedBy.map(({ status, slots }, index) => (
            <span key={status}>
              {index > 0 && ', '}
              <Anchor component={Link} href={mine.status(status, slots[0])} inherit underline="always">
                {isolated(status)}
              </Anchor>
            </span>
          ))}
          .{' '}
        </>
      )}
      {mustAct}
      {free.length > 0 && (
        <Repoint me={me} number={number} count={free.length} onDone={() => setFreed(true)} />
      )}
      {error !== null && <FailurePanel title="The number was not deleted" error={error} />}
    </Notice>
  );
}

/** The way back, right where the re-pointing was done. */
function UndoRepoint({ last }: { last: NonNullable<Me['undo']> }) {
  const { label, what } = undoWords(last.sentence);
  return (
    <Button variant="default" aria-description={what} onClick={() => void undo(last)}>
      {label}
    </Button>
  );
}

/** Points every status that the user may change at something else, at once. */
function Repoint({
  me,
  number,
  count,
  onDone,
}: {
  me: Me;
  number: string;
  count: number;
  onDone: () => void;
}) {
  const phones = phonesOf(me);
  const groups = repointGroups(phones, number);
  const [chosen, setChosen] = useState<string | null>(null);
  const { busy, error, change } = useChange();
  const to = chosen ?? firstOffer(groups);

  async function repoint() {
    if (to === null) return;
    const after = await change(async () => {
      const { me: next, statuses, left } = await engine.me.repoint({ from: number, to });
      tellDone(
        'Re-pointed',
        `${listed(statuses.map(isolated))}.${left.length === 0 ? '' : ` ${listed(left.map(isolated))} stayed as before.`}`,
        next,
      );
      return next;
    });
    if (after !== null) onDone();
  }

  if (groups.every(({ items }) => items.every(({ disabled }) => disabled))) {
    return <p>You have no other number. Ask your administrator, or add a number of your own.</p>;
  }
  return (
    <Stack gap="xs" mt="xs" role="group" aria-label={`Re-point what uses ${isolated(number)}`}>
      {error !== null && <FailurePanel title="Nothing was re-pointed" error={error} />}
      <Group gap="xs" align="flex-end">
        <TargetSelect
          label="Re-point all to"
          slot="makeCallFrom"
          phones={phones}
          kept={[]}
          groups={groups}
          value={to}
          onChange={setChosen}
          disabled={busy}
        />
        <Button size="sm" loading={busy} disabled={to === null} onClick={() => void repoint()}>
          Re-point {counted(count, 'status', 'statuses')}
        </Button>
      </Group>
    </Stack>
  );
}
