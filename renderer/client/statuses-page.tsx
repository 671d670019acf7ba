import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Me } from '../../shared/contract/index.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { isolated } from '../components/isolated.ts';
import { Screen } from '../components/screen.tsx';
import { isAt, mine } from './addresses.ts';
import classes from './client.module.css';
import { MyStatus } from './my-status.tsx';
import { NameDialog } from './name-dialog.tsx';
import { StatusList } from './status-list.tsx';
import { firstStatus } from './words.ts';

/** The user's statuses at the left, the one that is looked at beside them (domain.md 5.4). */
export function StatusesPage({ me, name }: { me: Me; name: string | null }) {
  const [location] = useLocation();
  const [adding, setAdding] = useState(false);
  // What was looked at first stays, also when it needs nobody any more.
  const [first] = useState(() => firstStatus(me));
  const selected = name ?? first;
  const status = me.statuses.find((each) =>
    name === null ? each.name === first : isAt(location, mine.status(each.name)),
  );
  return (
    <Screen
      title="Statuses"
      actions={me.mayAddStatuses && <Button onClick={() => setAdding(true)}>New status…</Button>}
    >
      <div className={classes.columns}>
        <nav aria-label="Statuses" className={classes.side}>
          <StatusList me={me} selected={status?.name ?? null} />
          {!me.mayAddStatuses && (
            <Text size="xs" c="dimmed" p="xs">
              Your administrator does not let users add statuses.
            </Text>
          )}
        </nav>
        <section
          className={classes.panel}
          aria-label={status === undefined ? 'Status' : isolated(status.name)}
        >
          {status === undefined ? (
            <EmptyState
              title={selected === null ? 'You have no status' : `There is no status “${isolated(selected)}”`}
            >
              {selected === null
                ? 'Your administrator defines the statuses that everybody has.'
                : 'It may have been renamed or deleted. Choose one from the list.'}
            </EmptyState>
          ) : (
            <MyStatus key={status.name} me={me} status={status} />
          )}
        </section>
      </div>
      {adding && <NameDialog onClose={() => setAdding(false)} />}
    </Screen>
  );
}
