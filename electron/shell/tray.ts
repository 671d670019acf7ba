import { Menu, Tray } from 'electron';
import { trayIcon } from './icon.ts';

/** What a person can do from the tray. */
export interface TrayActions {
  open(): void;
  syncNow(): void;
  quit(): void;
}

/**
 * Rollcall's place in the tray: how the last run ended, and the way back to the window. On a desktop without a tray it
 * is simply not there.
 */
export class AppTray {
  readonly #actions: TrayActions;
  #tray: Tray | null = null;
  #line = '';

  constructor(actions: TrayActions) {
    this.#actions = actions;
  }

  get shown(): boolean {
    return this.#tray !== null;
  }

  show(): void {
    if (this.#tray !== null) return;
    try {
      this.#tray = new Tray(trayIcon());
    } catch {
      return;
    }
    this.#tray.on('click', () => this.#actions.open());
    this.#draw();
  }

  hide(): void {
    this.#tray?.destroy();
    this.#tray = null;
  }

  /** The line about the last run. */
  setLine(line: string): void {
    this.#line = line;
    this.#draw();
  }

  #draw(): void {
    if (this.#tray === null) return;
    this.#tray.setToolTip(this.#line === '' ? 'Rollcall' : `Rollcall\n${this.#line}`);
    // Linux desktops show a changed menu only when it is set again.
    this.#tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: 'Open Rollcall', click: () => this.#actions.open() },
        { label: 'Sync Now', click: () => this.#actions.syncNow() },
        { type: 'separator' },
        { label: this.#line || 'Rollcall', enabled: false },
        { type: 'separator' },
        { label: 'Quit', click: () => this.#actions.quit() },
      ]),
    );
  }
}
