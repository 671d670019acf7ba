import { ActionIcon, Menu } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';

/** Which columns are shown; remembered. */
export function ColumnMenu({
  label,
  columns,
  hidden,
  toggle,
}: {
  /** Whose columns: "the *account list*". */
  label: string;
  columns: readonly { id: string; header: string; fixed?: boolean | undefined }[];
  hidden: readonly string[];
  toggle: (id: string) => void;
}) {
  return (
    <Menu closeOnItemClick={false} position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={`Columns of the ${label}`} title="Columns">
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
