import { ActionIcon, Menu } from '@mantine/core';
import { IconMenu2 } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { Me } from '../../shared/contract/index.ts';
import { mine } from './addresses.ts';

/** The rest of what a user can do. */
export function MeMenu({
  me,
  onAbout,
  onPassword,
  onSignOut,
}: {
  me: Me | null;
  onAbout: () => void;
  onPassword: () => void;
  onSignOut: () => void;
}) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label="Menu" title="Menu" size="lg">
          <IconMenu2 size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown maw={320}>
        <Menu.Item component={Link} href={mine.history}>
          History
        </Menu.Item>
        {me !== null && me.signIn !== 'directory' && (
          <Menu.Item onClick={onPassword}>
            {me.signIn === 'code' ? 'Set a password…' : 'Change password…'}
          </Menu.Item>
        )}
        <Menu.Item onClick={onAbout}>About Rollcall</Menu.Item>
        <Menu.Divider role="separator" />
        <Menu.Item onClick={onSignOut}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
