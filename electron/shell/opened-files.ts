import { app } from 'electron';

/** Files that macOS asks the app to open: it tells so by an event, and may do it before the app is ready. */
export class OpenedFiles {
  readonly #early: string[] = [];
  #open: ((file: string) => void) | null = null;

  constructor() {
    app.on('open-file', (event, file) => {
      event.preventDefault();
      if (this.#open === null) this.#early.push(file);
      else this.#open(file);
    });
  }

  /** The files so far; from now on, `open` is called for each. */
  take(open: (file: string) => void): string[] {
    this.#open = open;
    return this.#early.splice(0);
  }
}
