import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconChevronDown, IconColumns3 } from '@tabler/icons-react';
import { tellFailed, tellSaved } from '../../components/use-save-text.ts';
import { shell } from '../../state/ports.ts';
import type { AccountColumn } from './columns.tsx';

/** Which columns are shown; remembered. */
export function ColumnMenu({
  columns,
  hidden,
  toggle,
}: {
  columns: AccountColumn[];
  hidden: string[];
  toggle: (id: string) => void;
}) {
  return (
    <Menu closeOnItemClick={false} position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label="Columns of the account list" title="Columns">
          <IconColumns3 size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {columns.map(({ id, header, fixed = false }) => (
          <Menu.CheckboxItem
            key={id}
            disabled={fixed}
            checked={fixed || !hidden.includes(id)}
            onChange={() => toggle(id)}
          >
            {header}
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

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
