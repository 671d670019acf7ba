import { Radio, Text, VisuallyHidden } from '@mantine/core';
import { useId } from 'react';
import type { SynchronizationType } from '../../../shared/domain/enterprise.ts';
import classes from './type-cards.module.css';

/** The synchronization types (domain.md 1.2), each with what it means. */
const TYPES: { type: SynchronizationType; name: string; meaning: string }[] = [
  { type: 'none', name: 'None', meaning: 'Every account is added by hand.' },
  {
    type: 'directory',
    name: 'Active Directory/LDAP Synchronizer',
    meaning: 'Accounts come from the people in one or more directories.',
  },
  {
    type: 'pbx',
    name: 'PBX Node Synchronizer',
    meaning: 'Accounts come from the users and extensions of the phone systems.',
  },
];

/** The choice of the synchronization type. */
export function TypeCards({
  value,
  onChange,
  disabled,
  reason,
}: {
  value: SynchronizationType;
  onChange: (type: SynchronizationType) => void;
  disabled: boolean;
  /** Why it is disabled, for those who do not see the banner. */
  reason?: string;
}) {
  const id = useId();
  return (
    <Radio.Group
      value={value}
      onChange={(type) => onChange(type)}
      label="Synchronization type"
      classNames={{ label: 'visually-hidden' }}
    >
      {reason !== undefined && <VisuallyHidden id={`${id}-reason`}>{reason}</VisuallyHidden>}
      <div className={classes.cards}>
        {TYPES.map(({ type, name, meaning }) => (
          <Radio.Card
            key={type}
            value={type}
            className={classes.card}
            disabled={disabled}
            aria-labelledby={`${id}-${type}`}
            aria-describedby={`${id}-${type}-meaning${reason === undefined ? '' : ` ${id}-reason`}`}
          >
            <Radio.Indicator mt={2} disabled={disabled} aria-hidden />
            <div>
              <Text size="sm" fw={600} id={`${id}-${type}`}>
                {name}
              </Text>
              <Text size="sm" c="dimmed" id={`${id}-${type}-meaning`}>
                {meaning}
              </Text>
            </div>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  );
}
