import { Anchor, Button, Table, Text } from '@mantine/core';
import { useId, useState } from 'react';
import { Link } from 'wouter';
import type { Me, MyNumber } from '../../shared/contract/index.ts';
import { SLOT_NAMES } from '../../shared/domain/status-rules.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { FailurePanel } from '../components/failure-panel.tsx';
import { isolated } from '../components/isolated.ts';
import { Marked } from '../components/marked.tsx';
import { NUMBER_KINDS } from '../components/number-words.ts';
import { Screen } from '../components/screen.tsx';
import { Value } from '../components/value.tsx';
import { When } from '../components/when.tsx';
import { engine } from '../state/ports.ts';
import { mine } from './addresses.ts';
import classes from './client.module.css';
import { tellDeleted } from './tell-deleted.ts';
import { NumberDialog } from './number-dialog.tsx';
import { useChange } from './use-me.ts';
import { MY_ORIGINS, MY_STATES } from './words.ts';

/** The user's numbers: what became of each, what uses it, and its end as soon as nothing does (R6, D4). */
export function NumbersPage({ me }: { me: Me }) {
  const [adding, setAdding] = useState(false);
  const { busy, error, change } = useChange();
  const remove = (number: string) =>
    void change(() => engine.me.deleteNumber({ number })).then((after) => tellDeleted(number, after));
  return (
    <Screen title="Numbers" actions={<Button onClick={() => setAdding(true)}>Add a number…</Button>}>
      {error !== null && <FailurePanel title="The number was not deleted" error={error} />}
      {me.numbers.length === 0 ? (
        <EmptyState title="You have no phone number yet">
          Numbers come from the phone system. You can add one of your own, such as that of a mobile.
        </EmptyState>
      ) : (
        <div className={classes.panel}>
          <Table aria-label="Numbers" verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">Number</Table.Th>
                <Table.Th scope="col">State</Table.Th>
                <Table.Th scope="col">Used by</Table.Th>
                <Table.Th scope="col">Delete</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {me.numbers.map((number) => (
                <NumberRow
                  key={number.number}
                  number={number}
                  busy={busy}
                  onDelete={() => remove(number.number)}
                />
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {adding && <NumberDialog onClose={() => setAdding(false)} />}
    </Screen>
  );
}

function NumberRow({
  number: of,
  busy,
  onDelete,
}: {
  number: MyNumber;
  busy: boolean;
  onDelete: () => void;
}) {
  const { number, kind, origin, state, since, usedBy, canDelete, whyNot } = of;
  const why = useId();
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400} className="wrap-anywhere">
        {state === 'present' ? (
          <strong>
            <Value>{number}</Value>
          </strong>
        ) : (
          <s>
            <Value>{number}</Value>
          </s>
        )}
        <Text size="xs" c="dimmed">
          {NUMBER_KINDS[kind]}, {MY_ORIGINS[origin]}
        </Text>
      </Table.Th>
      <Table.Td>
        <Marked color={state === 'present' ? 'good' : 'bad'}>{MY_STATES[state]}</Marked>
        {state !== 'present' && since !== null && (
          <Text size="xs" c="dimmed" component="div">
            found <When at={since} inline />
          </Text>
        )}
      </Table.Td>
      <Table.Td className="wrap-anywhere">
        {usedBy.length === 0 ? (
          <Text size="sm" c="dimmed">
            No status
          </Text>
        ) : (
          <ul className={classes.uses} aria-label={`Statuses that use ${isolated(number)}`}>
            {usedBy.flatMap(({ status, slots, locked }) =>
              slots.map((slot) => (
                <li key={`${status} ${slot}`}>
                  <Anchor component={Link} href={mine.status(status, slot)} size="sm" underline="always">
                    {isolated(status)}: {SLOT_NAMES[slot]}
                  </Anchor>
                  {locked && (
                    <Text size="xs" c="dimmed">
                      Defined by your administrator
                    </Text>
                  )}
                </li>
              )),
            )}
          </ul>
        )}
      </Table.Td>
      <Table.Td className={classes.end}>
        <Button
          variant="default"
          size="compact-sm"
          disabled={!canDelete || busy}
          aria-label={`Delete ${isolated(number)}`}
          aria-describedby={canDelete ? undefined : why}
          onClick={onDelete}
        >
          Delete
        </Button>
        {!canDelete && (
          <Text size="xs" c="dimmed" id={why} mt={4} className="wrap-anywhere">
            {whyNot}
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
