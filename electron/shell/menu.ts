import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { ShellCommand } from '../../shared/contract/shell.ts';

/** What the menu can do besides what Electron does by itself. */
export interface MenuActions {
  /** Tells the page of the window in front what to do. */
  command(command: ShellCommand): void;
  newWindow(): void;
  /** Asks for results files and opens them. */
  openResults(): void;
}

/**
 * The application menu. Its accelerators are the only ones that work everywhere in a window; the page binds none of
 * these keys itself.
 */
export function installMenu(actions: MenuActions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(template(actions)));
}

function template(actions: MenuActions): MenuItemConstructorOptions[] {
  const isMac = process.platform === 'darwin';
  const entry = (label: string, command: ShellCommand, accelerator?: string): MenuItemConstructorOptions => ({
    id: command,
    label,
    click: () => actions.command(command),
    ...(accelerator ? { accelerator } : {}),
  });
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const settings = entry('Settings…', 'settings', 'CmdOrCtrl+,');
  const about = entry('About Rollcall', 'about');
  return [
    ...(isMac
      ? [{ role: 'appMenu' as const, submenu: [about, separator, settings, separator, ...macApplication()] }]
      : []),
    {
      label: '&File',
      submenu: [
        { label: 'New Window', accelerator: 'CmdOrCtrl+Shift+N', click: () => actions.newWindow() },
        separator,
        entry('New Enterprise…', 'new-enterprise'),
        entry('Add…', 'add', 'CmdOrCtrl+N'),
        separator,
        {
          id: 'open-results',
          label: 'Open Results…',
          accelerator: 'CmdOrCtrl+O',
          click: () => actions.openResults(),
        },
        entry('Export Results…', 'export-results'),
        separator,
        ...(isMac ? [] : [settings, separator]),
        { role: 'close', label: 'Close Window' },
        ...(isMac ? [] : [{ role: 'quit' as const, label: 'Quit', accelerator: 'CmdOrCtrl+Q' }]),
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        entry('Overview', 'go-overview', 'CmdOrCtrl+1'),
        entry('Synchronization', 'go-synchronization', 'CmdOrCtrl+2'),
        entry('PBX Nodes', 'go-pbx-nodes', 'CmdOrCtrl+3'),
        entry('Accounts', 'go-accounts', 'CmdOrCtrl+4'),
        entry('Numbers', 'go-numbers', 'CmdOrCtrl+5'),
        entry('Statuses', 'go-statuses', 'CmdOrCtrl+6'),
        entry('Features', 'go-features', 'CmdOrCtrl+7'),
        entry('Runs', 'go-runs', 'CmdOrCtrl+8'),
        separator,
        entry('Search or Command…', 'search', 'CmdOrCtrl+K'),
        entry('Find', 'find', 'CmdOrCtrl+F'),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
        ...(app.isPackaged
          ? []
          : [separator, { role: 'reload' as const }, { role: 'toggleDevTools' as const }]),
      ],
    },
    {
      label: '&Synchronize',
      submenu: [entry('Sync Now', 'sync-now', 'CmdOrCtrl+Shift+S'), entry('Preview', 'preview')],
    },
    ...(isMac ? [{ role: 'windowMenu' as const }] : []),
    {
      role: 'help',
      label: '&Help',
      submenu: [
        entry('Documentation and Keyboard Shortcuts', 'help', 'F1'),
        ...(isMac ? [] : [separator, about]),
      ],
    },
  ];
}

function macApplication(): MenuItemConstructorOptions[] {
  return [
    { role: 'services' },
    { type: 'separator' },
    { role: 'hide' },
    { role: 'hideOthers' },
    { role: 'unhide' },
    { type: 'separator' },
    { role: 'quit' },
  ];
}
