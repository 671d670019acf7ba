import type { MessagePort } from 'node:worker_threads';
import type { ResultsInfo } from '../../shared/contract/index.ts';
import { errorInfo } from '../../shared/domain/errors.ts';
import type { Session } from '../engine/index.ts';
import type { EngineHost } from './engine-host.ts';

/** A results file that windows show. */
export interface ResultsFile {
  file: string;
  info: ResultsInfo;
}

/** What becomes of a window whose results file was opened again after the engine died. */
export interface ResultsFilesOptions<Window> {
  host: Pick<EngineHost, 'openResults' | 'closeResults' | 'connect' | 'onState' | 'state'>;
  reopened(window: Window): void;
  /** It cannot be opened any more, and why. */
  lost(window: Window, message: string): void;
}

/** A file with its number in the engine's worker; null while it is not open there. */
interface Opened extends ResultsFile {
  number: number | null;
}

/**
 * Which window shows which results file. A file is open in the engine's worker as long as a window shows it, and is
 * opened anew when the worker was started again.
 */
export class ResultsFiles<Window> {
  readonly #options: ResultsFilesOptions<Window>;
  readonly #windows = new Map<Window, Opened>();
  readonly #reopening = new Set<Opened>();

  constructor(options: ResultsFilesOptions<Window>) {
    this.#options = options;
    options.host.onState(({ state }) => {
      for (const opened of new Set(this.#windows.values())) {
        if (state === 'running') void this.#reopen(opened);
        else opened.number = null;
      }
    });
  }

  /** Opens a file; the window that is to show it follows with `show`. Throws what the file is refused with. */
  async open(file: string): Promise<ResultsFile> {
    const { results: number, info } = await this.#options.host.openResults(file);
    return { file, info, number } satisfies Opened as ResultsFile;
  }

  /** A window shows a file from now on. */
  show(window: Window, file: ResultsFile): void {
    this.#windows.set(window, file as Opened);
  }

  /** The file that a window shows; null when it shows the data folder. */
  of(window: Window): ResultsFile | null {
    return this.#windows.get(window) ?? null;
  }

  /** A window was closed; with the last one of a file goes what was made of it. */
  closed(window: Window): void {
    const opened = this.#windows.get(window);
    this.#windows.delete(window);
    if (opened === undefined || opened.number === null) return;
    if ([...this.#windows.values()].includes(opened)) return;
    this.#options.host.closeResults(opened.number);
  }

  /** A port to the file that a window shows; null while it is not open. */
  connect(window: Window, session: Session): MessagePort | null {
    const opened = this.#windows.get(window);
    if (opened === undefined) return null;
    if (opened.number !== null) return this.#options.host.connect(session, opened.number);
    // A person asks again: perhaps the file is back.
    if (this.#options.host.state.state === 'running') void this.#reopen(opened);
    return null;
  }

  async #reopen(opened: Opened): Promise<void> {
    if (opened.number !== null || this.#reopening.has(opened)) return;
    this.#reopening.add(opened);
    try {
      const { results } = await this.#options.host.openResults(opened.file);
      const windows = this.#windowsOf(opened);
      if (windows.length === 0) {
        this.#options.host.closeResults(results);
        return;
      }
      opened.number = results;
      for (const window of windows) this.#options.reopened(window);
    } catch (error) {
      const { message, hint } = errorInfo(error);
      for (const window of this.#windowsOf(opened)) this.#options.lost(window, `${message} ${hint}`);
    } finally {
      this.#reopening.delete(opened);
    }
  }

  #windowsOf(opened: Opened): Window[] {
    return [...this.#windows].filter(([, each]) => each === opened).map(([window]) => window);
  }
}
