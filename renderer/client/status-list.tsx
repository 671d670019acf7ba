import { Text } from '@mantine/core';
import { IconAlertTriangle, IconLock } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { Me } from '../../shared/contract/index.ts';
import { Dot } from '../components/outcome.tsx';
import { Value } from '../components/value.tsx';
import { useDrafts } from '../state/drafts.ts';
import { mine } from './addresses.ts';
import classes from './client.module.css';
import { StatusMenu } from './status-menu.tsx';
import { statusMark } from './words.ts';

/** The user's statuses: which is active, which are an administrator's, and which use a number that is gone. */
export function StatusList({ me, selected }: { me: Me; selected: string | null }) {
  const drafts = useDrafts((state) => state.drafts);
  return (
    <ul className={classes.list}>
      {me.statuses.map((status) => {
        const { name, active, locked } = status;
        const mark = statusMark(status, me);
        return (
          <li key={name} className={classes.item} data-selected={name === selected || undefined}>
            <Link
              href={mine.status(name)}
              className={classes.link}
              aria-current={name === selected ? 'page' : undefined}
            >
              <span className={classes.dot}>{active && <Dot color="good" />}</span>
              <span className={classes.name}>
                <Value>{name}</Value>
                {active && <span className="visually-hidden">, active</span>}
                {drafts[mine.status(name)] !== undefined && (
                  <Text component="span" size="xs" c="dimmed">
                    {' '}
                    (not saved)
                  </Text>
                )}
              </span>
              {mark !== null && (
                <span title={mark} className={classes.mark}>
                  <IconAlertTriangle size={15} role="img" aria-label={mark} color="var(--rollcall-bad)" />
                </span>
              )}
              {locked && (
                <span title="Defined by your administrator" className={classes.mark}>
                  <IconLock size={15} role="img" aria-label="Defined by your administrator" />
                </span>
              )}
            </Link>
            <StatusMenu status={status} />
          </li>
        );
      })}
    </ul>
  );
}
