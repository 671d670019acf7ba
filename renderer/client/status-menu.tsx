import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Status } from '../../shared/contract/index.ts';
import { isolated } from '../components/isolated.ts';
import { useDrafts } from '../state/drafts.ts';
import { engine } from '../state/ports.ts';
import { isAt, mine } from './addresses.ts';
import { NameDialog } from './name-dialog.tsx';
import { tellDone } from './tell-done.tsx';
import { changeOrTell } from './use-me.ts';

/** What can be done with one status, as a whole. */
export function StatusMenu({ status }: { status: Status }) {
  const { name, active, locked, own, edited } = status;
  const [renaming, setRenaming] = useState(false);
  const [location, go] = useLocation();

  async function activate() {
    const after = await changeOrTell(() => engine.me.activate({ name }));
    if (after !== null) tellDone('Status switched', `${isolated(name)} is active now.`, after);
  }

  async function remove() {
    const after = await changeOrTell(() => engine.me.deleteStatus({ name }));
    if (after === null) return;
    useDrafts.getState().drop(mine.status(name));
    if (own) {
      if (isAt(location, mine.status(name))) go(mine.statuses);
      tellDone('Deleted', `The status ${isolated(name)}.`, after);
    } else tellDone('Back to the default', `The status ${isolated(name)}.`, after);
  }

  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={`Actions for ${isolated(name)}`} title="Actions">
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown maw={300}>
          <Menu.Item disabled={active} onClick={() => void activate()}>
            {active ? 'Active' : 'Make active'}
          </Menu.Item>
          {locked ? (
            <Menu.Label>Your administrator defined it, so only they can change it.</Menu.Label>
          ) : own ? (
            <>
              <Menu.Item onClick={() => setRenaming(true)}>Rename…</Menu.Item>
              <Menu.Item onClick={() => void remove()}>Delete</Menu.Item>
            </>
          ) : (
            <Menu.Item disabled={!edited} onClick={() => void remove()}>
              Back to the default
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {renaming && <NameDialog rename={name} onClose={() => setRenaming(false)} />}
    </>
  );
}
