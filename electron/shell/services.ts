import path from 'node:path';
import {
  app,
  clipboard,
  dialog,
  shell,
  type BrowserWindow,
  type OpenDialogOptions,
  type WebContents,
} from 'electron';
import type { Preferences, ShellEvent } from '../../shared/contract/shell.ts';
import { withEngine } from './engine-client.ts';
import type { Session } from '../engine/index.ts';
import type { EngineHost } from './engine-host.ts';
import { pageAddress } from './page-policy.ts';
import type { Settings } from './settings.ts';
import type { ResultsFiles } from './results-files.ts';
import {
  RESULTS_FILES,
  ShellEvents,
  type SaveOffer,
  type ShellServices,
  type ShellWindow,
} from './shell-router.ts';
import type { Windows } from './windows.ts';

/** The first Electron that Rollcall is shipped with; an older one runs it in tests only. */
const OLDEST_SHIPPED = 45;

/** What the shell's contract is answered with, the same for all windows. */
export function shellServices(
  host: EngineHost,
  settings: Settings,
  changePreferences: (preferences: Partial<Preferences>) => Preferences,
): ShellServices {
  return {
    about() {
      const { electron = '', chrome = '', node } = process.versions;
      const old = Number.parseInt(electron, 10) < OLDEST_SHIPPED;
      return {
        version: app.getVersion(),
        electron,
        chromium: chrome,
        node,
        platform: `${process.platform} ${process.arch}`,
        note: old
          ? `Electron ${electron} is too old for use: it is here for tests and demonstrations only.`
          : '',
      };
    },
    preferences: () => settings.preferences,
    changePreferences,
    engineState: () => host.state,
    withEngine: (session, act) => withEngine(host, session, act),
    openInBrowser: (address) => shell.openExternal(address),
    openMail: (link) => shell.openExternal(link),
    writeClipboard: async (text) => clipboard.writeText(text),
  };
}

/** The same for a window that shows a results file: it asks that file's engine, and chooses no Enterprise for others. */
export function resultsServices(
  services: ShellServices,
  host: EngineHost,
  files: ResultsFiles<WebContents>,
  contents: WebContents,
): ShellServices {
  const own = {
    connect: (session: Session) => files.connect(contents, session),
    get state() {
      return host.state;
    },
  };
  return {
    ...services,
    changePreferences: ({ enterprise: _, ...others }) => services.changePreferences(others),
    withEngine: (session, act) => withEngine(own, session, act),
  };
}

/** What a window does besides what its page does. */
export interface WindowActions {
  /** Opens another window beside one, on a path of the page. */
  openBeside(contents: WebContents, page: string): void;
  openResults(files: string[]): Promise<void>;
}

/** The shell of each window: its events, its dialogs. */
export class WindowShells {
  readonly #windows: Windows;
  readonly #actions: WindowActions;
  readonly #shells = new Map<number, ShellWindow>();

  constructor(windows: Windows, actions: WindowActions) {
    this.#windows = windows;
    this.#actions = actions;
  }

  of(contents: WebContents): ShellWindow {
    const known = this.#shells.get(contents.id);
    if (known !== undefined) return known;
    const made: ShellWindow = {
      events: new ShellEvents(),
      chooseSavePlace: (offer) => choosePlace(this.#windows.windowOf(contents), offer),
      chooseCaFile: () => chooseCaFile(this.#windows.windowOf(contents)),
      pickExportFiles: () => pickExportFiles(this.#windows.windowOf(contents)),
      pickExportFolder: () => pickExportFolder(this.#windows.windowOf(contents)),
      openWindow: (page) => {
        if (pageAddress(page) === null) return false;
        this.#actions.openBeside(contents, page);
        return true;
      },
      openResults: async () => {
        const files = await chooseResults(this.#windows.windowOf(contents));
        await this.#actions.openResults(files);
        return files.length > 0;
      },
    };
    this.#shells.set(contents.id, made);
    contents.once('destroyed', () => this.#shells.delete(contents.id));
    return made;
  }

  tell(contents: WebContents, event: ShellEvent): void {
    this.#shells.get(contents.id)?.events.publish(event);
  }

  tellAll(event: ShellEvent): void {
    for (const { events } of this.#shells.values()) events.publish(event);
  }
}

async function choosePlace(window: BrowserWindow | null, offer: SaveOffer): Promise<string | null> {
  if (window === null) return null;
  const { title, filters, name } = offer;
  const defaultPath = path.join(app.getPath('downloads'), name);
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title,
    defaultPath,
    filters,
    properties: ['showOverwriteConfirmation', 'createDirectory'],
  });
  return canceled || !filePath ? null : filePath;
}

/** Asks for results files; none when the person cancelled. */
export async function chooseResults(window: BrowserWindow | null): Promise<string[]> {
  const options: OpenDialogOptions = {
    title: 'Open results',
    filters: [RESULTS_FILES, { name: 'All files', extensions: ['*'] }],
    properties: ['openFile', 'multiSelections'],
  };
  const { canceled, filePaths } = await (window === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options));
  return canceled ? [] : filePaths;
}

async function chooseCaFile(window: BrowserWindow | null): Promise<string | null> {
  if (window === null) return null;
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Choose a CA certificate',
    defaultPath: app.getPath('documents'),
    filters: [
      { name: 'Certificates', extensions: ['pem', 'crt', 'cer'] },
      { name: 'All files', extensions: ['*'] },
    ],
    properties: ['openFile'],
  });
  return canceled ? null : (filePaths[0] ?? null);
}

async function pickExportFiles(window: BrowserWindow | null): Promise<string[]> {
  if (window === null) return [];
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Choose export files of the PBX',
    defaultPath: app.getPath('documents'),
    filters: [
      { name: 'Form exports', extensions: ['csv', 'txt'] },
      { name: 'All files', extensions: ['*'] },
    ],
    properties: ['openFile', 'multiSelections'],
  });
  return canceled ? [] : filePaths;
}

async function pickExportFolder(window: BrowserWindow | null): Promise<string | null> {
  if (window === null) return null;
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Choose the folder with the export files',
    defaultPath: app.getPath('documents'),
    properties: ['openDirectory'],
  });
  return canceled ? null : (filePaths[0] ?? null);
}
