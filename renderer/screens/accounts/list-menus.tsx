import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { tellFailed, tellSaved } from '../../components/use-save-text.ts';
import { shell } from '../../state/ports.ts';

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
