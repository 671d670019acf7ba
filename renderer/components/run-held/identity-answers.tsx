import { Group } from '@mantine/core';
import type { HeldRow } from '../../../shared/contract/index.ts';
import { isolated } from '../isolated.ts';
import { ActionButton } from '../run-action.tsx';
import { IDENTITY_ANSWERS, type Approval } from './identity.ts';
import classes from './held.module.css';

/** What the answers to "same person, or a new one?" do. */
export function IdentityMeaning() {
  return (
    <dl className={classes.answers} aria-label="What Same person and New person mean">
      {IDENTITY_ANSWERS.map(({ name, meaning }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The two answers of one row. */
export function IdentityButtons({
  row,
  busy,
  onAnswer,
}: {
  row: HeldRow;
  /** Whether rows of its source are being approved. */
  busy: boolean;
  onAnswer: (answer: Approval) => void;
}) {
  const reason = row.blocked ?? (busy ? 'Rows of this source are being approved.' : null);
  return (
    <Group gap={6} wrap="nowrap">
      <ActionButton
        size="compact-xs"
        variant="default"
        reason={reason}
        aria-label={`Same person: ${isolated(row.login)}`}
        onClick={() => onAnswer('same')}
      >
        Same person…
      </ActionButton>
      <ActionButton
        size="compact-xs"
        variant="default"
        reason={reason}
        aria-label={`New person: ${isolated(row.login)}`}
        onClick={() => onAnswer('new')}
      >
        New person…
      </ActionButton>
    </Group>
  );
}
