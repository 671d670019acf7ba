import { Kbd, Table } from '@mantine/core';
import { Dialog } from '../components/dialog.tsx';

const isMac = navigator.platform.startsWith('Mac');
const MOD = isMac ? '⌘' : 'Ctrl';

/** What the keys do, with the keys of each shortcut. Those of the menu are named in the menu, too. */
const SHORTCUTS: [what: string, ...keys: string[]][] = [
  ['Search or command', MOD, 'K'],
  ['Find on this screen', '/'],
  ['The same, also while typing', MOD, 'F'],
  ['Overview, Synchronization, PBX Nodes, Accounts, Numbers, Statuses, Features, Runs', MOD, '1 to 8'],
  ['Sync Now', MOD, isMac ? '⇧' : 'Shift', 'S'],
  ['Add, on a screen that has an Add button', MOD, 'N'],
  ['Copy the address of this screen', MOD, isMac ? '⇧' : 'Shift', 'C'],
  ['Open results', MOD, 'O'],
  ['New window', MOD, isMac ? '⇧' : 'Shift', 'N'],
  ['Settings', MOD, ','],
  ['This list', '?'],
  ['Account list: select another account', '↑', '↓', 'PgUp', 'PgDn', 'Home', 'End'],
  ['Account list: open the selected account', 'Enter'],
  ['Account list: close the account', 'Esc'],
];

/** The keyboard shortcuts. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog onClose={onClose} title="Keyboard shortcuts" size="lg">
      <Table aria-label="Keyboard shortcuts" verticalSpacing={5}>
        <Table.Tbody>
          {SHORTCUTS.map(([what, ...keys]) => (
            <Table.Tr key={`${what} ${keys.join(' ')}`}>
              <Table.Th scope="row" fw={400}>
                {what}
              </Table.Th>
              <Table.Td ta="right" style={{ whiteSpace: 'nowrap' }}>
                {keys.map((key) => (
                  <Kbd key={key} ml={4}>
                    {key}
                  </Kbd>
                ))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Dialog>
  );
}
