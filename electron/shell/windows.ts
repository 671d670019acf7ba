import path from 'node:path';
import { app, BrowserWindow, dialog, nativeTheme, screen, type WebContents } from 'electron';
import { windowIcon } from './icon.ts';
import { isScreen } from './page-files.ts';
import { PAGE_ORIGIN, pageAddress } from './page-policy.ts';
import type { Settings } from './settings.ts';
import { cascaded, LEAST_SIZE, openingBounds } from './window-bounds.ts';

/** Waits so long (milliseconds) after the last movement before a window's place is saved. */
const SETTLE_MS = 500;
/** A page that crashes again within this time (milliseconds) is left alone: loading it again would not end. */
const CRASH_MS = 10_000;
/** What a window shows before its page does; the page's own backgrounds (renderer/theme). */
const BACKGROUND = { light: '#ffffff', dark: '#1a1b1e' };

/** Makes the app's windows, and remembers where the last one was and what it showed. */
export class Windows {
  readonly #settings: Settings;
  readonly #preload: string;
  readonly #open = new Set<BrowserWindow>();
  /** Windows that show something of their own, such as a results file: nothing about them is remembered. */
  readonly #apart = new WeakSet<BrowserWindow>();

  constructor(settings: Settings, appFolder: string) {
    this.#settings = settings;
    this.#preload = path.join(appFolder, 'preload.cjs');
  }

  /** One that is being closed may be gone before it says so. */
  get all(): BrowserWindow[] {
    return [...this.#open].filter((window) => !window.isDestroyed());
  }

  /** The window a person works in; the newest when none has the focus. */
  get current(): BrowserWindow | null {
    return this.all.find((window) => window.isFocused()) ?? this.all.at(-1) ?? null;
  }

  isOurs(contents: WebContents): boolean {
    return this.all.some((window) => window.webContents === contents);
  }

  windowOf(contents: WebContents): BrowserWindow | null {
    return this.all.find((window) => window.webContents === contents) ?? null;
  }

  /** Brings a window on the data folder to the front, with the page at `page` if given; opens one if there is none. */
  show(page: string | null = null): BrowserWindow {
    const own = this.all.filter((window) => !this.#apart.has(window));
    const window = own.find((each) => each.isFocused()) ?? own.at(-1);
    if (window === undefined) return this.open(page);
    if (page !== null) this.#load(window, page);
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
    return window;
  }

  /**
   * Opens a window on a path of the page; on the one shown last when it is null. With a `title`, it is a window apart:
   * it keeps that title, and where it is and what it shows is not remembered.
   */
  open(page: string | null = null, { title }: { title?: string } = {}): BrowserWindow {
    const remembered = this.#settings.window;
    const beside = this.current;
    const main = screen.getPrimaryDisplay();
    const areas = [main, ...screen.getAllDisplays().filter(({ id }) => id !== main.id)].map(
      ({ workArea }) => workArea,
    );
    const state = remembered && { ...remembered, ...(beside ? cascaded(beside.getNormalBounds()) : {}) };
    const window = new BrowserWindow({
      ...openingBounds(state, areas),
      minWidth: LEAST_SIZE.width,
      minHeight: LEAST_SIZE.height,
      title: title ?? 'Rollcall',
      show: false,
      ...(process.platform === 'linux' ? { icon: windowIcon() } : {}),
      backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
      webPreferences: {
        preload: this.#preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        webviewTag: false,
        navigateOnDragDrop: false,
        safeDialogs: true,
        spellcheck: false,
        devTools: !app.isPackaged,
      },
    });
    this.#open.add(window);
    if (remembered?.maximized && beside === null) window.maximize();
    window.once('ready-to-show', () => window.show());
    window.on('closed', () => this.#open.delete(window));
    if (title === undefined) this.#remember(window);
    else {
      this.#apart.add(window);
      window.on('page-title-updated', (event) => event.preventDefault());
    }
    reloadAfterCrash(window);
    askBeforeLeaving(window);
    this.#load(window, page ?? remembered?.path ?? '/');
    return window;
  }

  #load(window: BrowserWindow, page: string): void {
    // A page that cannot be loaded says so in the window itself.
    window.loadURL(pageAddress(page) ?? `${PAGE_ORIGIN}/`).catch(() => undefined);
  }

  #remember(window: BrowserWindow): void {
    let timer: NodeJS.Timeout | undefined;
    const save = (): void => {
      clearTimeout(timer);
      timer = undefined;
      if (window.isDestroyed()) return;
      const address = window.webContents.getURL();
      const page = address.startsWith(`${PAGE_ORIGIN}/`) ? address.slice(PAGE_ORIGIN.length) : '/';
      this.#settings.rememberWindow({
        ...window.getNormalBounds(),
        maximized: window.isMaximized(),
        // An address that is refused would be refused at the next start as well.
        path: page.length <= 512 && isScreen(address) ? page : '/',
      });
    };
    const soon = (): void => {
      clearTimeout(timer);
      timer = setTimeout(save, SETTLE_MS);
    };
    window.on('resize', soon).on('move', soon).on('maximize', soon).on('unmaximize', soon);
    window.webContents.on('did-navigate', soon).on('did-navigate-in-page', soon);
    window.on('close', save);
    window.on('closed', () => clearTimeout(timer));
  }
}

function reloadAfterCrash(window: BrowserWindow): void {
  let lastCrash = -Infinity;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    const now = performance.now();
    if (reason !== 'clean-exit' && now - lastCrash > CRASH_MS) window.webContents.reload();
    lastCrash = now;
  });
}

/** A page with unsaved changes asks to stay. Without this, Electron would keep the window open and say nothing. */
function askBeforeLeaving(window: BrowserWindow): void {
  window.webContents.on('will-prevent-unload', (event) => {
    const choice = dialog.showMessageBoxSync(window, {
      type: 'warning',
      message: 'Leave without saving?',
      detail: 'There are changes that are not saved yet.',
      buttons: ['Stay', 'Leave'],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    });
    if (choice === 1) event.preventDefault();
  });
}
