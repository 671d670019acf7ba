import path from 'node:path';
import { dialog, type BrowserWindow, type MessageBoxOptions, type WebContents } from 'electron';
import { errorInfo } from '../../shared/domain/errors.ts';
import type { ResultsFile, ResultsFiles } from './results-files.ts';
import type { Windows } from './windows.ts';

/** Opens results files, each in a window of its own. */
export class ResultsWindows {
  readonly #windows: Windows;
  readonly #files: ResultsFiles<WebContents>;

  constructor(windows: Windows, files: ResultsFiles<WebContents>) {
    this.#windows = windows;
    this.#files = files;
  }

  /** Opens files one by one. What cannot be opened is told to the person. */
  async open(files: readonly string[]): Promise<void> {
    for (const file of files) {
      try {
        const opened = await this.#files.open(file);
        this.#show(opened, `/${encodeURIComponent(opened.info.enterprise)}/runs`);
      } catch (error) {
        await tellRefused(this.#windows.current, file, error);
      }
    }
  }

  /** Opens a further window on what a window shows, at another page; false when that is no results file. */
  openBeside(contents: WebContents, page: string): boolean {
    const file = this.#files.of(contents);
    if (file !== null) this.#show(file, page);
    return file !== null;
  }

  #show(file: ResultsFile, page: string): void {
    const window = this.#windows.open(page, { title: `${path.basename(file.file)} – Rollcall` });
    const { webContents } = window;
    this.#files.show(webContents, file);
    window.on('closed', () => this.#files.closed(webContents));
  }
}

async function tellRefused(window: BrowserWindow | null, file: string, error: unknown): Promise<void> {
  const { message, hint } = errorInfo(error);
  const options: MessageBoxOptions = {
    type: 'error',
    message: `${path.basename(file)} cannot be opened`,
    detail: `${message}\n\n${hint}`,
    buttons: ['OK'],
    noLink: true,
  };
  await (window === null ? dialog.showMessageBox(options) : dialog.showMessageBox(window, options));
}
