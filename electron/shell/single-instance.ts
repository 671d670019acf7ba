import { app } from 'electron';

/** What a second start tells the first. */
export interface SecondStart {
  address: string | null;
  /** Results files to open. */
  results: string[];
}

/**
 * Whether this is the only app on its settings folder. When it is not, the other one was told what this one was asked
 * to show, and this one is to end.
 */
export function isFirstInstance({ address, results }: SecondStart): boolean {
  // What it is asked to show travels apart, because Chromium reorders the command line that it hands over.
  return app.requestSingleInstanceLock({ address, results } satisfies SecondStart);
}

/** Calls back when the app is started a second time. */
export function onSecondInstance(listener: (start: SecondStart) => void): void {
  app.on('second-instance', (_event, _line, _folder, data) => {
    const { address, results } = (data ?? {}) as Partial<SecondStart>;
    listener({
      address: typeof address === 'string' ? address : null,
      results: Array.isArray(results) ? results.filter((file) => typeof file === 'string') : [],
    });
  });
}
