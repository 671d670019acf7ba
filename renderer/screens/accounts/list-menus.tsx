import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { tellFailed, tellSaved } from '../../components/use-save-text.ts';
import { shell } from '../../state/ports.ts';
import { CodesForMany } from './sign-in/codes-for-many.tsx';

/** Writes all accounts of the Enterprise to a file; the filter does not matter. */
export function ExportMenu({ enterprise, disabled }: { enterprise: string; disabled: boolean }) {
  const save = (format: 'csv' | 'ldif') => {
    shell.files.exportAccounts({ enterprise, format }).then(tellSaved, tellFailed);
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          rightSection={<IconChevronDown size={14} aria-hidden />}
          disabled={disabled}
        >
          Export all
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => save('csv')}>All accounts as CSV…</Menu.Item>
        <Menu.Item onClick={() => save('ldif')}>All accounts as LDIF…</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** What is done for many accounts at once. */
export function ManyMenu({ enterprise, disabled }: { enterprise: string; disabled: boolean }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="default"
            rightSection={<IconChevronDown size={14} aria-hidden />}
            disabled={disabled}
          >
            Sign-in
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setAsking(true)}>One-time codes for many…</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asking && <CodesForMany enterprise={enterprise} onClose={() => setAsking(false)} />}
    </>
  );
}
